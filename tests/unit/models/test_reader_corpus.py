"""The corpus is what training takes it for, and chosen limits reach the rules."""

import pytest

from models.reader.limits import rewritten
from models.reader.lines import CATEGORIES, OTHERS, Line, read_lines
from models.reader.sources import other_lines

RULE = "id: cn.reader.x\nversion: 3\nsay: {reader: T08, at_least: 0.70}\n"
LIMITS = [
    ({"T08": 0.7}, RULE, "nothing changed"),
    ({"T08": 0.75}, RULE.replace("0.70", "0.75").replace("3", "4"), "another limit is another version"),
    ({"T08": 2.0}, RULE.replace("0.70", "0.90").replace("3", "4"), "no limit was worth it: the highest"),
]


@pytest.mark.parametrize(("least", "after", "why"), LIMITS)
def test_limits_reach_the_rules(least, after, why):
    assert rewritten(RULE, least) == after, why


def line(**fields) -> Line:
    given = {"author": "a", "labels": frozenset(), "may": frozenset(), "channel": "call", "party": "debtor"}
    given |= {"speaker": "agent", "stage": "none", "source": "您好", "text": "您好"}
    return Line(**(given | fields))


JUDGED = [
    ("T01", {}, True, "any turn of the agent"),
    ("T01", {"speaker": "debtor"}, False, "what a debtor says teaches nothing"),
    ("T01", {"may": frozenset({"T01"})}, False, "neither demanded nor wrong"),
    ("T08", {"party": "contact"}, False, "only the debtor is threatened with his contacts"),
    ("T09", {}, False, "the debtor may hear of the debt"),
    ("T09", {"party": "third_party"}, True, "others may not"),
    ("T06", {"stage": "filed"}, False, "the record decides"),
]


@pytest.mark.parametrize(("category", "fields", "judged", "why"), JUDGED)
def test_what_a_line_teaches(category, fields, judged, why):
    assert line(**fields).judged(category) is judged, why


def test_every_line_can_be_read():
    lines = list(read_lines())
    assert len(lines) >= 8000
    assert {category for line in lines for category in line.labels | line.may} <= set(CATEGORIES)
    assert sum(not line.labels for line in lines) > len(lines) / 2


def test_decent_turns_of_conversations_teach_that_nothing_is_violated():
    turns = [line for line in other_lines() if line.author == "signs"]
    assert turns
    for turn in turns:
        assert not turn.labels
        assert turn.judged("T15")
        assert turn.judged("T09") is False, "the debtor may hear of the debt, and of others it is not known"
        assert ("T09" in turn.may) is (turn.party in OTHERS)
