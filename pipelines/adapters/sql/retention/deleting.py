"""What is due, and how it goes: counted and buried in the transaction that deletes it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, case, delete, func, insert, select, update

from audit.retention.classes import Cutoffs, Kind
from audit.retention.requests import Request, State, moved
from audit.retention.tombstones import Tombstone
from audit.retention_ports import Count
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.sql.engine import among, forgetful, reading, writing
from pipelines.adapters.sql.records import to_micros, to_time
from pipelines.adapters.sql.retention.burying import Grave, graves_of_cases, graves_of_complaints, graves_of_contacts
from pipelines.adapters.sql.retention.due import asked, count_cases, left_cases
from pipelines.adapters.sql.retention.removing import remove_contacts
from pipelines.adapters.sql.retention.requesting import request_row, to_request
from pipelines.adapters.sql.retention_tables import past_activity, retention_requests, tombstones
from pipelines.adapters.sql.tables import case_corrections, cases, complaints, contacts, redactions


class SqlDeleting:
    """The part of the retention store that deletes."""

    engine: Engine

    def count(self, kind: Kind, cutoffs: Cutoffs, scope: Scope = EVERYTHING) -> Count:
        with reading(self.engine) as connection:
            if kind is Kind.CASE:
                return _count_cases(connection, cutoffs, scope)
            rows = asked(kind, cutoffs, scope)
            due, held = rows.past & ~rows.held, rows.past & rows.held
            counted = select(
                func.count(), *(func.sum(case((one, 1), else_=0)) for one in (due, held, rows.at.is_(None)))
            )
            total, *others = connection.execute(counted.select_from(rows.rows).where(*rows.inside)).one()
        return Count(total, *(int(number or 0) for number in others))

    def due(self, kind: Kind, cutoffs: Cutoffs, scope: Scope = EVERYTHING, limit: int = 1000) -> Sequence[str]:
        with reading(self.engine) as connection:
            if kind is Kind.CASE:
                return _due_cases(connection, cutoffs, scope)[:limit]
            return list(connection.scalars(asked(kind, cutoffs, scope).due().limit(limit)))

    def delete(self, request: str, ids: Sequence[str], cutoffs: Cutoffs, at: datetime) -> Sequence[Tombstone]:
        with writing(self.engine) as connection:
            asked_for = to_request(request_row(connection, request))
            moved(asked_for, State.DONE)  # only what runs can end, and only what runs deletes
            due = _due_among(connection, asked_for.kind, asked_for.until(cutoffs), asked_for.scope, ids)
            forgetful(connection)
            graves = _BURIED.get(asked_for.kind, _bury_contacts)(connection, due)
            buried = _mark(connection, asked_for, graves, at)
            count = retention_requests.c.deleted + len(buried)
            connection.execute(
                update(retention_requests).where(retention_requests.c.id == request).values(deleted=count)
            )
        return buried

    def tombstones(self, of: str | None = None, after: int = 0, limit: int = 1000) -> Sequence[Tombstone]:
        found = select(tombstones).order_by(tombstones.c.no).offset(after).limit(limit)
        if of is not None:
            found = found.where(tombstones.c.of == of)
        with reading(self.engine) as connection:
            return [
                Tombstone(Kind(row.kind), row.of, to_time(row.at_us, 0), row.request, row.rule, row.digest)
                for row in connection.execute(found)
            ]


def _due_cases(connection: Connection, cutoffs: Cutoffs, scope: Scope, ids: Sequence[str] | None = None) -> list[str]:
    until = to_micros(cutoffs.own) or 0
    found = ((one.at_us, one.id) for one in left_cases(connection, scope, ids) if not one.held)
    return [key for at, key in sorted((at, key) for at, key in found if at is not None and at < until)]


def _due_among(connection: Connection, kind: Kind, cutoffs: Cutoffs, scope: Scope, ids: Sequence[str]) -> list[str]:
    if kind is Kind.CASE:
        return _due_cases(connection, cutoffs, scope, ids)
    rows = asked(kind, cutoffs, scope)
    return list(connection.scalars(rows.due().where(among(connection, rows.id, ids))))


def _count_cases(connection: Connection, cutoffs: Cutoffs, scope: Scope) -> Count:
    until, due, held, undated = to_micros(cutoffs.own) or 0, 0, 0, 0
    for one in left_cases(connection, scope):
        undated += one.at_us is None
        if one.at_us is not None and one.at_us < until:
            due, held = due + (not one.held), held + one.held
    return Count(count_cases(connection, scope), due, held, undated)


def _bury_contacts(connection: Connection, keys: Sequence[str]) -> list[Grave]:
    graves, nos = graves_of_contacts(connection, keys)
    _remember_activity(connection, nos)
    remove_contacts(connection, nos)
    return graves


def _bury_recordings(connection: Connection, keys: Sequence[str]) -> list[Grave]:
    graves, nos = graves_of_contacts(connection, keys, recording=True)
    connection.execute(delete(redactions).where(among(connection, redactions.c.contact, nos)))
    connection.execute(update(contacts).where(among(connection, contacts.c.no, nos)).values(audio=None))
    return graves


def _bury_complaints(connection: Connection, ids: Sequence[str]) -> list[Grave]:
    graves = graves_of_complaints(connection, ids)
    connection.execute(delete(complaints).where(among(connection, complaints.c.id, ids)))
    return graves


def _bury_cases(connection: Connection, ids: Sequence[str]) -> list[Grave]:
    graves = graves_of_cases(connection, ids)
    of_case = ((past_activity, past_activity.c.case_id), (case_corrections, case_corrections.c.case_id))
    for table, column in (*of_case, (cases, cases.c.id)):
        connection.execute(delete(table).where(among(connection, column, ids)))
    return graves


_BURIED = {Kind.RECORDING: _bury_recordings, Kind.COMPLAINT: _bury_complaints, Kind.CASE: _bury_cases}


def _remember_activity(connection: Connection, nos: Sequence[int]) -> None:
    """The period of what is left of their cases goes on from the last of them."""
    of_these = among(connection, contacts.c.no, nos) & contacts.c.case_id.is_not(None)
    newest = select(contacts.c.case_id, func.max(contacts.c.at_us)).where(of_these).group_by(contacts.c.case_id)
    found: dict[str, int] = {key: at for key, at in connection.execute(newest) if key is not None}
    mine = among(connection, past_activity.c.case_id, found)
    for key, at in connection.execute(select(past_activity).where(mine)):
        found[key] = max(found[key], at)
    connection.execute(delete(past_activity).where(mine))
    if found:
        connection.execute(insert(past_activity), [{"case_id": key, "at_us": at} for key, at in found.items()])


def _mark(connection: Connection, request: Request, graves: Sequence[Grave], at: datetime) -> list[Tombstone]:
    made = [Tombstone(request.kind, one.of, at, request.id, request.rule, one.digest) for one in graves]
    rows: list[dict[str, Any]] = [
        {
            "kind": one.kind.value,
            "of": one.of,
            "at_us": to_micros(at),
            "request": one.request,
            "rule": one.rule,
            "digest": one.digest,
            "number": grave.number,
            "revision": grave.revision,
            "left": int(grave.left),
            "blobs": grave.blobs,
        }
        for one, grave in zip(made, graves, strict=True)
    ]
    if rows:
        connection.execute(insert(tombstones), rows)
    return made
