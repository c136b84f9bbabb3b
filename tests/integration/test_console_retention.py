"""The page of retention: classes and counts, one asks and another approves, holds are put and lifted."""

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from audit.findings import Scan
from audit.rights import Role, Verb
from audit.scope import Scope
from config.settings import Settings
from pipelines.steps.index import index_contacts
from tests.console import NINE, ConsoleHome
from tests.make import sms

OLD = NINE - timedelta(days=6 * 366)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = ConsoleHome(Settings(_env_file=None, home=tmp_path_factory.mktemp("retention"), reader="off"))
    made.add("another", {Role.ADMINISTRATOR})
    made.add("theirs", {Role.MANAGER}, Scope(institutions=frozenset({"乙方小贷"})))
    store = made.application.store
    store.put_contacts([sms(f"old{n}", at=OLD) for n in range(3)])
    keys = [f"sms:old{n}" for n in range(3)]
    store.put_scans([Scan(key) for key in keys], "cn")
    index_contacts(store, made.application.index, keys, "zh")
    made.application.index.close()
    with TestClient(made.app):
        yield made
    store.engine.dispose()


def test_two_people_delete_what_is_due_and_not_held(home):
    manager, admin = home.client(Role.MANAGER), home.client(Role.ADMINISTRATOR)
    assert (
        manager.post("/retention/hold", data={"side": "contact", "of": "sms:old1", "reason": "诉讼"}).status_code == 303
    )
    page = manager.get("/retention?counts=true").text
    row = re.search(r"<strong>短信</strong>.*?</tr>", page, re.DOTALL)[0]
    assert re.findall(r'class="number">([^<]*)<', row) == ["5", "63", "2", "1", "0"]
    assert "商业银行信用卡业务监督管理办法" in page
    assert admin.post("/retention/ask", data={"kind": "sms", "why": "到期"}).status_code == 303
    (asked,) = home.application.retention.requests()
    where = f"/retention/requests/{asked.id}"
    assert admin.post(where, data={"ruling": "approved"}).status_code == 403, "not by who asked"
    assert home.client("theirs").post(where, data={"ruling": "approved"}).status_code == 404, "it reaches beyond"
    assert home.client("another").post(where, data={"ruling": "approved", "note": "同意"}).status_code == 303
    home.app.state.house.threads.submit(lambda: None).result()
    wait(home, asked.id)
    assert home.application.store.deleted(["sms:old0", "sms:old1", "sms:old2"]) == {"sms:old0", "sms:old2"}
    assert "已完成" in admin.get("/retention").text
    steps = [(act.by, act.detail["step"]) for act in home.acts(Verb.RETENTION)]
    assert steps == [
        ("administrator", "requested"),
        ("another", "approved"),
        ("another", "running"),
        ("another", "done"),
    ]


def wait(home, request):
    """The deed is one of the threads': whatever comes behind it there comes when it is done, or it is still at it."""
    house = home.app.state.house
    house.threads.shutdown(wait=True)
    assert home.application.retention.request(request).state == "done"
    assert home.application.retention.left() == []


def test_holds_are_put_and_lifted_with_a_reason(home):
    manager = home.client(Role.MANAGER)
    manager.post("/retention/hold", data={"side": "debtor", "of": "d-c2", "reason": "监管来函"})
    held = next(one for one in home.application.retention.holds() if one.of == "d-c2")
    assert "监管来函" in home.client("theirs").get("/retention").text
    assert manager.post(f"/retention/holds/{held.id}/lift", data={"reason": " "}).status_code == 400
    assert manager.post(f"/retention/holds/{held.id}/lift", data={"reason": "结案"}).status_code == 303
    assert manager.post("/retention/hold", data={"side": "case", "of": "none", "reason": "x"}).status_code == 404
    assert "结案" in manager.get("/retention?lifted=true").text
    assert "监管来函" not in manager.get("/retention").text


def test_who_sees_one_institution_sees_its_part(home):
    page = home.client("theirs").get("/retention?counts=true").text
    row = re.search(r"<strong>短信</strong>.*?</tr>", page, re.DOTALL)[0]
    assert re.findall(r'class="number">([^<]*)<', row) == ["5", "60", "0", "0", "0"]
    assert "sms:old1" not in page
    assert (
        home.client("theirs").post("/retention/hold", data={"side": "case", "of": "c1", "reason": "x"}).status_code
        == 404
    )
