"""Conversations: contacts whose turns are made of messages, and made again when more of them come."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, delete, select, update
from sqlalchemy.exc import DataError

from audit.errors import Refused
from audit.messages import content, conversation, in_time_order
from audit.ports import Stored
from audit.records import Message, Speaker, State
from audit.storable import unstorable_row
from pipelines.adapters.sql.contacts import move
from pipelines.adapters.sql.engine import add_rows, among, reading, writing
from pipelines.adapters.sql.incident_rows import await_scan
from pipelines.adapters.sql.ledger_due import mark_due
from pipelines.adapters.sql.records import RowValues, contact_rows, to_json, to_pair, to_time
from pipelines.adapters.sql.retention_tables import buried
from pipelines.adapters.sql.revisions import forget_revision, next_number
from pipelines.adapters.sql.seals import seals
from pipelines.adapters.sql.tables import contacts, messages, scans, turns

_NAMES = [column.name for column in contacts.c]
_KEY, _DIGEST = _NAMES.index("key"), _NAMES.index("digest")
#: What a conversation is anew with each message.
_MADE = [
    name
    for name in _NAMES
    if name not in ("no", "key", "channel", "id", "audio", "digest", "state", "reason", "revision")
]


class SqlMessages:
    """The part of the store that keeps messages."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put_messages(self, given: Sequence[Message]) -> Stored:
        try:
            with writing(self.engine) as connection:
                return _put(connection, given)
        except (UnicodeEncodeError, DataError) as error:
            if problems := [problem for message in given if (problem := unstorable_row(message)) is not None]:
                raise Refused(problems) from error
            raise

    def messages(self, key: str) -> Sequence[Message]:
        with reading(self.engine) as connection:
            no = connection.scalar(select(contacts.c.no).where(contacts.c.key == key))
            return () if no is None else load_messages(connection, [no]).get(no, ())


def load_messages(connection: Connection, nos: Iterable[int]) -> dict[int, tuple[Message, ...]]:
    """In time order; contacts that are no conversations are not in it."""
    found: dict[int, list[Message]] = {}
    asked = select(messages, contacts.c.id.label("conversation")).join(contacts, contacts.c.no == messages.c.contact)
    for row in connection.execute(asked.where(among(connection, messages.c.contact, nos))):
        found.setdefault(row.contact, []).append(_to_message(row))
    return {no: in_time_order(of_one) for no, of_one in found.items()}


def _put(connection: Connection, given: Sequence[Message]) -> Stored:
    gone = buried(connection, {message.contact for message in given})
    nos = _numbers(connection, {message.contact for message in given})
    stored = load_messages(connection, nos.values())
    known = {key: {message.id: message for message in stored.get(no, ())} for key, no in nos.items()}
    taken = {key for key, no in nos.items() if no not in stored}
    new, duplicates, conflicts = list[Message](), list[str](), list[int]()
    for place, message in enumerate(given):
        of_one = known.setdefault(message.contact, {})
        before = of_one.get(message.id)
        if message.contact in gone:
            duplicates.append(message.key)
        elif message.contact in taken or (before and content(before) != content(message)):
            conflicts.append(place)
        elif before:
            duplicates.append(message.key)
        else:
            of_one[message.id] = message
            new.append(message)
    _regrow(connection, {message.contact: list(known[message.contact].values()) for message in new}, nos)
    numbers = nos | _numbers(connection, {message.contact for message in new} - nos.keys())
    add_rows(connection, messages, [_row(numbers[message.contact], message) for message in new])
    return Stored(tuple(message.key for message in new), tuple(duplicates), conflicts=tuple(conflicts))


def _regrow(connection: Connection, grown: Mapping[str, Sequence[Message]], nos: Mapping[str, int]) -> None:
    """Make these conversations what all of their messages say; what was found in the old ones is proven by nothing."""
    first = next_number(connection)
    fresh = {key: no for no, key in enumerate((key for key in grown if key not in nos), first)}
    made, said = list[RowValues](), list[RowValues]()
    for key, of_one in grown.items():
        row, turns_of_it = contact_rows(fresh.get(key) or nos[key], conversation(of_one), seals(connection))
        made.append((*row[:_DIGEST], "", *row[_DIGEST + 1 :]))
        said += turns_of_it
    old = [dict(zip(_NAMES, row, strict=True)) for row in made if row[_KEY] not in fresh]
    if old:
        again = [row["no"] for row in old]
        cases = connection.scalars(select(contacts.c.case_id).where(among(connection, contacts.c.no, again)))
        mark_due(connection, cases.all())
        for table in (scans, turns):
            connection.execute(delete(table).where(among(connection, table.c.contact, again)))
        await_scan(connection, again)
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _MADE}
        changes = [{"which": row["no"], **{f"new_{name}": row[name] for name in _MADE}} for row in old]
        connection.execute(update(contacts).where(contacts.c.no == bindparam("which")).values(values), changes)
        move(connection, _open(connection, again), State.TRANSCRIBED)
        forget_revision(connection, again)
    add_rows(connection, contacts, [row for row in made if row[_KEY] in fresh])
    add_rows(connection, turns, said)
    mark_due(connection, (row[_NAMES.index("case_id")] for row in made))


def _open(connection: Connection, nos: Sequence[int]) -> list[str]:
    """Keys of those that nobody has rejected."""
    wanted = contacts.c.state != State.REJECTED.value
    return list(connection.scalars(select(contacts.c.key).where(among(connection, contacts.c.no, nos), wanted)))


def _numbers(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    """Row numbers of those that are known."""
    rows = connection.execute(
        select(contacts.c.key, contacts.c.no).where(among(connection, contacts.c.key, sorted(keys)))
    )
    return {row.key: row.no for row in rows}


def _row(no: int, message: Message) -> RowValues:
    return (
        no,
        message.id,
        *to_pair(message.at),
        message.speaker.value,
        message.text,
        message.case_id,
        message.agent_id,
        message.agency,
        to_json(dict(message.extra)) if message.extra else None,
    )


def _to_message(row: Row[Any]) -> Message:
    return Message(
        conversation=row.conversation,
        id=row.id,
        at=to_time(row.at_us, row.at_offset),
        speaker=Speaker(row.speaker),
        text=row.text,
        case_id=row.case_id,
        agent_id=row.agent_id,
        agency=row.agency,
        extra=json.loads(row.extra) if row.extra else {},
    )
