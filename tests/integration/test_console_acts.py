"""The page of the log of acts: what it says of the log, and to whom."""

import pytest
from sqlalchemy import update

from audit.rights import Role
from audit.scope import Scope
from pipelines.adapters.sql.tables import acts
from tests.console import NUMBER
from tests.reviewed import reviewed_home


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with reviewed_home(tmp_path_factory.mktemp("acts")) as made:
        yield made


def test_what_people_did_is_listed_newest_first_and_masked(home):
    home.client(Role.REVIEWER).post(f"/incidents/{home.call}/unmask", data={"reason": f"回我电话{NUMBER}"})
    page = home.client(Role.AUDITOR).get("/acts").text
    assert "临时显示个人信息" in page
    assert home.call in page
    assert NUMBER not in page
    assert page.index("查看操作日志") < page.index("临时显示个人信息")


def test_the_state_of_the_log_is_told(home):
    home.application.anchor(home.clock.now)
    page = home.client(Role.AUDITOR).get("/acts").text
    number = home.application.anchors.anchors()[-1].number
    assert f"第 {number} 条" in page
    assert home.application.acts.end().digest in page


def test_pages_follow_one_another(home):
    client = home.client(Role.ADMINISTRATOR)
    for _ in range(120):
        client.get("/acts")
    page = client.get("/acts").text
    assert page.count("<tr>") == 101
    before = home.application.acts.end().number - 99
    assert f'href="/acts?before={before}"' in page
    assert f">{before - 1}</td>" in client.get(f"/acts?before={before}").text


def test_who_sees_a_part_of_the_whole_sees_own_acts_only(home):
    home.add("narrow", {Role.AUDITOR}, Scope(agencies=frozenset({"众安外包"})))
    page = home.client("narrow").get("/acts").text
    assert "只列出你自己的操作" in page
    assert home.call not in page
    assert "narrow" in page


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.AUDITOR, Role.ADMINISTRATOR}])
def test_others_do_not_see_it(home, role):
    assert home.client(role).get("/acts").status_code == 403


def test_what_was_done_to_the_log_is_shown(home):
    client = home.client(Role.AUDITOR)
    assert "相符" in client.post("/acts/check").text
    with home.store.engine.begin() as connection:
        connection.execute(update(acts).where(acts.c.no == 2).values(by="nobody"))
    page = client.post("/acts/check").text
    assert "第 2 条被改动过" in page
    assert 'role="alert"' in page
