"""The demo's calls that left no recording: attempts that reached nobody, and connections of a few seconds.

Two things are planted for the ledger rules: one debtor is dialled seven times on one day after a quarrel, and two
attempts fall after 22:00.
"""

from datetime import datetime, timedelta
from random import Random

COLUMNS = (
    "call_id", "case_id", "started_at", "answered_at", "ended_at", "number", "party_role", "direction", "disposition",
    "agent_id", "agency", "recording",
)  # fmt: skip
AGENTS = {
    "宜诚服务": ("YC-0388", "YC-0417", "YC-0502"),
    "远山咨询": ("YS-0093", "YS-0126", "YS-0271"),
}
OUTCOMES = {"no_answer": 26, "busy": 7, "rejected": 8, "voicemail": 5, "invalid": 4, "connected": 6}
"""How often each disposition is drawn, in relation to the others."""
SECONDS = {"no_answer": (25, 45), "busy": (2, 6), "rejected": (4, 15), "voicemail": (28, 50), "invalid": (2, 5)}
QUARREL = "CALL-0009"
AGAIN_AFTER_MINUTES = (3, 9, 24, 58, 131, 246)
LATE = ("2026-10-14T22:06:31+08:00", "2026-10-24T22:41:09+08:00")

Row = dict[str, str]


def unrecorded(recorded: list[Row]) -> list[Row]:
    """About sixty rows around the recorded calls and for other cases; the same input gives the same rows."""
    random = Random(1010)
    rows = []
    for call in recorded:
        if random.random() < 0.6 and call["party_role"] == "debtor":  # the day before, nobody answered
            earlier = datetime.fromisoformat(call["started_at"]) - timedelta(days=1, minutes=random.randrange(10, 70))
            rows.append(_row(random, call, earlier, random.choice(("no_answer", "busy", "rejected"))))
    quarrel = next(call for call in recorded if call["call_id"] == QUARREL)
    after = datetime.fromisoformat(quarrel["ended_at"])
    rows += [_row(random, quarrel, after + timedelta(minutes=m, seconds=17), "rejected") for m in AGAIN_AFTER_MINUTES]
    others = [_case(random, number) for number in random.sample(range(1, 301), 36)]
    others = [case for case in others if case["case_id"] not in {call["case_id"] for call in recorded}]
    rows += [_row(random, others[i], datetime.fromisoformat(late), "no_answer") for i, late in enumerate(LATE)]
    first = datetime.fromisoformat("2026-10-01T00:00:00+08:00")
    for case in [*others, *random.sample(others, 10)]:
        at = first + timedelta(days=random.randrange(30), seconds=random.randrange(8 * 3600 + 900, 21 * 3600))
        outcome = random.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        rows.append(_row(random, case, at, outcome))
    rows.sort(key=lambda row: row["started_at"])
    return [row | {"call_id": f"CALL-{100 + place:04d}"} for place, row in enumerate(rows, 1)]


def _case(random: Random, number: int) -> Row:
    agency = random.choice(list(AGENTS))
    return {
        "case_id": f"CASE-{number:04d}",
        "number": f"100{random.randrange(10**8):08d}",
        "party_role": "debtor",
        "agent_id": random.choice(AGENTS[agency]),
        "agency": agency,
    }


def _row(random: Random, case: Row, at: datetime, outcome: str) -> Row:
    same = {key: case[key] for key in ("case_id", "number", "party_role", "agent_id", "agency")}
    answered = ""
    ended = at + timedelta(seconds=random.randint(*SECONDS.get(outcome, (5, 9))))
    if outcome == "connected":  # hung up within seconds: too short to be a conversation
        answered = ended.isoformat()
        ended += timedelta(seconds=random.randint(6, 24))
    return same | {
        "started_at": at.isoformat(),
        "answered_at": answered,
        "ended_at": ended.isoformat(),
        "direction": "outbound",
        "disposition": outcome,
        "recording": "",
    }
