"""Agreement of two reviewers, by numbers that others have published, and the way of a double review."""

from dataclasses import replace

import pytest

from audit.agreement import Pair, agreements, kappa
from audit.double import Answer, Double, Stage, acts, answered, ask, verdicts
from audit.errors import Refused
from audit.triage import ActKind
from tests.make import NINE


def table(*cells):
    return [pair for first, second, number in cells for pair in [(first, second)] * number]


def test_kappa_of_a_textbook_table():
    """Cohen's grant example: 20 both yes, 15 both no, 5 and 10 apart: 0.70 seen, 0.50 by chance."""
    found = kappa(table(("y", "y", 20), ("y", "n", 5), ("n", "y", 10), ("n", "n", 15)))
    assert found.value == pytest.approx(0.4)
    # Above by the standard error of Fleiss, Cohen & Everitt, worked out cell by cell: the root of 0.2016 / 12.5, 0.127.
    # Below by Wilson's interval of 35 of 50, which is 0.5625 to 0.8090: (0.5625 - 0.5) / 0.5.
    assert (found.low, found.high) == pytest.approx((0.1249, 0.6489), abs=0.0002)


@pytest.mark.parametrize(
    ("alike", "low"),
    [
        # Wilson's lower end of n of n is n / (n + 3.8416); half of each answer, so that chance is 0.5.
        pytest.param(4, 0.0202, id="four alike tell next to nothing"),
        pytest.param(20, 0.6777, id="twenty alike"),
        pytest.param(200, 0.9623, id="two hundred alike"),
    ],
)
def test_never_apart_is_not_certainty(alike, low):
    found = kappa(table(("t", "t", alike // 2), ("f", "f", alike // 2)))
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(low, abs=0.0001)


def test_one_that_differs_tells_no_more_than_none():
    assert (
        kappa(table(("t", "t", 10), ("f", "f", 9), ("t", "f", 1))).low
        < kappa(table(("t", "t", 10), ("f", "f", 10))).low
    )


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        pytest.param(table(("true", "true", 5), ("false", "false", 5)), 1.0, id="always alike"),
        pytest.param(table(("true", "false", 5), ("false", "true", 5)), -1.0, id="never alike"),
        pytest.param(table(*((a, b, 5) for a in "tf" for b in "tf")), 0.0, id="no more than chance"),
    ],
)
def test_ends_and_middle_of_kappa(answers, value):
    assert kappa(answers).value == pytest.approx(value)


@pytest.mark.parametrize("answers", [[], [("true", "true")], table(("true", "true", 9))])
def test_kappa_of_nothing_to_tell_apart(answers):
    assert kappa(answers) is None


def test_agreement_by_rule_and_pair_whoever_is_named_first():
    pairs = [
        Pair("cn.x", "乙", "甲", "true", "false"),
        Pair("cn.x", "甲", "乙", "false", "true"),
        Pair("cn.x", "丙", "甲", "true", "true"),
        Pair("cn.y", "甲", "乙", "true", "true"),
    ]
    found = {(one.rule, one.reviewers): (one.agreed, one.items) for one in agreements(pairs)}
    assert found == {
        ("cn.x", ("", "")): (1, 3),
        ("cn.x", ("乙", "甲")): (0, 2),
        ("cn.x", ("丙", "甲")): (1, 1),
        ("cn.y", ("", "")): (1, 1),
        ("cn.y", ("乙", "甲")): (1, 1),
    }


ASKED = Double("d", "i", {"f1": "cn.x", "f2": "cn.y"}, ("甲", "乙"), "组长", NINE, {})


def said(*decisions):
    return [Answer(f"f{number}", decision, "other") for number, decision in enumerate(decisions, 1)]


def test_blind_until_both_have_answered():
    half = answered(ASKED, "甲", said("true", "false"))
    assert (half.stage, half.outcome, half.pairs) == (Stage.ASKED, (), ())
    assert half.seen_by("乙").said == {}
    assert half.seen_by("甲").said == half.said
    whole = answered(half, "乙", said("true", "true"))
    assert (whole.stage, whole.disputed) == (Stage.DISPUTED, ("f2",))
    assert whole.seen_by("甲") == whole
    assert [(pair.rule, pair.first_said, pair.second_said) for pair in whole.pairs] == [
        ("cn.x", "true", "true"),
        ("cn.y", "false", "true"),
    ]
    settled = answered(whole, "组长", [Answer("f2", "unsure", "needs_evidence")])
    assert settled.stage is Stage.SETTLED
    assert [answer.decision for answer in settled.outcome] == ["true", "unsure"]
    assert [act.kind for act in acts(settled, "组长", NINE)] == [ActKind.CLAIM, ActKind.DECIDE, ActKind.DECIDE]
    assert [one.decision for one in verdicts(settled, "sms:1", "组长", NINE)] == ["true", "unsure"]


@pytest.mark.parametrize(
    ("who", "answers", "code"),
    [
        pytest.param("甲", said("true"), "double.incomplete", id="half"),
        pytest.param("甲", [*said("true", "true"), *said("true")], "double.incomplete", id="twice"),
        pytest.param("甲", said("true", "maybe"), "verdict.unknown_decision", id="no such answer"),
        pytest.param(
            "甲", [replace(one, reason="x") for one in said("true", "true")], "verdict.unknown_reason", id="why"
        ),
        pytest.param("组长", said("true", "true"), "double.nothing_to_settle", id="a lead comes too early"),
    ],
)
def test_answers_that_may_not_be(who, answers, code):
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        answered(ASKED, who, answers)


def test_who_may_be_asked():
    assert ask(ASKED, frozenset({"丙"})) is ASKED
    with pytest.raises(Refused, match=r"double\.same"):
        ask(replace(ASKED, reviewers=("甲", "甲")), frozenset())
    with pytest.raises(Refused, match=r"double\.involved"):
        ask(ASKED, frozenset({"乙"}))
