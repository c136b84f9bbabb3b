"""Runs the tests that a ledger rule carries: each row is one debtor's ledger."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from audit.errors import Problem
from audit.findings import Account
from audit.ledger.events import Event, Ledger, in_order
from audit.ledger.judge import judge_ledger
from audit.pack import compile_pack
from audit.records import Channel, Disposition, Party
from audit.rules.ledger_model import Happening, LedgerRow
from audit.rules.ledger_rows import VISIT
from audit.rules.model import Rule

_FIELDS = ("channel", "direction", "party", "disposition", "number", "agency", "agent_id", "recording")


def check_ledger(rule: Rule) -> Iterator[Problem]:
    assert rule.ledger
    pack = compile_pack([rule], frozenset((rule.status,)))
    for row in (*rule.ledger.rows.must, *rule.ledger.rows.must_not):
        scan = judge_ledger(ledger_of(row, rule), pack)
        accused = sorted({int(key.rpartition(":")[2]) for found in scan.findings for key in found.accused})
        if accused != sorted(row.accused):
            reasons = "; ".join(skipped.reason for skipped in scan.not_assessed)
            wanted = ", ".join(map(str, row.accused)) or "-"
            found = ", ".join(map(str, accused)) or reasons or "-"
            yield _problem("rules.test_other_events", rule, row, wanted=wanted, found=found, because=row.because or "")
        elif row.not_assessed and row.not_assessed not in {skipped.reason for skipped in scan.not_assessed}:
            yield _problem("rules.test_not_doubted", rule, row, reason=row.not_assessed)


def ledger_of(row: LedgerRow, rule: Rule) -> Ledger:
    """Events that do not say otherwise are calls to the debtor that were answered and lasted a minute."""
    assert rule.ledger
    name = row.case.timezone or rule.ledger.zone
    zone = ZoneInfo(name) if name else UTC
    cases = {row.case.id: row.case}
    events = list[Event]()
    for number, happening in enumerate(row.happenings, 1):
        case = cases.setdefault(
            str(dict(happening.given).get("case", row.case.id)),
            replace(row.case, id=str(dict(happening.given).get("case", row.case.id))),
        )
        at = happening.at if happening.at.tzinfo else happening.at.replace(tzinfo=zone)
        events.append(_event(f"call:{number}", at, happening, case))
    return Ledger(Account(row.case.institution, row.case.debtor_id), tuple(cases.values()), in_order(iter(events)))


def _event(contact: str, at: datetime, happening: Happening, case: object) -> Event:
    given = dict(happening.given)
    fields = {name: given[name] for name in _FIELDS if name in given}
    channel = fields.setdefault("channel", Channel.CALL)
    fields.setdefault("party", Party.DEBTOR)
    if channel is Channel.CALL:
        fields.setdefault("disposition", Disposition.CONNECTED)
        if fields["disposition"] is Disposition.CONNECTED and given.get("talk") != 0:
            fields |= {"answered_at": at, "ended_at": at + timedelta(seconds=int(str(given.get("talk", 60))))}
    if "spoke" in given:
        fields["spoke"] = given["spoke"] == "yes"
    extra = {name: str(given[name]) for name in VISIT if name in given}
    return Event(contact=contact, at=at, case=case, signs=given.get("says", frozenset()), extra=extra, **fields)  # type: ignore[arg-type]


def _problem(code: str, rule: Rule, row: LedgerRow, **values: object) -> Problem:
    file = rule.where.rpartition(":")[0]
    return Problem(code, f"{file}:{row.line}", {"id": rule.id, **values})
