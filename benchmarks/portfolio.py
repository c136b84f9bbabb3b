"""A portfolio as agencies work it: cases, a dial log and an SMS log of one month, written as the tables that we import."""

import csv
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from benchmarks.messages import messages

#: Dial rows and messages, each, of one debtor in the month.
EACH = 10
DAYS = 30
#: Share of the rows that hunt somebody on one day, so often in one log; rows at night; messages that come in; debtors with a second loan.
HUNTED, TIMES, NIGHT, INBOUND, SECOND_LOAN = 0.01, 8, 0.002, 0.03, 0.1
START = datetime(2026, 3, 1, tzinfo=timezone(timedelta(hours=8)))
AGENCIES = ("甲方自营", "诚达信用管理", "众安催收", "华正资产")
INSTITUTIONS = ("云上消费金融", "示例银行信用卡中心", "远山小贷")
PRODUCTS = ("信用卡", "消费贷", "现金贷")
STAGES = ("none", "none", "none", "none", "none", "none", "filed", "accepted", "judged")
PARTIES, OF_PARTIES = ("debtor", "contact", ""), (93, 3, 4)
DISPOSITIONS = ("no_answer", "connected", "rejected", "busy", "voicemail", "invalid")
OF_DISPOSITIONS = (45, 30, 10, 7, 4, 4)
REPLIES = ("好的", "收到", "我下周发工资就还", "已经还了", "请不要再联系我了", "你打错了", "能不能分期")

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The three tables; as many dial rows as messages."""

    cases: Path
    calls: Path
    sms: Path
    debtors: int
    #: Rows of the dial log, and as many of the SMS log.
    rows: int


def write(folder: Path, size: int, seed: int = 7) -> Portfolio:
    """Tables with `size` rows, the cases not counted; the same for the same seed."""
    rows = max(size // 2, 1)
    debtors = max(rows // EACH, 1)
    paths = [folder / f"{name}.csv" for name in ("cases", "calls", "sms")]
    for path, table, count in zip(paths, (_cases, _calls, _sms), (debtors, rows, rows), strict=True):
        _write(path, table(count, random.Random(f"{path.stem}{seed}")))
    return Portfolio(*paths, debtors, rows)


def _write(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _cases(debtors: int, chance: random.Random) -> Iterator[Row]:
    yield (
        *("case_id", "institution", "debtor_id", "due_amount", "overdue_days", "agency", "debtor_phones", "product"),
        *("legal_stage", "registered_contacts", "consents", "timezone", "assigned_at"),
    )
    for debtor in range(debtors):
        own = (INSTITUTIONS[debtor % len(INSTITUTIONS)], f"D{debtor:07}")
        consent = (
            '{"off_hours":{"from":"22:00","to":"23:00","given_at":"2026-02-01T10:00:00+08:00","withdrawn_at":null}}'
        )
        for loan in ("A", "B") if chance.random() < SECOND_LOAN else ("A",):
            yield (
                *(f"{loan}{debtor:07}", *own, f"{chance.uniform(500, 50_000):.2f}", chance.randint(1, 300)),
                *(AGENCIES[debtor % len(AGENCIES)], _phone(debtor), chance.choice(PRODUCTS), chance.choice(STAGES)),
                *(f"联系人:亲属:{_phone(debtor, 1)};", consent if debtor % 20 == 0 else ""),
                *("Asia/Shanghai", "2026-02-15T09:00:00+08:00"),
            )


def _calls(rows: int, chance: random.Random) -> Iterator[Row]:
    yield (
        *("call_id", "case_id", "started_at", "answered_at", "ended_at", "number", "party_role", "direction"),
        *("disposition", "agent_id", "agency"),
    )
    for number, (debtor, at) in enumerate(_happenings(rows, chance)):
        (outcome,) = chance.choices(DISPOSITIONS, OF_DISPOSITIONS)
        rung = at + timedelta(seconds=chance.randint(5, 30))
        talk = timedelta(seconds=chance.randint(5, 300)) if outcome == "connected" else timedelta()
        answered = rung.isoformat() if talk else ""
        party = _party(chance)
        yield (
            *(f"CALL-{number:08}", f"A{debtor:07}", at.isoformat(), answered, (rung + talk).isoformat()),
            *(_phone(debtor, party == "contact"), party, "outbound", outcome, *_agent(debtor, chance)),
        )


def _sms(rows: int, chance: random.Random) -> Iterator[Row]:
    yield (
        *("sms_id", "sent_at", "case_id", "number", "party_role", "direction", "agent_id", "agency", "text", "status"),
    )
    texts = (message.turns[0].text for message in messages(rows))
    for number, ((debtor, at), text) in enumerate(zip(_happenings(rows, chance), texts, strict=True)):
        answer = chance.random() < INBOUND
        party = "debtor" if answer else _party(chance)
        yield (
            *(f"SMS-{number:08}", at.isoformat(), f"A{debtor:07}", _phone(debtor, party == "contact"), party),
            *("inbound" if answer else "outbound", *_agent(debtor, chance)),
            *(chance.choice(REPLIES) if answer else text, "delivered"),
        )


def _happenings(rows: int, chance: random.Random) -> Iterator[tuple[int, datetime]]:
    """Whom each row of a log concerns, and when, in order of time."""
    debtors = max(rows // EACH, 1)
    of_a_day = rows / DAYS
    hunted = max(round(of_a_day * HUNTED / TIMES), 1)
    for row in range(rows):
        day, through = divmod(row / of_a_day, 1)
        night = chance.random() < NIGHT
        at = START + timedelta(days=int(day), hours=23 if night else 8.5 + 12 * through, seconds=chance.randint(0, 59))
        first = int(day) * hunted
        debtor = first + chance.randrange(hunted) if chance.random() < HUNTED else chance.randrange(debtors)
        yield debtor % debtors, at.replace(microsecond=0)


def _party(chance: random.Random) -> str:
    return chance.choices(PARTIES, OF_PARTIES)[0]


def _agent(debtor: int, chance: random.Random) -> tuple[str, str]:
    return f"A{chance.randint(1, 200):03}", AGENCIES[debtor % len(AGENCIES)]


def _phone(debtor: int, of_contact: int = 0) -> str:
    """Numbers that nobody has."""
    return f"{100 + of_contact}{debtor:08}"
