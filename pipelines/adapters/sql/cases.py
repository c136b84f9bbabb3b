"""Cases: today's picture of each debt."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from pydantic_core import from_json
from sqlalchemy import CTE, ColumnElement, Connection, Engine, Select, bindparam, exists, func, select, update

from audit.ports import Stored
from audit.records import Case, Consent, LegalStage, Offer, OfferKind, RegisteredContact, State
from audit.scope import EVERYTHING, Scope
from audit.triage import Status
from pipelines.adapters.sql.corrected import as_corrected
from pipelines.adapters.sql.driver import plain_rows
from pipelines.adapters.sql.engine import add_rows, among, reading, writing
from pipelines.adapters.sql.ledger_due import mark_due
from pipelines.adapters.sql.records import RowValues, to_json
from pipelines.adapters.sql.revisions import find_anew
from pipelines.adapters.sql.seals import PERSON, Seals, seals
from pipelines.adapters.sql.tables import cases, contacts, incidents
from pipelines.adapters.sql.wanted import in_scope

#: Cases that are kept made, some three kilobytes each: those of the batches under way. Among millions of rows more would
#: hardly ever be asked for again.
_REMEMBERED = 4096
#: Who somebody is: these fields lie sealed in the body, under one name.
PERSONAL, SEALED = ("debtor_name", "debtor_phones", "registered_contacts"), "sealed"
_STAGES: dict[str | None, LegalStage | None] = {None: None, **{one.value: one for one in LegalStage}}


class SqlCases:
    """The part of the store that keeps cases."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put_cases(self, given: Sequence[Case]) -> Stored:
        with writing(self.engine) as connection:
            stored = add_cases(connection, given, replace=True)
            mark_due(connection, (*stored.new, *stored.replaced))
            return stored

    def cases(self, ids: Iterable[str]) -> Mapping[str, Case]:
        with reading(self.engine) as connection:
            return load_cases(connection, ids)

    def institutions(self, scope: Scope = EVERYTHING) -> Sequence[str]:
        asked = _EACH_INSTITUTION
        if scope.agencies is not None or scope.agents is not None:
            asked = asked.where(_any_of(_NAMES.c.name, scope))
        with reading(self.engine) as connection:
            names = connection.scalars(asked).all()
        allowed = scope.institutions
        return sorted(name for name in names if name is not None and (allowed is None or name in allowed))


def _each_institution() -> CTE:
    """From one name to the next along the index: there are few names, and as many cases as there are debts."""
    first = select(func.min(cases.c.institution).label("name")).cte("names", recursive=True)
    following = select(func.min(cases.c.institution)).where(cases.c.institution > first.c.name).scalar_subquery()
    return first.union_all(select(following).where(first.c.name.is_not(None)))


_NAMES = _each_institution()
_EACH_INSTITUTION: Select[Any] = select(_NAMES.c.name)


def _any_of(name: ColumnElement[str], scope: Scope) -> ColumnElement[bool]:
    """Whether this institution has an incident in scope: one look into the index that counts them, for each state."""
    of_it = incidents.c.status.in_(list(Status)), incidents.c.waiting.in_((0, 1)), incidents.c.institution == name
    return exists().where(*of_it, *in_scope(scope))


def load_cases(connection: Connection, ids: Iterable[str]) -> dict[str, Case]:
    asked = select(cases.c.id, cases.c.body).where(among(connection, cases.c.id, set(ids)))
    sealed = seals(connection)
    return {key: to_case(body, sealed) for key, body in plain_rows(connection, asked)}


