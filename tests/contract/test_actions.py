"""What every store of corrective actions must do, and how it counts what they are about."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit.action_ports import ActionQuery, View
from audit.actions import Concern, Order, Proof, State, Step, advance, order
from audit.errors import Refused
from audit.findings import Scan
from audit.rates import Counted
from audit.scope import Scope
from tests.make import NINE, case, finding, sms

DAY = timedelta(days=1)
TODAY = NINE.date()
PROOF = Proof("ab" * 32, "签到表.pdf", "application/pdf", 1234)
HERE = Concern("甲方消费金融", "乙外包", None, "A-1", rules=("cn.test.rule",))


def ordered(title="培训", concern=HERE, *, at=NINE, due=TODAY + 7 * DAY, owner="主管", incidents=("i1", "i2")):
    return order(Order("training", title, concern, owner, incidents), Step(State.OPEN, "经理", at, "为何", due))


def done(by="主管", at=NINE + DAY, **fields):
    return Step(State.DONE, by, at, "已办", **fields)


def verified(by="经理", at=NINE + 2 * DAY):
    return Step(State.VERIFIED, by, at)


def test_an_action_is_kept_with_every_step(actions):
    given = ordered()
    actions.order_action(given)
    actions.order_action(given)
    assert actions.action(given.id) == given
    steps = (done(proof=PROOF), verified(), Step(State.OPEN, "经理", NINE + 3 * DAY, "又犯", TODAY + 9 * DAY))
    for step in steps:
        given = advance(given, step)
        assert actions.advance_action(given.id, step) == given
        assert actions.action(given.id) == given
    assert (actions.action(given.id).steps[-1].at.utcoffset(), given.due) == (NINE.utcoffset(), TODAY + 9 * DAY)
    assert [one.id for one in actions.actions(ActionQuery(TODAY))] == [given.id]


def test_what_may_not_be_changes_nothing(actions):
    given = ordered()
    actions.order_action(given)
    with pytest.raises(Refused, match=r"action\.illegal_step"):
        actions.advance_action(given.id, verified())
    assert actions.action(given.id) == given
    assert actions.action("none") is None
    with pytest.raises(KeyError):
        actions.advance_action("none", done())


@pytest.fixture
def several(actions):
    """Late; in time; done; verified; of another agency."""
    made = {
        "late": ordered("迟", at=NINE - 9 * DAY, due=TODAY - DAY),
        "timely": ordered("早", incidents=("i3",), owner="乙主管"),
        "done": ordered("办", due=TODAY + 2 * DAY),
        "verified": ordered("验", due=TODAY),
        "other": ordered("外", replace(HERE, agency="丙外包", agent=None), due=TODAY + 8 * DAY),
    }
    for one in made.values():
        actions.order_action(one)
    for name in ("done", "verified"):
        actions.advance_action(made[name].id, done())
    actions.advance_action(made["verified"].id, verified())
    return {one.id: name for name, one in made.items()}


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        pytest.param({}, ["late", "verified", "done", "timely", "other"], id="what is due first comes first"),
        pytest.param({"view": View.OPEN}, ["late", "timely", "other"], id="open, late or not"),
        pytest.param({"view": View.OVERDUE}, ["late"], id="overdue"),
        pytest.param({"view": View.OVERDUE, "today": TODAY - DAY}, [], id="on its last day it is not late"),
        pytest.param({"view": View.DONE}, ["done"], id="done"),
        pytest.param({"view": View.VERIFIED}, ["verified"], id="verified"),
        pytest.param({"agency": "丙外包"}, ["other"], id="of an agency"),
        pytest.param({"owner": "乙主管"}, ["timely"], id="of an owner"),
        pytest.param({"incident": "i3"}, ["timely"], id="of an incident"),
        pytest.param({"incident": "i9"}, [], id="of an incident that has none"),
    ],
)
def test_lists(actions, several, fields, names):
    found = actions.actions(ActionQuery(**{"today": TODAY, **fields}))
    assert [several[one.id] for one in found] == names


def test_pages_and_counts_agree(actions, several):
    first = actions.actions(ActionQuery(TODAY), limit=2)
    rest = actions.actions(ActionQuery(TODAY), after=first[-1].id)
    assert [several[one.id] for one in (*first, *rest)] == ["late", "verified", "done", "timely", "other"]
    counts = actions.action_counts(TODAY)
    assert counts == {View.OPEN: 3, View.OVERDUE: 1, View.DONE: 1, View.VERIFIED: 1}
    assert all(len(actions.actions(ActionQuery(TODAY, view))) == count for view, count in counts.items())
    assert list(actions.owners()) == sorted({"主管", "乙主管"})


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        pytest.param(Scope(agencies=frozenset({"丙外包"})), ["other"], id="one agency"),
        pytest.param(
            Scope(agents=frozenset({"A-1"})),
            ["late", "verified", "done", "timely"],
            id="what names no agent is outside",
        ),
        pytest.param(Scope(institutions=frozenset({"乙方小贷"})), [], id="another institution"),
        pytest.param(Scope(agencies=frozenset()), [], id="nothing at all"),
    ],
)
def test_nothing_comes_from_outside_the_scope(actions, several, scope, names):
    assert [several[one.id] for one in actions.actions(ActionQuery(TODAY), scope)] == names
    assert sum(actions.action_counts(TODAY, scope).values()) - actions.action_counts(TODAY, scope)[View.OVERDUE] == len(
        names
    )
    between = actions.actions_between(NINE - 30 * DAY, NINE + 30 * DAY, scope)
    assert {several[one.id] for one in between} == set(names)
    assert all((actions.action(identity, scope) is not None) == (name in names) for identity, name in several.items())
    assert bool(actions.owners(scope)) == bool(names)


@pytest.mark.parametrize(
    ("since", "until", "names"),
    [
        pytest.param(-9, -8, ["late"], id="ordered in the period"),
        pytest.param(-3, -2, ["late"], id="pending all through it"),
        pytest.param(0, 1, ["late", "timely", "done", "verified", "other"], id="not those ordered later"),
        pytest.param(5, 6, ["late", "timely", "done", "other"], id="verified before is over"),
        pytest.param(2, 3, ["late", "timely", "done", "verified", "other"], id="verified in it"),
        pytest.param(-20, -10, [], id="before everything"),
    ],
)
def test_actions_of_a_period(actions, several, since, until, names):
    found = actions.actions_between(NINE + since * DAY, NINE + until * DAY)
    assert [several[one.id] for one in found] == names


def test_a_reopened_action_is_pending_again(actions):
    given = ordered()
    actions.order_action(given)
    for step in (done(), verified(), Step(State.OPEN, "经理", NINE + 3 * DAY, "又犯", TODAY + 9 * DAY)):
        given = actions.advance_action(given.id, step)
    assert actions.actions_between(NINE + 5 * DAY, NINE + 6 * DAY) == [given]
    assert given.as_of(NINE + 3 * DAY).state is State.VERIFIED


@pytest.fixture
def judged(store):
    """Three days; two agencies; of two rules in two categories; one message in which nothing was found, one not judged."""
    store.put_cases([case("c1"), case("c2", institution="乙方小贷")])
    given = [
        sms("1", "小心点,爆你通讯录", case_id="c1", agency="乙外包", agent_id="A-1", extra={"team": "一组"}),
        sms("2", "您好", case_id="c1", agency="乙外包", agent_id="A-2"),
        sms("3", "小心点", case_id="c2", agency="丙外包", at=NINE + DAY),
        sms("4", "小心点", case_id="c1", agency="乙外包", agent_id="A-1", at=NINE + 2 * DAY),
        sms("5", "小心点", case_id="c1", agency="乙外包"),
    ]
    store.put_contacts(given)
    blast = {"rule": "cn.test.blast", "category": "T08"}
    store.put_scans(
        [
            Scan("sms:1", (finding(given[0], "小心点"), finding(given[0], "爆你通讯录", **blast))),
            Scan("sms:2"),
            Scan("sms:3", (finding(given[2], "小心点"),)),
            Scan("sms:4", (finding(given[3], "小心点"),)),
        ],
        "cn",
    )


@pytest.mark.parametrize(
    ("concern", "counted"),
    [
        pytest.param(
            Concern(rules=("cn.test.rule",)), [(0, 2, 1, 1), (1, 1, 1, 1), (2, 1, 1, 1)], id="one rule, everywhere"
        ),
        pytest.param(
            Concern(rules=("cn.test.rule", "cn.test.blast")), [(0, 2, 1, 2), (1, 1, 1, 1), (2, 1, 1, 1)], id="two rules"
        ),
        pytest.param(Concern(category="T08"), [(0, 2, 1, 1), (1, 1, 0, 0), (2, 1, 0, 0)], id="a category"),
        pytest.param(Concern(agency="乙外包", category="T01"), [(0, 2, 1, 1), (2, 1, 1, 1)], id="an agency"),
        pytest.param(Concern(institution="乙方小贷", category="T01"), [(1, 1, 1, 1)], id="an institution"),
        pytest.param(Concern(team="一组", category="T01"), [(0, 1, 1, 1)], id="a team"),
        pytest.param(Concern(agent="A-2", category="T01"), [(0, 1, 0, 0)], id="an agent with nothing"),
        pytest.param(Concern(agency="丁外包", category="T01"), [], id="nobody"),
    ],
)
@pytest.mark.usefixtures("judged")
def test_occurrences_by_day(actions, concern, counted):
    found = actions.occurrences(concern, NINE - DAY, NINE + 9 * DAY)
    assert list(found) == [Counted((TODAY + day * DAY).isoformat(), *numbers) for day, *numbers in counted]


@pytest.mark.usefixtures("judged")
def test_the_period_is_half_open(actions):
    found = actions.occurrences(Concern(category="T01"), NINE, NINE + DAY)
    assert [date.fromisoformat(one.name) for one in found] == [TODAY]
