"""Complaints, and the contacts that they may be about."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, func, or_, select
from sqlalchemy.exc import DataError

from audit.errors import Refused
from audit.ledger.events import digits
from audit.ports import About, Stored
from audit.records import Channel, Complaint, Contact
from audit.storable import unstorable_row
from pipelines.adapters.sql.contacts import load_contacts
from pipelines.adapters.sql.engine import add_rows, among, reading, writing
from pipelines.adapters.sql.records import RowValues, to_json, to_micros, to_pair, to_time
from pipelines.adapters.sql.seals import COMPLAINT, Seals, seals
from pipelines.adapters.sql.tables import complaints, contacts


class SqlComplaints:
    """The part of the store that keeps complaints."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put_complaints(self, given: Sequence[Complaint]) -> Stored:
        try:
            with writing(self.engine) as connection:
                return put(connection, given)
        except (UnicodeEncodeError, DataError) as error:
            if problems := [problem for complaint in given if (problem := unstorable_row(complaint)) is not None]:
                raise Refused(problems) from error
            raise

    def complaints(self, cases: Collection[str] | None = None) -> Sequence[Complaint]:
        asked = select(complaints)
        with reading(self.engine) as connection:
            if cases is not None:
                asked = asked.where(among(connection, complaints.c.case_id, sorted(cases)))
            rows, sealed = connection.execute(asked).all(), seals(connection)
        by_id = sorted(rows, key=lambda row: row.id)
        return [to_complaint(row, sealed) for row in sorted(by_id, key=lambda row: row.received_us, reverse=True)]

    def contacts_about(self, wanted: About) -> Sequence[Contact]:
        with reading(self.engine) as connection:
            nos = {no for asked in _conditions(connection, wanted) for no in _numbers(connection, asked)}
            found = load_contacts(connection, sorted(nos))
        return [found[no] for no in sorted(found)]


def put(connection: Connection, given: Sequence[Complaint]) -> Stored:
    ids = sorted({complaint.id for complaint in given})
    rows = connection.execute(select(complaints).where(among(connection, complaints.c.id, ids)))
    sealed = seals(connection)
    known = {row.id: _content(to_complaint(row, sealed)) for row in rows}
    new, duplicates, conflicts = list[RowValues](), list[str](), list[int]()
    for place, complaint in enumerate(given):
        content = _content(complaint)
        before = known.setdefault(complaint.id, content)
        if before is content:
            new.append(_row(complaint, sealed))
        elif before == content:
            duplicates.append(complaint.id)
        else:
            conflicts.append(place)
    add_rows(connection, complaints, new)
    return Stored(tuple(row[0] for row in new), tuple(duplicates), conflicts=tuple(conflicts))


def _conditions(connection: Connection, wanted: About) -> list[ColumnElement[bool]]:
    """Each is one walk along one index, but for numbers, of which there are as many as contacts: those are walked through."""
    first, last = to_micros(wanted.since), to_micros(wanted.until)
    ends = func.coalesce(contacts.c.ended_us, contacts.c.at_us)
    near = (contacts.c.at_us <= last) & or_(contacts.c.at_us >= first, ends >= first)
    keys = [f"{channel.value}:{one}" for channel in Channel for one in sorted(wanted.ids)]
    conditions: list[ColumnElement[bool]] = [among(connection, contacts.c.key, keys)]
    if wanted.cases:
        conditions.append(among(connection, contacts.c.case_id, sorted(wanted.cases)) & near)
    if wanted.numbers:
        sealed = seals(connection)
        blind = [sealed.blind(number) for number in sorted(wanted.numbers)]
        conditions.append(among(connection, contacts.c.number_index, blind) & near)
        # Rows of before there was an index, until `keys rotate` has been at them.
        bare = contacts.c.number.is_not(None) & contacts.c.number_index.is_(None)
        every = connection.scalars(select(contacts.c.number).where(bare).distinct())
        written = [number for number in every if digits(number) in wanted.numbers]
        conditions.append(bare & among(connection, contacts.c.number, written) & near)
    return conditions


def _numbers(connection: Connection, condition: ColumnElement[bool]) -> Sequence[int]:
    return connection.scalars(select(contacts.c.no).where(condition)).all()


def _content(complaint: Complaint) -> tuple[object, ...]:
    return (replace(complaint, extra={}), to_pair(complaint.received_at), dict(complaint.extra))


def _row(complaint: Complaint, sealed: Seals) -> RowValues:
    return (
        complaint.id,
        *to_pair(complaint.received_at),
        sealed.seal(complaint.text, COMPLAINT),
        complaint.case_id,
        complaint.channel,
        complaint.agency,
        complaint.about,
        sealed.seal(to_json(dict(complaint.extra)), COMPLAINT) if complaint.extra else None,
    )


def to_complaint(row: Row[Any], sealed: Seals) -> Complaint:
    return Complaint(
        id=row.id,
        received_at=to_time(row.received_us, row.received_offset),
        text=sealed.open(row.text, COMPLAINT),
        case_id=row.case_id,
        channel=row.channel,
        agency=row.agency,
        about=row.about,
        extra=json.loads(sealed.open(row.extra, COMPLAINT)) if row.extra else {},
    )