def add_cases(connection: Connection, given: Sequence[Case], *, replace: bool) -> Stored:
    """Insert what is new; a known case with other content is replaced if asked. The last of two equal ids counts."""
    sealed = seals(connection)
    rows = {case.id: to_row(case, sealed) for case in as_corrected(connection, given)}
    asked = select(cases.c.id, cases.c.digest, cases.c.institution).where(among(connection, cases.c.id, rows))
    found = plain_rows(connection, asked)
    known = {key: sealed.alike(digest) for key, digest, _ in found}
    new = tuple(key for key in rows if key not in known)
    changed = tuple(key for key, row in rows.items() if key in known and known[key] != row[3])
    add_rows(connection, cases, [rows[key] for key in new])
    _judge_again(connection, new)
    if replace and changed:
        names = ("key", "institution", "debtor_id", "digest", "body")
        values: dict[str, Any] = {name: bindparam(name) for name in names[1:]}
        statement = update(cases).where(cases.c.id == bindparam("key")).values(values)
        connection.execute(statement, [dict(zip(names, rows[key], strict=True)) for key in changed])
        _rename(connection, {key: rows[key][1] for key in changed})
        if gone := [key for key, _, institution in found if institution != rows[key][1]]:
            find_anew(connection, gone)
    moved = frozenset(new + changed)
    return Stored(new, tuple(key for key in rows if key not in moved), replaced=changed)


def _rename(connection: Connection, institutions: Mapping[str, str]) -> None:
    """Incidents repeat the institution of their case."""
    for name in set(institutions.values()):
        own = [key for key, institution in institutions.items() if institution == name]
        of_these = select(contacts.c.no).where(among(connection, contacts.c.case_id, own))
        others = incidents.c.contact.in_(of_these) & (incidents.c.institution != name)
        connection.execute(update(incidents).where(others).values(institution=name))


def _judge_again(connection: Connection, new: Sequence[str]) -> None:
    """What was judged without its case, because the case comes only now, waits to be judged with it."""
    late = among(connection, contacts.c.case_id, new) & in_states((State.SCANNED, State.INDEXED))
    connection.execute(update(contacts).where(late).values(state=State.TRANSCRIBED.value))


def in_states(states: Iterable[State]) -> ColumnElement[bool]:
    """Of contacts that are found by something else: by the index of states SQLite would walk through all that are in one."""
    return contacts.c.state.concat("").in_([state._value_ for state in states])


def to_row(case: Case, sealed: Seals) -> RowValues:
    values = {field.name: _plain(getattr(case, field.name)) for field in fields(case)}
    digest = sealed.digest(hashlib.sha256(to_json(values).encode()).hexdigest())
    if sealed.current:
        who = {name: values.pop(name) for name in PERSONAL}
        values[SEALED] = sealed.seal(to_json(who), PERSON)
    return case.id, case.institution, case.debtor_id, digest, to_json(values)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, RegisteredContact | Consent | Offer):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    return value


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@lru_cache(_REMEMBERED)
def to_case(body: str, sealed: Seals) -> Case:
    """One object for each picture of a case: scan, index and ledger ask for the same ones within a short time."""
    # In half the time of the standard library, and by position in half the time of keywords: among millions of rows every
    # chunk brings thousands of cases.
    values: dict[str, Any] = from_json(body)
    if SEALED in values:
        values |= from_json(sealed.open(values[SEALED], PERSON))
    return Case(
        values["id"],
        values["institution"],
        values["debtor_id"],
        values["due_amount"],
        values["overdue_days"],
        values["agency"],
        values["debtor_name"],
        tuple(values["debtor_phones"]),
        values["product"],
        values["principal"],
        _STAGES[values["legal_stage"]],
        tuple([RegisteredContact(one["name"], one["relation"], one["phone"]) for one in values["registered_contacts"]]),
        tuple([_consent(one) for one in values["consents"]]),
        tuple([Offer(OfferKind(one["kind"]), one["limit"]) for one in values.get("offers", ())]),
        values["timezone"],
        _time(values["assigned_at"]),
        _time(values["notified_at"]),
        _time(values["opened_at"]),
    )


def _consent(given: Mapping[str, Any]) -> Consent:
    return Consent(
        given["kind"], given["detail"], datetime.fromisoformat(given["given_at"]), _time(given["withdrawn_at"])
    )
