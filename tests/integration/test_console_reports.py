"""Reports in the console: made by one, released by another, with figures that lead to what gives them."""

import hashlib
import html
import io
import json
import re
from base64 import b64decode
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from audit.reports.record import Kind
from audit.reports.release import State, manifest
from audit.rights import Role, Verb
from audit.scope import Scope
from audit.signing import Signature
from pipelines.reports import releasing
from pipelines.reports.due import prepare
from pipelines.reports.files import Format, name_of, write
from tests.console import DAY, MASKED, NINE, NUMBER
from tests.rules_console import decide, rules_console

PERIOD = f"{DAY - timedelta(days=9)}..{DAY + timedelta(days=2)}"
#: For the test that makes two versions.
LONGER = f"{DAY - timedelta(days=19)}..{DAY}"
SOUTH = Scope(agencies=frozenset({"众安外包"}))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = rules_console(tmp_path_factory.mktemp("reports"))
    made.add("other", {Role.MANAGER})
    made.add("south", {Role.MANAGER}, SOUTH)
    decide(made, "call:1")
    with TestClient(made.app):
        yield made
    made.application.store.engine.dispose()


@pytest.fixture(autouse=True)
def without_pages(monkeypatch):
    """Setting two PDFs takes seconds; that they are right is told by the tests of files."""

    def quick(kept, report):
        for kind in (Format.JSON, Format.CSV, Format.XLSX):
            yield name_of(kind, "zh"), write(kept, report, kind, "zh")

    monkeypatch.setattr(releasing, "every_file", quick)


@pytest.fixture
def made(home):
    """Id of a draft, which makes room again when the test is over."""
    identity = make(home.client(Role.MANAGER), PERIOD)
    yield identity
    home.client(Role.MANAGER).post(f"/reports/{identity}/step", data={"state": "withdrawn", "note": "试"})


