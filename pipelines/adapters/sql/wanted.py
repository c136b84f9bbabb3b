"""Conditions of a filter as SQL, for everything that hangs on a contact."""

from sqlalchemy import ColumnElement, FromClause, Table

from audit.ports import Filter
from audit.scope import Scope
from pipelines.adapters.sql.records import to_micros
from pipelines.adapters.sql.tables import cases, contacts, incidents


def with_cases(table: Table) -> FromClause:
    """Rows of `table` with their contact and, where it is known, its case."""
    return table.join(contacts, contacts.c.no == table.c.contact).outerjoin(cases, cases.c.id == contacts.c.case_id)


def about_contact(wanted: Filter) -> list[ColumnElement[bool]]:
    asked = (
        (contacts.c.channel, wanted.channel),
        (contacts.c.agency, wanted.agency),
        (contacts.c.agent_id, wanted.agent),
        (contacts.c.case_id, wanted.case),
        (cases.c.institution, wanted.institution),
    )
    conditions: list[ColumnElement[bool]] = [column.in_(sorted(values)) for column, values in asked if values]
    if wanted.since is not None:
        conditions.append(contacts.c.at_us >= to_micros(wanted.since))
    if wanted.until is not None:
        conditions.append(contacts.c.at_us < to_micros(wanted.until))
    return conditions


def inside(scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions on rows of `with_cases`; what is not known lies outside."""
    sides = (
        (cases.c.institution, scope.institutions),
        (contacts.c.agency, scope.agencies),
        (contacts.c.agent_id, scope.agents),
    )
    return [column.in_(sorted(names)) for column, names in sides if names is not None]


def admitted(table: Table, scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions on rows that say by themselves whose they are, as `Scope.admits` has it."""
    sides = (("institution", scope.institutions), ("agency", scope.agencies), ("agent", scope.agents))
    return [table.c[name].in_(sorted(names)) for name, names in sides if names is not None]


def in_scope(scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions on incidents alone, which repeat what their contacts say."""
    return admitted(incidents, scope)
