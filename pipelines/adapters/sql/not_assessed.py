"""What packs could not judge: sets of rules and reasons, each kept once however many contacts share it."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Select, Table, func, insert, literal, select, union_all

from audit.findings import NotAssessed
from audit.ports import Filter
from audit.records import Contact
from pipelines.adapters.sql.contacts import load_contacts
from pipelines.adapters.sql.engine import add_rows, among, reading
from pipelines.adapters.sql.records import to_json
from pipelines.adapters.sql.tables import contacts, ledgers, not_assessed, not_assessed_sets, scans
from pipelines.adapters.sql.wanted import about_contact, with_cases

Unjudged = tuple[NotAssessed, ...]


class SqlNotAssessed:
    """The part of the store that knows what was not judged."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def not_assessed(self, wanted: Filter, limit: int | None = 50) -> Sequence[tuple[Contact, NotAssessed]]:
        conditions = about_contact(wanted)
        if wanted.rule:
            conditions.append(not_assessed.c.rule.in_(sorted(wanted.rule)))
        said = (_said(table, number).where(*conditions) for number, table in enumerate((scans, ledgers)))
        every = union_all(*said).subquery()
        order = (every.c.undated, every.c.at_us.desc(), every.c.key, every.c.kind, every.c.pack, every.c.n)
        query = select(every.c.contact, every.c.rule, every.c.reason).order_by(*order).limit(limit)
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
            by_no = load_contacts(connection, {row.contact for row in rows})
        return [(by_no[row.contact], NotAssessed(row.rule, row.reason)) for row in rows]


def _said(table: Table, kind: int) -> Select[Any]:
    """What could not be judged of contacts, or of ledgers by their newest contact."""
    joined = with_cases(table).join(not_assessed, not_assessed.c.set == table.c.not_assessed)
    undated = contacts.c.at_us.is_(None).label("undated")
    where = (undated, contacts.c.at_us, contacts.c.key, literal(kind).label("kind"), table.c.pack, not_assessed.c.n)
    return select(table.c.contact, not_assessed.c.rule, not_assessed.c.reason, *where).select_from(joined)


def set_numbers(connection: Connection, sets: Iterable[Unjudged]) -> dict[Unjudged, int | None]:
    """The number of each set, stored now if it is new; None for the empty one."""
    digests = {given: _digest(given) for given in set(sets) if given}
    of_these = among(connection, not_assessed_sets.c.digest, digests.values())
    asked = select(not_assessed_sets.c.digest, not_assessed_sets.c.no).where(of_these)
    known = dict(connection.execute(asked).all())
    for given, digest in digests.items():
        if digest not in known:
            made = insert(not_assessed_sets).values(digest=digest).returning(not_assessed_sets.c.no)
            known[digest] = connection.execute(made).scalar_one()
            rows = [(known[digest], n, item.rule, item.reason) for n, item in enumerate(given)]
            add_rows(connection, not_assessed, rows)
    return {(): None, **{given: known[digest] for given, digest in digests.items()}}


def count_not_assessed(connection: Connection) -> Sequence[Any]:
    """Rows of rule, reason and number of scans, counted by set first: sets are few and scans are many."""
    both = union_all(select(scans.c.not_assessed), select(ledgers.c.not_assessed)).subquery()
    by_set = select(both.c.not_assessed, func.count().label("count")).group_by(both.c.not_assessed).subquery()
    pair = (not_assessed.c.rule, not_assessed.c.reason)
    joined = by_set.join(not_assessed, not_assessed.c.set == by_set.c.not_assessed)
    asked = select(*pair, func.sum(by_set.c.count)).select_from(joined).group_by(*pair).order_by(*pair)
    return connection.execute(asked).all()


def _digest(given: Unjudged) -> str:
    return hashlib.sha256(to_json([(item.rule, item.reason) for item in given]).encode()).hexdigest()