def make(client, period, **fields):
    answer = client.post("/reports", data={"period": period, **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[2]


def step(client, identity, state, **fields):
    return client.post(f"/reports/{identity}/step", data={"state": state, **fields})


def text_of(page):
    return html.unescape(re.sub(r"<[^>]+>", " ", page.text))


def stands(home, identity):
    return home.application.reports.report(identity)[0]


def test_a_draft_is_for_those_who_make_reports(home, made):
    page = home.client("other").get(f"/reports/{made}")
    assert (page.status_code, "草稿,待第二人发布" in text_of(page)) == (200, True)
    assert home.client(Role.LEAD).get(f"/reports/{made}").status_code == 404
    assert made in home.client("other").get("/reports?view=waiting").text
    assert made not in home.client(Role.LEAD).get("/reports").text
    assert home.client(Role.LEAD).get("/reports?view=waiting").status_code == 200


def test_figures_lead_to_what_gives_them(home, made):
    client = home.client("other")
    page = client.get(f"/reports/{made}")
    count = len(home.application.reports.report(made)[1].figures)
    linked = [int(number) for number in re.findall(rf"/reports/{made}/figures/(\d+)", page.text)]
    assert linked == list(range(1, count + 1)), "each figure once, in its order"
    one = client.get(f"/reports/{made}/figures/1")
    assert "SELECT count(*) FROM contacts" in one.text
    assert home.application.reports.report(made)[1].figures[0].digest in one.text
    assert client.get(f"/reports/{made}/figures/{count}").status_code == 200
    for number in (0, count + 1):
        assert client.get(f"/reports/{made}/figures/{number}").status_code == 404
    assert page.text.count("data-chart=") == 3


def test_nobody_is_named_in_a_report(home, made):
    page = home.client("other").get(f"/reports/{made}")
    files = [home.client("other").get(f"/reports/{made}/file?kind={kind}").content for kind in ("csv", "json")]
    for text in (page.text, *(data.decode() for data in files)):
        assert NUMBER not in text
        assert MASKED not in text, "nothing that was said is in it"
        assert "张三" not in text


def test_two_people_release_and_what_is_out_does_not_change(home):
    manager, other = home.client(Role.MANAGER), home.client("other")
    identity = make(manager, LONGER)
    refused = step(manager, identity, "released")
    assert (refused.status_code, "另一位" in refused.text) == (403, True)
    assert step(other, identity, "released").status_code == 303
    kept = stands(home, identity)
    assert (kept.state, kept.vouched_by, kept.steps[-1].by) == (State.RELEASED, "manager", "other")
    file = other.get(f"/reports/{identity}/file?kind=json")
    assert hashlib.sha256(file.content).hexdigest() == kept.files["report.json"]
    sheet = other.get(f"/reports/{identity}/file?kind=xlsx&language=zh")
    assert load_workbook(io.BytesIO(sheet.content)).worksheets
    assert hashlib.sha256(sheet.content).hexdigest() == kept.files["report-zh.xlsx"]
    told = other.get(f"/reports/{identity}/file?kind=manifest")
    assert told.content == manifest(kept)
    assert home.client(Role.AUDITOR).get(f"/reports/{identity}").status_code == 200
    assert step(other, identity, "withdrawn", note="不要了").status_code == 400

    decide(home, "call:2")
    second = make(manager, LONGER)
    assert stands(home, second).version == 2
    assert step(other, second, "released").status_code == 303
    assert stands(home, identity).state is State.SUPERSEDED
    assert other.get(f"/reports/{identity}/file?kind=json").content == file.content
    steps = [act.detail["step"] for act in home.acts(Verb.MAKE_REPORT) if act.of == second]
    assert steps == ["released"]
    assert home.acts(Verb.REPORTS)[-1].detail["kind"] == "json"


def test_a_file_that_was_lost_is_not_written_anew(home):
    identity = make(home.client(Role.MANAGER), "2020-01")
    step(home.client("other"), identity, "released")
    digest = stands(home, identity).files["report.json"]
    (path,) = [
        one for one in home.settings.blobs_folder.rglob("*") if one.is_file() and digest in str(one).replace("/", "")
    ]
    path.unlink()
    answer = home.client("other").get(f"/reports/{identity}/file?kind=json")
    assert (answer.status_code, "备份" in answer.text) == (400, True)


def test_the_key_of_the_installation_signs_the_manifest(home):
    identity = make(home.client(Role.MANAGER), "2020-02")
    step(home.client("other"), identity, "released")
    kept = stands(home, identity)
    told = home.client("other").get(f"/reports/{identity}/file?kind=signature").json()
    signature = Signature(told["key"], b64decode(told["public_key"]), b64decode(told["signature"]))
    signer = home.app.state.house.application.signer
    assert told["key"] in signer.known()
    assert signer.holds(signature, home.client("other").get(f"/reports/{identity}/file?kind=manifest").content)
    assert not signer.holds(signature, manifest(kept) + b" ")


def test_nothing_from_outside_the_scope(home):
    whole = make(home.client(Role.MANAGER), "2020-03")
    south = home.client("south")
    assert south.get(f"/reports/{whole}").status_code == 404
    assert step(south, whole, "released").status_code == 404
    refused = south.post("/reports", data={"period": PERIOD, "agency": "宜诚服务"})
    assert (refused.status_code, "权限范围" in refused.text) == (400, True)
    own = make(south, PERIOD)
    kept, report = home.application.reports.report(own)
    assert kept.scope == SOUTH
    assert {figure.id: figure.value for figure in report.figures}["summary.incidents"] == 60
    assert "宜诚服务" not in json.dumps([figure.definition for figure in report.figures], ensure_ascii=False)
    assert whole not in south.get("/reports").text


@pytest.mark.parametrize(
    ("period", "fields", "said"),
    [
        ("2026-13", {}, "不成立"),  # no month
        ("2020-01-02..2020-01-01", {}, "不成立"),  # the wrong way round
        ("2020", {}, "一家"),  # of which agency
        (PERIOD, {}, "还没有发布"),  # another one waits
    ],
)
def test_what_is_refused_is_said_with_its_remedy(home, made, period, fields, said):
    answer = home.client("other").post("/reports", data={"period": period, **fields})
    assert (answer.status_code, said in answer.text) == (400, True)
    assert stands(home, made).state is State.DRAFT


def test_the_schedule_prepares_once_and_a_person_vouches_first(home):
    after = home.clock.now + timedelta(days=400)
    assert list(prepare(home.application, [Kind.MONTHLY], after)) == [], "nothing happened in that month"
    month = (NINE.replace(day=28) + timedelta(days=4)).replace(day=2)
    (first,) = prepare(home.application, [Kind.MONTHLY], month)
    assert list(prepare(home.application, [Kind.MONTHLY], month)) == []
    assert (first.state, first.by, first.vouched_by) == (State.PREPARED, "fairdial", "")
    manager, other = home.client(Role.MANAGER), home.client("other")
    assert step(manager, first.id, "released").status_code == 400
    assert step(manager, first.id, "draft").status_code == 303
    assert step(manager, first.id, "released").status_code == 403
    assert step(other, first.id, "released").status_code == 303
    yearly = list(prepare(home.application, [Kind.YEARLY], NINE.replace(year=NINE.year + 1, month=1, day=2)))
    assert sorted(name for one in yearly for name in one.scope.agencies) == ["众安外包", "宜诚服务"]


def test_programs_get_the_same_figures(home, made):
    told = home.client("other").get(f"/api/v1/reports/{made}").json()
    kept, report = home.application.reports.report(made)
    assert [(one["value"], one["sha256"]) for one in told["figures"]] == [
        (figure.value, figure.digest) for figure in report.figures
    ]
    assert told["figures_sha256"] == kept.digest
    listed = home.client("other").get("/api/v1/reports?view=waiting").json()["reports"]
    assert made in {one["report"] for one in listed}
