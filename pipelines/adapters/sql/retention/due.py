"""What is past its time, and what a hold keeps: conditions on contacts, complaints and cases."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
)

from audit.records import Channel, State
from audit.retention.classes import Cutoffs, Kind
from audit.retention.holds import Side
from audit.scope import Scope
from pipelines.adapters.sql.cases import to_case
from pipelines.adapters.sql.engine import among
from pipelines.adapters.sql.records import to_micros
from pipelines.adapters.sql.retention_tables import holds, past_activity
from pipelines.adapters.sql.seals import seals
from pipelines.adapters.sql.tables import cases, complaints, contacts, incidents, ledger_findings
from pipelines.adapters.sql.wanted import inside

#: Nobody works on these any more.
_AT_REST = (State.INDEXED.value, State.FAILED.value, State.REJECTED.value)


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows of one kind within a scope: where they stand, by which id they go, and what is true of each."""

    rows: FromClause
    id: ColumnElement[str]
    at: ColumnElement[int]
    inside: tuple[ColumnElement[bool], ...]
    #: True or false, never NULL.
    past: ColumnElement[bool]
    held: ColumnElement[bool]

    def due(self) -> Select[Any]:
        """Ids of what may go, oldest first."""
        found = select(self.id).select_from(self.rows).where(*self.inside, self.past, ~self.held)
        return found.order_by(self.at, self.id)


def asked(kind: Kind, cutoffs: Cutoffs, scope: Scope) -> Asked:
    """For every kind but cases, whose times are in their bodies."""
    if kind is Kind.COMPLAINT:
        return _complaints(cutoffs, scope)
    ours = contacts.c.audio.is_not(None) if kind is Kind.RECORDING else contacts.c.channel == kind.value
    quiet = _quiet(cutoffs.own)
    if cutoffs.accused != cutoffs.own:
        quiet &= or_(not_(_accused()), _quiet(cutoffs.accused))
    return Asked(
        contacts.outerjoin(cases, cases.c.id == contacts.c.case_id),
        contacts.c.key,
        contacts.c.at_us,
        (ours, *inside(scope)),
        and_(contacts.c.at_us.is_not(None), contacts.c.state.in_(_AT_REST), quiet),
        _held(contact=[contacts.c.key], case=contacts.c.case_id),
    )


def _quiet(cutoff: datetime) -> ColumnElement[bool]:
    """Nothing was done in the contact's case since. The contact's own age comes first, which is told without looking further."""
    at, other = to_micros(cutoff), contacts.alias("other")
    return and_(
        contacts.c.at_us < at,
        ~exists().where(other.c.case_id == contacts.c.case_id, other.c.at_us >= at),
        ~exists().where(past_activity.c.case_id == contacts.c.case_id, past_activity.c.at_us >= at),
        or_(contacts.c.case_id.is_(None), contacts.c.case_id.not_in(_complained_since(at))),
    )


def _complained_since(at: int | None) -> Select[Any]:
    named = complaints.c.case_id.is_not(None)
    return select(complaints.c.case_id).where(named, complaints.c.received_us >= at)


def _accused() -> ColumnElement[bool]:
    """Something was found in it, or in the ledger that counts it."""
    return or_(
        exists().where(incidents.c.contact == contacts.c.no),
        exists().where(
            ledger_findings.c.institution == cases.c.institution, ledger_findings.c.debtor_id == cases.c.debtor_id
        ),
    )


def _complaints(cutoffs: Cutoffs, scope: Scope) -> Asked:
    at = to_micros(cutoffs.own)
    later = exists().where(contacts.c.case_id == complaints.c.case_id, contacts.c.at_us >= at)
    sides = ((cases.c.institution, scope.institutions), (complaints.c.agency, scope.agencies))
    within = [column.in_(sorted(names)) for column, names in sides if names is not None]
    about = [literal(f"{channel.value}:").concat(complaints.c.about) for channel in Channel]
    return Asked(
        complaints.outerjoin(cases, cases.c.id == complaints.c.case_id),
        complaints.c.id,
        complaints.c.received_us,
        (*within, *([] if scope.agents is None else [false()])),
        and_(complaints.c.received_us < at, ~later),
        _held(contact=[complaints.c.about, *about], case=complaints.c.case_id),
    )


def _held(contact: Collection[ColumnElement[Any]], case: ColumnElement[Any]) -> ColumnElement[bool]:
    debtor = and_(holds.c.of == cases.c.debtor_id, holds.c.institution == cases.c.institution)
    return exists().where(
        holds.c.lifted_by == "",
        or_(
            and_(holds.c.side == Side.CONTACT.value, or_(*(holds.c.of == one for one in contact))),
            and_(holds.c.side == Side.CASE.value, holds.c.of == case),
            and_(holds.c.side == Side.DEBTOR.value, debtor),
        ),
    )


@dataclass(frozen=True, slots=True)
class DueCase:
    id: str
    #: When something was last done in it, as microseconds; None where nothing tells.
    at_us: int | None
    held: bool


def left_cases(connection: Connection, scope: Scope, ids: Collection[str] | None = None) -> Iterator[DueCase]:
    """Of which no contact and no complaint is left, in order of their ids."""
    if not _sees_cases(scope):
        return
    bare = and_(
        ~exists().where(contacts.c.case_id == cases.c.id),
        cases.c.id.not_in(select(complaints.c.case_id).where(complaints.c.case_id.is_not(None))),
    )
    found = select(
        cases.c.id, cases.c.body, past_activity.c.at_us, _held(contact=[literal("")], case=cases.c.id).label("held")
    ).select_from(cases.outerjoin(past_activity, past_activity.c.case_id == cases.c.id))
    found = found.where(bare, *cases_inside(scope)).order_by(cases.c.id)
    if ids is not None:
        found = found.where(among(connection, cases.c.id, ids))
    for row in connection.execute(found):
        case = to_case(row.body, seals(connection))
        told = [to_micros(time) for time in (case.opened_at, case.assigned_at, case.notified_at)]
        known = [micros for micros in (*told, row.at_us) if micros is not None]
        yield DueCase(row.id, max(known, default=None), bool(row.held))


def cases_inside(scope: Scope) -> list[ColumnElement[bool]]:
    return [] if scope.institutions is None else [cases.c.institution.in_(sorted(scope.institutions))]


def _sees_cases(scope: Scope) -> bool:
    """Agencies and agents change with time: a case is nobody's who may only see some of them."""
    return scope.agencies is None and scope.agents is None


def count_cases(connection: Connection, scope: Scope) -> int:
    if not _sees_cases(scope):
        return 0
    return connection.scalar(select(func.count()).select_from(cases).where(*cases_inside(scope))) or 0
