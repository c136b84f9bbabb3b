"""Contacts out of the database with all that hangs on them, whichever tables there are."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, ForeignKeyConstraint, Table, delete, select, tuple_

from audit.findings import Account
from pipelines.adapters.sql.alerts.rows import silence
from pipelines.adapters.sql.engine import among
from pipelines.adapters.sql.ledger_bodies import from_body
from pipelines.adapters.sql.tables import cases, contacts, incidents, ledger_findings, metadata


def remove_contacts(connection: Connection, nos: Sequence[int]) -> None:
    """A ledger finding that counts one of them goes, too: what it shows could be shown no more."""
    counted = _counting(connection, nos)
    of_these = among(connection, incidents.c.contact, nos)
    gone = [*connection.scalars(select(incidents.c.id).where(of_these)), *(key for _, key in counted)]
    keys = connection.scalars(select(contacts.c.key).where(among(connection, contacts.c.no, nos))).all()
    silence(connection, [*gone, *keys])
    for table in metadata.sorted_tables:
        if "incident" in table.c:
            _remove(connection, table, among(connection, table.c.incident, gone))
    _remove(connection, incidents, among(connection, incidents.c.id, gone))
    _remove(connection, ledger_findings, among(connection, ledger_findings.c.no, [no for no, _ in counted]))
    _remove(connection, contacts, among(connection, contacts.c.no, nos))


def _counting(connection: Connection, nos: Sequence[int]) -> list[tuple[int, str]]:
    """Numbers and ids of the ledger findings that count one of these contacts."""
    of_these = among(connection, contacts.c.no, nos)
    keys = set(connection.scalars(select(contacts.c.key).where(of_these)))
    whose = select(cases.c.institution, cases.c.debtor_id).join(contacts, contacts.c.case_id == cases.c.id)
    accounts = {Account(*row) for row in connection.execute(whose.where(of_these).distinct())}
    asked = select(ledger_findings).where(
        among(connection, ledger_findings.c.debtor_id, {account.debtor_id for account in accounts})
    )
    return [
        (row.no, row.id)
        for row in connection.execute(asked)
        if (row.institution, row.debtor_id) in accounts
        and not keys.isdisjoint(event.contact for event in from_body(row.body).events)
    ]


def _remove(connection: Connection, table: Table, which: ColumnElement[bool]) -> None:
    """Those rows, and before them the rows of other tables that refer to them."""
    for child, link in _children(table):
        own = [element.parent for element in link.elements]
        theirs = select(*(element.column for element in link.elements)).where(which)
        _remove(connection, child, (tuple_(*own) if len(own) > 1 else own[0]).in_(theirs))
    connection.execute(delete(table).where(which))


def _children(table: Table) -> Iterator[tuple[Table, ForeignKeyConstraint]]:
    for child in metadata.sorted_tables:
        for link in child.foreign_key_constraints:
            if link.referred_table is table:
                yield child, link
