"""The rows under `tests` of a ledger rule: a debtor's events, and which of them must be accused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from audit.records import Case, Channel, Consent, Direction, Disposition, Party, RegisteredContact
from audit.rules.fields import Fields, choice, each, one_of, refuse, some, text, whole
from audit.rules.ledger_model import Happening, LedgerRow, LedgerRows
from audit.rules.node import Node
from audit.rules.rows import CASE, check_enough
from audit.signs import Signal

NO_ROWS = LedgerRows()
#: What a visit log tells beside.
VISIT = ("visitors", "recorded", "met", "address_kind")


def _moment(node: Node) -> datetime:
    """`2026-03-01 21:59:59`: local time of the debtor unless it carries a zone."""
    try:
        return datetime.fromisoformat(text(node))
    except ValueError:
        raise refuse("rules.not_a_time", node, value=node.plain) from None


EVENT: dict[str, Callable[[Node], object]] = {
    "channel": choice(Channel),
    "direction": choice(Direction),
    "party": choice(Party),
    "disposition": choice(Disposition),
    "number": text,
    "agency": text,
    "agent_id": text,
    "case": text,
    "recording": text,
    "talk": whole,
    "spoke": one_of(("yes", "no")),
    "says": some(choice(Signal)),
    "visitors": text,
    "recorded": one_of(("yes", "no")),
    "met": text,
    "address_kind": text,
}


def read_ledger_tests(node: Node) -> LedgerRows:
    fields = Fields(node, ["must", "must_not"])
    rows = LedgerRows(fields.read("must", each(_must), ()), fields.read("must_not", each(_must_not), ()))
    check_enough(fields)
    fields.done()
    return rows


def _must(node: Node) -> LedgerRow:
    row = _row(node)
    if not row.accused:
        raise refuse("rules.no_accused", node)
    if max(row.accused) > len(row.happenings) or min(row.accused) < 1:
        raise refuse("rules.accused_of_none", node, events=len(row.happenings))
    return row


def _must_not(node: Node) -> LedgerRow:
    row = _row(node)
    if row.because is None:
        raise refuse("rules.no_because", node)
    return row


def _row(node: Node) -> LedgerRow:
    fields = Fields(node, ["events"], ["accused", "because", "not_assessed", "case", "consents", "phones", "contacts"])
    case = fields.read("case", _case, Case("1", "institution", "debtor"))
    row = LedgerRow(
        happenings=fields.read("events", each(_happening), ()),
        case=replace(
            case,
            consents=fields.read("consents", each(_consent), ()),
            debtor_phones=fields.read("phones", each(text), ()),
            registered_contacts=fields.read("contacts", each(_registered), ()),
        ),
        line=node.line,
        accused=fields.read("accused", each(whole), ()),
        because=fields.read("because", text, None),
        not_assessed=fields.read("not_assessed", text, None),
    )
    fields.done()
    return row


def _case(node: Node) -> Case:
    fields = Fields(node, [], CASE)
    given = {name: fields.read(name, reader, None) for name, reader in CASE.items() if name in fields}
    fields.done()
    return Case(**{"id": "1", "institution": "institution", "debtor_id": "debtor", **given})  # type: ignore[arg-type]


def _happening(node: Node) -> Happening:
    fields = Fields(node, ["at"], list(EVENT))
    given = tuple((name, fields.read(name, reader, None)) for name, reader in EVENT.items() if name in fields)
    happening = Happening(fields.read("at", _moment, datetime.min), given)  # noqa: DTZ901 - stands in for a faulty one
    fields.done()
    return happening


def _consent(node: Node) -> Consent:
    fields = Fields(node, ["kind", "given_at"], ["from", "to", "withdrawn_at"])
    detail = {name: fields.read(name, text, "") for name in ("from", "to") if name in fields}
    given = fields.read("given_at", _moment, datetime.min)  # noqa: DTZ901
    consent = Consent(fields.read("kind", text, ""), detail, given, fields.read("withdrawn_at", _moment, None))
    if any(moment and moment.tzinfo is None for moment in (consent.given_at, consent.withdrawn_at)):
        fields.fault("rules.not_a_time", node, value=str(given))
    fields.done()
    return consent


def _registered(node: Node) -> RegisteredContact:
    return RegisteredContact("name", "relation", text(node))
