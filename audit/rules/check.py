"""Runs the tests that a rule carries: every row either holds or becomes a Problem at its line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

from audit.errors import Problem
from audit.findings import Scan
from audit.pack import Pack, compile_pack
from audit.ports import Reader
from audit.quality import Grade, Quality, Sound
from audit.records import Case, Channel, Contact, Direction, Party, Speaker, Turn
from audit.rules.ledger_check import check_ledger
from audit.rules.model import Example, Rule
from audit.rules.rows import SOUND
from audit.scan import scan

#: When a row's contact takes place, unless the row or the rule's dates say otherwise.
USUAL_TIME = datetime(2026, 3, 1, 10, tzinfo=timezone(timedelta(hours=8)))


def check(rule: Rule, pack: Pack, reader: Reader | None = None) -> tuple[Problem, ...]:
    """`pack` must hold the rule. Findings of other rules do not count. Without a reader, rules that ask one cannot be tried."""
    if rule.ledger:
        return tuple(check_ledger(rule))
    if rule.asks_reader:
        if reader is None:
            return ()
        pack = compile_pack([rule], frozenset((rule.status,)))  # a surer rule that finds the same would hide it
    return tuple(_faults(rule, _Trial(pack, reader)))


@dataclass(frozen=True, slots=True)
class _Trial:
    pack: Pack
    reader: Reader | None


def _faults(rule: Rule, trial: _Trial) -> Iterator[Problem]:
    for row in rule.tests.must:
        yield from _must(rule, row, _scan(rule, row, trial))
    for row in rule.tests.must_not:
        if quotes := _quotes(rule, _scan(rule, row, trial)):
            yield _problem("rules.test_false_alarm", rule, row, found=_join(quotes), because=row.because)
    for row in rule.tests.known_misses:
        quotes = _quotes(rule, _scan(rule, row, trial))
        if row.quote in quotes or (quotes and row.quote is None):
            yield _problem("rules.test_miss_mended", rule, row, found=_join(quotes))
    for row in rule.tests.known_false_alarms:
        if not _quotes(rule, _scan(rule, row, trial)):
            yield _problem("rules.test_false_alarm_mended", rule, row)


def _must(rule: Rule, row: Example, said: Scan) -> Iterator[Problem]:
    quotes = _quotes(rule, said)
    if row.quote in quotes:
        return
    if quotes:
        yield _problem("rules.test_other_quote", rule, row, quote=row.quote, found=_join(quotes))
    elif reason := _reason(rule, said):
        yield _problem("rules.test_not_assessed", rule, row, quote=row.quote, reason=reason)
    else:
        yield _problem("rules.test_missed", rule, row, quote=row.quote)


def contact_of(row: Example, rule: Rule) -> Contact:
    """The contact that a row describes: an agent's SMS to the debtor, except for the fields that the row gives."""
    fields: dict[str, Any] = dict(row.contact)
    speaker = fields.get("speaker", Speaker.AGENT)
    spoken = fields.get("turns") or ((("speaker", speaker), ("text", row.text)),)
    turns = tuple(_turn(index, dict(turn)) for index, turn in enumerate(spoken))
    contact = Contact(
        id="test",
        channel=fields.get("channel", Channel.SMS),
        at=fields.get("at", _day_in_force(rule)),
        direction=fields.get("direction", Direction.OUTBOUND),
        party=fields.get("party", Party.DEBTOR),
        turns=turns,
    )
    if "case" not in fields:
        return contact
    case = Case(**{"id": "test", "institution": "test", "debtor_id": "test", **dict(fields["case"])})
    return replace(contact, case=case, case_id=case.id)


def _turn(index: int, fields: dict[str, Any]) -> Turn:
    given = {key: fields.pop(key) for key in SOUND if key in fields}
    if not given:
        return Turn(index=index, **fields)
    sound = Sound(given.get("track", fields["speaker"] is not Speaker.AGENT), given.get("level"))
    return Turn(index=index, quality=Quality(given.get("grade", Grade.CLEAR), sound=sound), **fields)


def _day_in_force(rule: Rule) -> datetime:
    usual = USUAL_TIME.date()
    if rule.valid_from <= usual <= (rule.valid_to or usual):
        return USUAL_TIME
    return datetime.combine(rule.valid_from, time(10), USUAL_TIME.tzinfo or UTC)


def _scan(rule: Rule, row: Example, trial: _Trial) -> Scan:
    return scan(contact_of(row, rule), trial.pack, trial.reader)


def _quotes(rule: Rule, said: Scan) -> Sequence[str]:
    return [finding.quote for finding in said.findings if finding.rule == rule.id]


def _reason(rule: Rule, said: Scan) -> str:
    return "; ".join(skipped.reason for skipped in said.not_assessed if skipped.rule == rule.id)


def _join(quotes: Sequence[str]) -> str:
    return " | ".join(quotes)


def _problem(code: str, rule: Rule, row: Example, **values: object) -> Problem:
    file = rule.where.rpartition(":")[0]
    return Problem(code, f"{file}:{row.line}", {"id": rule.id, "text": row.text, **values})
