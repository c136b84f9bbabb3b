"""Contacts of a sample in which no rule found anything, looked at by two who do not see one another; a lead settles, recall counts it."""

import html
import re
from itertools import count

import pytest

from audit.rights import Role
from audit.scope import Scope
from tests.checking import draw, rows, unhit

NUMBERS = count()
CLEAN, UNCLEAR = {"outcome": "clean"}, {"outcome": "unclear"}
THREAT = {"outcome": "wrong", "category": "T01", "turn": "1"}
TWO = {"first": "first", "second": "second"}


@pytest.fixture(scope="module")
def home(checking_home):
    for name in ("first", "second"):
        checking_home.add(name, {Role.REVIEWER})
    checking_home.add("leader", {Role.LEAD})
    checking_home.add("narrow", {Role.REVIEWER}, Scope(institutions=frozenset({"甲方消费金融"})))
    return checking_home


@pytest.fixture(scope="module")
def lead(home):
    return home.client(Role.LEAD)


@pytest.fixture
def plan(home, lead):
    """Of four contacts of an agency of its own."""
    agency = f"静方{next(NUMBERS)}"
    unhit(home, agency, 4)
    return draw(lead, agency, unhit="true", query=f"agency:{agency}", size="4")


def give(lead, plan, **fields):
    return lead.post(f"/samples/{plan}/doubles", data={**TWO, **fields})


def look(client, plan, place, said):
    answer = client.post(f"/samples/{plan}/items/{place}", data=said)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def items(client, plan):
    return client.get(f"/api/v1/samples/{plan}/items").json()["items"]


def text_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def test_two_look_apart_a_lead_settles_and_recall_counts_the_outcome(home, lead, plan):
    assert give(lead, plan).headers["location"] == f"/samples/{plan}/agreement?given=0&shared=4&left=0"
    one, other = home.client("first"), home.client("second")
    assert f"/samples/{plan}/items/1" in one.get("/samples").text, "it waits on the list"
    said = (
        (CLEAN, CLEAN),
        (THREAT, CLEAN),
        ({**THREAT, "category": ["T01", "T02"], "turn": ["1", ""]}, {**THREAT, "category": ["T02", "T01"]}),
        (THREAT, UNCLEAR),
    )
    onward = [look(one, plan, place, first) for place, (first, _) in enumerate(said, 1)]
    assert onward == [*(f"/samples/{plan}/items/{place}" for place in (2, 3, 4)), f"/samples/{plan}"]
    for reader in (other, lead, home.client(Role.AUDITOR)):
        for path in (f"/samples/{plan}", f"/samples/{plan}/items/2", f"/samples/{plan}/agreement"):
            assert "outcome-wrong" not in reader.get(path).text, "nobody reads it before the other has looked"
        assert "wrong" not in reader.get(f"/samples/{plan}/draw.csv").text
        assert {one["outcome"] for one in items(reader, plan)} == {None}
        assert lead.get(f"/api/v1/samples/{plan}/agreement").json() == []
    assert "first: ✗ 发现违规" in text_of(one.get(f"/samples/{plan}/items/2")), "but one's own word"
    assert lead.get(f"/samples/{plan}/recall").status_code == 400, "no side counts before both have looked"
    for place, (_, second) in enumerate(said, 1):
        look(other, plan, place, second)
    assert [(one["outcome"], [mark["category"] for mark in one["marks"]]) for one in items(lead, plan)] == [
        ("clean", []),
        (None, []),
        ("wrong", ["T01", "T02"]),
        (None, []),
    ]
    assert "有 2 条两人意见不同" in text_of(lead.get(f"/samples/{plan}/recall"))
    page = lead.get(f"/samples/{plan}")
    assert "裁定分歧(2 条)" in text_of(page)
    (pair,) = (one for one in lead.get(f"/api/v1/samples/{plan}/agreement").json() if one["reviewers"])
    assert (pair["rule"], pair["reviewers"], pair["items"], pair["agreed"]) == ("", ["first", "second"], 4, 2)
    assert len(rows(lead.get(f"/samples/{plan}/agreement"))) == 2
    assert "first" in (settling := lead.get(f"/samples/{plan}/items/2").text)
    assert "/items/2/settle" in settling
    settled = lead.post(f"/samples/{plan}/items/2/settle", data=THREAT)
    assert settled.headers["location"] == f"/samples/{plan}/items/4"
    assert lead.post(f"/samples/{plan}/items/4/settle", data=CLEAN).headers["location"] == f"/samples/{plan}/agreement"
    out = lead.get(f"/api/v1/samples/{plan}/recall").json()
    assert (out["sampled"], out["wrong"], out["by_two"]) == (4, 2, 4)
    assert "意见不同" not in text_of(lead.get(f"/samples/{plan}/recall"))
    assert "已裁定 2" in text_of(lead.get(f"/samples/{plan}/agreement"))
    (same,) = (one for one in lead.get(f"/api/v1/samples/{plan}/agreement").json() if not one["reviewers"])
    assert same["kappa"]["value"] == pytest.approx(pair["kappa"]["value"]), "settling changes nothing about agreement"


