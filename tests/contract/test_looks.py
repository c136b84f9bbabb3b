"""What every review store must do with contacts of a sample that two look at apart."""

import pytest

from audit.agreement import Pair
from audit.double import Stage
from audit.errors import Refused
from audit.looks import Item, Look, Mark, Outcome, Progress
from audit.scope import Scope
from audit.shared_looks import Shared
from tests.contract.test_checking import plan
from tests.contract.test_review import MINUTE, contact, fill
from tests.make import NINE

TWO = ("甲", "乙")
CLEAN, UNCLEAR = Outcome.CLEAN, Outcome.UNCLEAR
MISSED = (Mark("T01", "cn.test.rule", 0), Mark("T02"))


def look(by, outcome=CLEAN, marks=(), at=NINE):
    return Look(Outcome.WRONG if marks else outcome, by, at, marks)


@pytest.fixture
def drawn(store, review):
    """A plan of four contacts, the last one of another agency, all given to two."""
    fill(store, [contact(number, agency="丙方" if number == 3 else "乙方") for number in range(4)])
    made = plan(name="双人")
    review.put_plan(made, [f"sms:{number}" for number in range(4)])
    review.share(made.id, [f"sms:{number}" for number in (3, 1, 0, 2)], TWO)
    return made.id


def test_nothing_counts_before_both_have_looked(review, drawn):
    now = review.put_look(drawn, "sms:0", look("甲", marks=MISSED))
    assert (now.stage, now.owed, now.outcome, now.pairs) == (Stage.ASKED, ("乙",), None, ())
    assert review.progress([drawn]) == {drawn: Progress(4)}
    assert review.items(drawn, limit=1) == [Item(0, "sms:0")]
    blind = review.shared(drawn, contacts=["sms:0"])[0].seen_by("乙")
    assert (blind.said, blind.looked, blind.stage) == ({}, frozenset({"甲"}), Stage.ASKED)
    assert blind.seen_by("甲").said == {}, "what was taken out does not come back"


def test_what_both_say_counts(review, drawn):
    review.put_look(drawn, "sms:0", look("乙", marks=MISSED))
    later = look("甲", marks=MISSED[::-1], at=NINE + MINUTE)
    now = review.put_look(drawn, "sms:0", later)
    assert (now.stage, now.outcome, now.settled) == (Stage.AGREED, later, None)
    assert now.pairs == (Pair("", "甲", "乙", "wrong", "wrong"),)
    review.put_look(drawn, "sms:1", look("甲"))
    review.put_look(drawn, "sms:1", look("乙"))
    assert review.progress([drawn]) == {drawn: Progress(4, clean=1, wrong=1)}
    assert review.items(drawn, limit=1) == [Item(0, "sms:0", later)]
    assert review.shared(drawn, contacts=["sms:0"]) == [now]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(look("甲", marks=MISSED), look("乙"), id="found, nothing found"),
        pytest.param(look("甲", UNCLEAR), look("乙"), id="unclear, nothing found"),
        pytest.param(look("甲", marks=MISSED), look("乙", marks=MISSED[:1]), id="one saw more"),
        pytest.param(look("甲", marks=MISSED[:1]), look("乙", marks=(Mark("T01"),)), id="another rule"),
    ],
)
def test_a_lead_settles_what_they_differ_on_and_that_counts(review, drawn, first, second):
    with pytest.raises(Refused, match=r"looks\.not_asked"):
        review.put_look(drawn, "sms:0", look("组长"))
    review.put_look(drawn, "sms:0", first)
    assert review.put_look(drawn, "sms:0", second).stage is Stage.DISPUTED
    assert review.progress([drawn]) == {drawn: Progress(4)}, "no side counts before it is settled"
    word = look("组长", marks=(Mark("T03", turn=0),))
    now = review.put_look(drawn, "sms:0", word)
    assert (now.stage, now.outcome, now.settled, now.lookers) == (Stage.SETTLED, word, word, TWO)
    assert review.shared(drawn, contacts=["sms:0"]) == [now]
    assert review.items(drawn, limit=1) == [Item(0, "sms:0", word)]
    assert [len(one.pairs) for one in review.shared(drawn)] == [1, 0, 0, 0], "agreement is that of the two"
    with pytest.raises(Refused, match=r"looks\.not_asked"):
        review.put_look(drawn, "sms:0", look("总监"))


def test_a_look_stands_once_it_is_given(review, drawn):
    review.put_look(drawn, "sms:0", look("甲"))
    for who, code in (("甲", "twice"), ("丙", "not_asked")):
        with pytest.raises(Refused, match=rf"looks\.{code}"):
            review.put_look(drawn, "sms:0", look(who, UNCLEAR))
    with pytest.raises(Refused, match=r"looks\.shared"):
        review.mark_drawn(drawn, "sms:0", look("丙"))
    (kept, *_) = review.shared(drawn)
    assert kept.said == {"甲": look("甲")}


def test_only_what_nobody_looked_at_is_given_and_only_once(store, review):
    fill(store, [contact(number) for number in range(3)])
    made = plan(name="先看")
    keys = ["sms:0", "sms:1", "sms:2"]
    review.put_plan(made, keys)
    review.mark_drawn(made.id, "sms:1", look("甲"))
    assert review.share(made.id, keys[:2], TWO) == ["sms:0"]
    assert review.share(made.id, keys[::-1], ("丙", "乙")) == ["sms:2"]
    assert review.shared(made.id) == [Shared(made.id, 0, "sms:0", TWO), Shared(made.id, 2, "sms:2", ("丙", "乙"))]
    for faulty in (
        lambda: review.share(made.id, ["sms:99"], TWO),
        lambda: review.share("none", keys, TWO),
        lambda: review.put_look(made.id, "sms:1", look("甲")),
        lambda: review.put_look("none", "sms:0", look("甲")),
    ):
        with pytest.raises(KeyError):
            faulty()


def test_who_owes_what_within_a_scope(review, drawn):
    own = Scope(agencies=frozenset({"丙方"}))
    assert [one.contact for one in review.shared(drawn, own)] == ["sms:3"]
    review.put_look(drawn, "sms:1", look("甲"))
    assert review.owed_looks("甲") == {drawn: [0, 2, 3]}
    assert review.owed_looks("乙", own) == {drawn: [3]}
    assert review.owed_looks("丙") == {}
    assert [one.place for one in review.items(drawn, waits_for="甲")] == [0, 2, 3]
    assert [one.place for one in review.items(drawn, waits_for="乙", first=1, limit=1)] == [1]
    assert list(review.items(drawn, waits_for="丙")) == [], "what two have in hand is nobody else's"
