"""The rows under `tests` of a rule: what must be found, with its quote, and what must not, with its reason."""

from collections.abc import Callable
from datetime import datetime

from audit.quality import Grade
from audit.records import Channel, Direction, LegalStage, Offer, OfferKind, Party, Speaker
from audit.rules.fields import Fields, choice, each, number, refuse, text, whole
from audit.rules.model import Example, Tests
from audit.rules.node import Node

#: So many rows a rule needs on either side.
LEAST_ROWS = 3
NO_TESTS = Tests()


def _time(node: Node) -> datetime:
    try:
        time = datetime.fromisoformat(text(node))
    except ValueError:
        raise refuse("rules.not_a_time", node, value=node.plain) from None
    if time.tzinfo is None:
        raise refuse("rules.not_a_time", node, value=node.plain)
    return time


def _fields(
    node: Node, readers: dict[str, Callable[[Node], object]], required: tuple[str, ...] = ()
) -> tuple[tuple[str, object], ...]:
    fields = Fields(node, required, [key for key in readers if key not in required])
    values = tuple((key, fields.read(key, reader, None)) for key, reader in readers.items() if key in fields)
    fields.done()
    return values


def _offers(node: Node) -> tuple[Offer, ...]:
    fields = Fields(node, [], list(OfferKind))
    given = {kind: fields.read(kind, number, 0.0) for kind in OfferKind if kind in fields}
    fields.done()
    return tuple(Offer(kind, limit) for kind, limit in given.items())


CASE: dict[str, Callable[[Node], object]] = {
    "legal_stage": choice(LegalStage),
    "institution": text,
    "agency": text,
    "debtor_name": text,
    "product": text,
    "due_amount": number,
    "principal": number,
    "overdue_days": whole,
    "timezone": text,
    "assigned_at": _time,
    "notified_at": _time,
    "opened_at": _time,
    "offers": _offers,
}
#: How a turn sounds and how well it was heard; without them nobody measured it.
SOUND: dict[str, Callable[[Node], object]] = {"track": whole, "level": number, "grade": choice(Grade)}
TURN: dict[str, Callable[[Node], object]] = {
    "speaker": choice(Speaker),
    "text": text,
    "start": number,
    "end": number,
    **SOUND,
}
CONTACT: dict[str, Callable[[Node], object]] = {
    "channel": choice(Channel),
    "party": choice(Party),
    "direction": choice(Direction),
    "speaker": choice(Speaker),
    "at": _time,
    "case": lambda node: _fields(node, CASE),
    "turns": each(lambda node: _fields(node, TURN, required=("speaker", "text"))),
}


def read_tests(node: Node) -> Tests:
    fields = Fields(node, ["must", "must_not"], ["known_misses", "known_false_alarms"])
    tests = Tests(
        must=fields.read("must", each(_must), ()),
        must_not=fields.read("must_not", each(_must_not), ()),
        known_misses=fields.read("known_misses", each(_row), ()),
        known_false_alarms=fields.read("known_false_alarms", each(_row), ()),
    )
    check_enough(fields)
    fields.done()
    return tests


def check_enough(fields: Fields) -> None:
    """A rule of any kind needs so many rows on either side."""
    for key in ("must", "must_not"):
        rows = fields.at(key).value
        if key in fields and isinstance(rows, tuple) and len(rows) < LEAST_ROWS:
            fields.fault("rules.too_few_rows", fields.at(key), list=key, rows=len(rows), least=LEAST_ROWS)


def _must(node: Node) -> Example:
    row = _row(node)
    if row.quote is None:
        raise refuse("rules.no_quote", node)
    return row


def _must_not(node: Node) -> Example:
    row = _row(node)
    if row.because is None:
        raise refuse("rules.no_because", node)
    return row


def _row(node: Node) -> Example:
    fields = Fields(node, [], ["text", "quote", "because", *CONTACT])
    contact = [(key, fields.read(key, reader, None)) for key, reader in CONTACT.items() if key in fields]
    row = Example(
        text=fields.read("text", text, ""),
        line=node.line,
        quote=fields.read("quote", text, None),
        because=fields.read("because", text, None),
        contact=tuple(contact),
    )
    if ("text" in fields) == ("turns" in fields):
        fields.fault("rules.text_or_turns", node)
    fields.done()
    if row.quote is not None and not any(row.quote in said for said in _texts(row)):
        raise refuse("rules.quote_not_in_text", fields.at("quote"), quote=row.quote)
    return row


def _texts(row: Example) -> list[str]:
    turns = dict(row.contact).get("turns")
    if not isinstance(turns, tuple):
        return [row.text]
    return [str(dict(turn)["text"]) for turn in turns]