def test_what_is_entered_into_the_log_does_not_tell_one_what_the_other_said(home, lead, plan):
    give(lead, plan, most="1")
    assert home.acts("plan_samples")[-1].detail == {"step": "double", **TWO, "most": "1"}
    look(home.client("first"), plan, 1, THREAT)
    act = home.acts("verdict")[-1]
    assert (act.by, act.detail) == ("first", {"sample": plan, "step": "look"})
    look(home.client("second"), plan, 1, CLEAN)
    lead.post(f"/samples/{plan}/items/1/settle", data=THREAT)
    act = home.acts("plan_samples")[-1]
    assert (act.by, act.of) == ("lead", items(lead, plan)[0]["contact"])
    assert act.detail == {"sample": plan, "step": "settle", "outcome": "wrong", "category": "T01", "rule": ""}


def test_who_owes_what_is_shown_to_the_lead(home, lead, plan):
    give(lead, plan, most="3")
    look(home.client("first"), plan, 1, CLEAN)
    page = text_of(lead.get(f"/samples/{plan}"))
    assert "共 3 条:待看 3,一致 0,有分歧 0,已裁定 0。" in page
    assert ("1 / 3 还差 2 条" in page, "0 / 3 还差 3 条" in page) == (True, True)
    assert [one["owed"] for one in items(lead, plan)] == [["second"], ["first", "second"], ["first", "second"], []]
    assert look(lead, plan, 4, CLEAN) == f"/samples/{plan}", "what two have in hand waits for nobody else"
    assert "没有等你看的了" in lead.get(f"/samples/{plan}").text


@pytest.mark.parametrize(
    ("who", "path", "said", "answered"),
    [
        pytest.param("reviewer", "1", CLEAN, (403, "没有交给"), id="a stranger"),
        pytest.param("first", "1", UNCLEAR, (400, "已经看过"), id="twice"),
        pytest.param("lead", "1/settle", CLEAN, (400, "没有要裁定"), id="nothing is disputed yet"),
        pytest.param("first", "2/settle", CLEAN, (403, ""), id="a reviewer settles nothing"),
        pytest.param("leader", "2/settle", CLEAN, (403, "两人之一"), id="one of the two is no judge"),
        pytest.param("lead", "3/settle", CLEAN, (400, "没有要裁定"), id="given to nobody"),
        pytest.param("first", "2", {**THREAT, "turn": "9"}, (400, "没有第 9 句"), id="no such turn"),
    ],
)
def test_what_may_not_be_done_is_refused(home, lead, plan, who, path, said, answered):  # noqa: PLR0917 - fixtures and a table
    give(lead, plan, most="1")
    give(lead, plan, most="2", second="leader")
    look(home.client("first"), plan, 1, CLEAN)
    if "settle" in path and path.startswith("2"):
        look(home.client("first"), plan, 2, CLEAN)
        look(home.client("leader"), plan, 2, THREAT)
    answer = home.client(who).post(f"/samples/{plan}/items/{path}", data=said)
    status, told = answered
    assert (answer.status_code, told in answer.text) == (status, True)


def test_only_what_both_may_see_and_nobody_looked_at_is_given(lead, plan):
    outside = give(lead, plan, second="narrow")
    assert (outside.status_code, "可见范围" in outside.text) == (400, True)
    look(lead, plan, 2, CLEAN)
    assert give(lead, plan).headers["location"] == f"/samples/{plan}/agreement?given=0&shared=3&left=1"
    again = give(lead, plan, first="second", second="first")
    assert (again.status_code, "已有人看过" in again.text) == (400, True)
    for most in ("0", "-1", "x"):
        assert give(lead, plan, most=most).status_code == 422


def test_in_english(home, lead, plan):
    give(lead, plan)
    client = home.client(Role.LEAD)
    client.cookies.set("lang", "en")
    for place, (first, second) in enumerate(((CLEAN, THREAT), (CLEAN, CLEAN)), 1):
        look(home.client("first"), plan, place, first)
        look(home.client("second"), plan, place, second)
    for path in (f"/samples/{plan}", f"/samples/{plan}/items/1", f"/samples/{plan}/agreement"):
        page = client.get(path).text
        assert re.findall(r">\s*((?:samples|doubles|looks)\.[a-z_.]+)", page) == [], "no text is missing"
    assert "4 in all: 2 wait for a look, 1 agreed, 1 disputed, 0 settled." in client.get(f"/samples/{plan}").text
