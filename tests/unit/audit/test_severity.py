"""A step more, a step less: what lifts and what lowers a finding in its contact."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from audit.records import Case, Channel, Consent, Contact, Direction, Speaker, Turn
from audit.severity import weighed
from audit.signs import Sign, Signal
from tests.make import finding

BEIJING = timezone(timedelta(hours=8))
TURNS = "adadad"  # who speaks: agent, debtor, agent, …
MINOR, STOP = Signal.MINOR, Signal.STOP_REQUEST
AGREED = Consent("off_hours", {"from": "22:00", "to": "23:00"}, datetime(2026, 3, 1, tzinfo=BEIJING))
TABLE = [
    pytest.param({}, 3, (), "", id="nothing lifts"),
    pytest.param({"signs": [(MINOR, 1)], "turn": 2}, 4, ("minor",), "+1 minor", id="said before"),
    pytest.param({"signs": [(MINOR, 1)], "turn": 0}, 4, ("minor",), "+1 minor", id="said in answer"),
    pytest.param({"signs": [(MINOR, 3)], "turn": 0}, 3, (), "", id="said after the agent spoke again"),
    pytest.param({"signs": [(STOP, 1)], "turn": 2}, 4, ("stop_request",), "+1 stop_request", id="asked to stop"),
    pytest.param({"signs": [(STOP, 1)], "turn": 0}, 3, (), "", id="asked to stop only afterwards"),
    pytest.param({"at": 22}, 4, ("outside_hours",), "+1 outside_hours", id="from ten at night"),
    pytest.param({"at": 7}, 4, ("outside_hours",), "+1 outside_hours", id="before eight"),
    pytest.param({"at": 8}, 3, (), "", id="from eight"),
    pytest.param({"at": 21}, 3, (), "", id="until ten"),
    pytest.param({"at": 23, "direction": Direction.INBOUND}, 3, (), "", id="the debtor called at night"),
    pytest.param({"at": 22, "consents": (AGREED,)}, 3, (), "", id="agreed to"),
    pytest.param(
        {"at": 22, "consents": (replace(AGREED, withdrawn_at=AGREED.given_at),)},
        4,
        ("outside_hours",),
        "+1 outside_hours",
        id="agreed to no longer",
    ),
    pytest.param({"at": None}, 3, (), "", id="no time known"),
    pytest.param(
        {"signs": [(STOP, 1), (MINOR, 1)], "turn": 2, "at": 23},
        4,
        ("minor", "stop_request", "outside_hours"),
        "+1 minor, stop_request, outside_hours",
        id="one step in all",
    ),
    pytest.param({"severity": 4, "at": 23}, 4, (), "", id="at most 4"),
    pytest.param({"taken_back": True}, 2, (), "-1 corrected", id="taken back"),
    pytest.param({"taken_back": True, "severity": 1}, 1, (), "", id="at least 1"),
    pytest.param(
        {"taken_back": True, "at": 23}, 3, ("outside_hours",), "+1 outside_hours; -1 corrected", id="up and down"
    ),
    pytest.param({"speaker": "debtor", "at": 23}, 3, (), "", id="not the agent's words"),
    pytest.param({"words": False, "at": 23}, 3, (), "", id="something that was not said"),
]


def contact(at: int | None = 10, direction: Direction = Direction.OUTBOUND, consents=()) -> Contact:
    speakers = {"a": Speaker.AGENT, "d": Speaker.DEBTOR}
    turns = tuple(Turn(number, speakers[letter], "…") for number, letter in enumerate(TURNS))
    moment = None if at is None else datetime(2026, 3, 10, at, 30, tzinfo=BEIJING)
    return Contact(
        "1", Channel.CALL, at=moment, turns=turns, direction=direction, case=Case("c", "i", "d", consents=consents)
    )


@pytest.mark.parametrize("given, severity, lifted, mark", TABLE)
def test_weighed(given, severity, lifted, mark):
    found = finding(
        contact(),
        "…",
        id="f",
        severity=given.get("severity", 3),
        turn=given.get("turn", 0),
        speaker=given.get("speaker", "agent"),
        why="规则:词",
    )
    where = contact(given.get("at", 10), given.get("direction", Direction.OUTBOUND), given.get("consents", ()))
    stretches = {"f": [(found.turn, 0, 2)]} if given.get("words", True) else {}
    signs = [Sign(signal, turn) for signal, turn in given.get("signs", [])]
    (result,) = weighed([found], where, stretches, signs, {"f"} if given.get("taken_back") else set())
    assert result == replace(found, severity=severity, lifted=lifted, why=f"规则:词 [{mark}]" if mark else "规则:词")


OFTEN = [
    pytest.param({"a": [(0, 0, 2)], "b": [(2, 0, 2)]}, "", id="twice"),
    pytest.param({"a": [(0, 0, 2)], "b": [(2, 0, 2)], "c": [(4, 0, 2)]}, "c", id="the third time"),
    pytest.param({"a": [(0, 0, 2), (2, 0, 2), (4, 0, 2)]}, "a", id="the same words three times"),
    pytest.param({"a": [(0, 0, 4)], "b": [(0, 2, 6)], "c": [(2, 0, 2)]}, "", id="overlapping words are met once"),
    pytest.param({"a": [(0, 0, 2)], "b": [(0, 2, 4)], "c": [(0, 4, 6)]}, "c", id="one turn, one after the other"),
]


@pytest.mark.parametrize("stretches, lifted", OFTEN)
def test_the_third_time_of_a_category(stretches, lifted):
    found = [
        finding(contact(), "…", id=key, severity=2, category="T03", speaker="agent", turn=said[0][0])
        for key, said in stretches.items()
    ]
    other = finding(contact(), "…", id="other", severity=2, category="T08", speaker="agent", turn=4)
    results = weighed([*found, other], contact(), {**stretches, "other": [(4, 9, 10)]}, [], set())
    assert "".join(one.id for one in results if one.lifted) == lifted
