"""Marks of single conversations, what leaves the denominator, and averages that say how sure they are."""

from dataclasses import replace
from math import inf

import pytest

from audit.records import Channel, Contact, Party, Speaker, Turn
from audit.scorecard.averages import averages
from audit.scorecard.model import Mark
from audit.scorecard.score import score
from audit.statistics import mean, share
from config.loader import load_pack
from config.weights import load_scorecard
from tests.make import NINE, finding

SIDES = {"A": Speaker.AGENT, "D": Speaker.DEBTOR}


@pytest.fixture(scope="module")
def card():
    return load_scorecard("cn", load_pack("cn").words)


def talk(*said, **fields):
    turns = tuple(Turn(index, SIDES[line[0]], line[2:]) for index, line in enumerate(said))
    return Contact(**{"id": "1", "channel": Channel.CALL, "at": NINE, "party": Party.DEBTOR, "turns": turns, **fields})


GOOD = (
    "A 您好,请问是本人吗?我是受晨星消费金融委托的专员,工号3021,通话有录音。",
    "D 是我",
    "A 现在方便说话吗?您这期应还一千二百元。",
    "D 我最近失业了,没钱,能不能分期?",
    "A 理解您的情况,我帮您登记,可以在APP里申请分期。",
    "D 好的",
    "A 感谢您接听,祝您生活愉快,再见。",
)
ROWS = [
    ("greets", Mark.MET, "a greeting in the first turns"),
    ("says-who", Mark.MET, "on whose behalf"),
    ("checks-person", Mark.MET, "asks who is there"),
    ("takes-up-hardship", Mark.MET, "hardship is taken up"),
    ("offers-options", Mark.MET, "instalments are offered"),
    ("honest-credit", Mark.NOT_APPLICABLE, "nobody asked about credit records"),
    ("complaint-rights", Mark.NOT_APPLICABLE, "nobody complained"),
    ("no-pressure", Mark.MET, "nothing was found"),
]


@pytest.mark.parametrize(("criterion", "mark", "why"), ROWS)
def test_a_good_call(criterion, mark, why, card):
    assert score(talk(*GOOD), (), card).marks[criterion] is mark, why


def test_what_does_not_apply_leaves_the_denominator(card):
    scored = score(talk(*GOOD), (), card)
    applying = [one for one in card.criteria if scored.marks[one.id] is not Mark.NOT_APPLICABLE]
    met = sum(one.weight for one in applying if scored.marks[one.id] is Mark.MET)
    assert scored.score == round(100 * met / sum(one.weight for one in applying), 1)


def test_every_mark_by_words_shows_them(card):
    contact = talk(*GOOD)
    for turn, quote in score(contact, (), card).quotes.values():
        assert quote in contact.turns[turn].text


def test_one_grave_finding_fails_the_whole_contact(card):
    contact = talk(*GOOD)
    scored = score(contact, (finding(contact, "应还", 2, category="T01", severity=4),), card)
    assert (scored.score, scored.failed_by) == (0.0, ("cn.test.rule",))


def test_what_the_debtor_says_never_counts_against_the_agent(card):
    contact = talk(*GOOD)
    accused = replace(finding(contact, "没钱", 3, category="T01"), speaker=Speaker.DEBTOR)
    assert score(contact, (accused,), card).failed_by == ()


def test_too_short_a_talk_is_not_scored(card):
    assert score(talk("A 您好", "D 你打错了"), (), card) is None


def test_averages_have_intervals_and_the_worst_comes_first(card):
    good, bad = talk(*GOOD, agency="甲"), talk(*GOOD, id="2", agency="乙")
    failed = score(bad, (finding(bad, "应还", 2, category="T01", severity=4),), card)
    rows = [(good, score(good, (), card), False)] * 3 + [(bad, failed, True)] * 2 + [(talk(agency="丙"), None, False)]
    worst, best, silent = averages(rows, "agency", card.criteria)
    assert (worst.name, worst.score.value, worst.contacts) == ("乙", 0.0, 2)
    assert (worst.incidents.value, worst.failed.value) == (1000, 1.0)
    assert best.incidents.low == 0 < best.incidents.high < 1000
    assert (silent.name, silent.score, silent.scored) == ("丙", None, 0)


def test_teams_are_a_column_that_the_log_may_bring(card):
    rows = [(talk(*GOOD, extra={"team": "一组"}), None, False), (talk(*GOOD), None, False)]
    assert [one.name for one in averages(rows, "team", card.criteria)] == ["一组"]


@pytest.mark.parametrize(
    ("right", "all_", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634)],
)
def test_wilsons_interval(right, all_, low, high):
    """Values of the published formula, worked out apart."""
    found = share(right, all_)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_mean_is_as_sure_as_its_values_agree():
    assert mean([]) is None
    assert mean([5.0]) == (5.0, -inf, inf)
    assert mean([5.0, 5.0]) == (5.0, 5.0, 5.0)
    value, low, high = mean([1.0, 2.0, 3.0])
    assert (value, round(high - value, 3)) == (2.0, round(4.303 / 3**0.5, 3))
    assert low == 2 * value - high
