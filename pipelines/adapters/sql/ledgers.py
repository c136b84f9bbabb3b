"""What the ledger rules said of debtors. Late rows supersede; nothing is deleted."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Table, bindparam, delete, select, update

from audit.findings import Account, LedgerFinding, LedgerScan
from audit.incidents import SUPERSEDED
from audit.ledger.events import Ledger
from audit.ports import Due
from audit.queue import Weight
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.sql.contacts import numbers
from pipelines.adapters.sql.engine import add_rows, among, reading, writing
from pipelines.adapters.sql.incident_rows import Told, bring_back, known_rows, write
from pipelines.adapters.sql.ledger_bodies import from_body, to_body
from pipelines.adapters.sql.ledger_claims import claim, release
from pipelines.adapters.sql.ledger_due import forget_due
from pipelines.adapters.sql.ledger_events import load_ledgers
from pipelines.adapters.sql.not_assessed import set_numbers
from pipelines.adapters.sql.packs import pack_number
from pipelines.adapters.sql.tables import cases, contacts, incidents, ledger_due, ledger_findings, ledgers


class SqlLedgers:
    """The part of the store that keeps ledgers."""

    clock: Callable[[], datetime]

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def due_ledgers(self, limit: int = 500, worker: str | None = None) -> Sequence[Due]:
        whose = select(cases.c.institution, cases.c.debtor_id).join(ledger_due, ledger_due.c.case_id == cases.c.id)
        # In the order of a key, so that the first are found without looking at all.
        whose = whose.order_by(ledger_due.c.case_id).limit(limit)
        mine = None
        if worker is not None:
            with writing(self.engine) as connection:
                mine = claim(connection, whose, worker)
        with reading(self.engine) as connection:
            found = connection.execute(whose).all() if mine is None else mine
            loaded = load_ledgers(connection, sorted({Account(*row) for row in found}))
            known = _marks(connection, [case.id for ledger in loaded.values() for case in ledger.cases])
        return [
            Due(ledger, tuple((case.id, known[case.id]) for case in ledger.cases if case.id in known))
            for ledger in loaded.values()
        ]

    def put_ledgers(self, judged: Sequence[tuple[Due, LedgerScan]], pack: str, worker: str | None = None) -> None:
        with writing(self.engine) as connection:
            if worker is not None:
                mine = release(connection, worker, {scan.account for _, scan in judged})
                judged = [(due, scan) for due, scan in judged if scan.account in mine]
            pack_no = pack_number(connection, pack)
            scans = [scan for _, scan in judged]
            _write_scans(connection, judged, pack_no)
            _supersede(connection, scans, pack_no, self.clock())
            forget_due(connection, (due.marks for due, _ in judged))

    def accounts(self, debtor_id: str) -> Sequence[Account]:
        whose = select(cases.c.institution).where(cases.c.debtor_id == debtor_id).distinct()
        with reading(self.engine) as connection:
            return [Account(name, debtor_id) for name in connection.scalars(whose.order_by(cases.c.institution))]

    def ledger(self, account: Account, scope: Scope = EVERYTHING) -> Ledger | None:
        with reading(self.engine) as connection:
            found = load_ledgers(connection, [account]).get(account)
        return found and found.within(scope)

    def ledger_findings(self, account: Account, *, superseded: bool = False) -> Sequence[LedgerFinding]:
        with reading(self.engine) as connection:
            rows = _rows_of(connection, [account], superseded=superseded)
            return sorted((from_body(row.body) for row in rows), key=lambda found: (found.day, found.rule, found.id))


def load_ledger_findings(connection: Connection, ids: Iterable[str]) -> dict[str, LedgerFinding]:
    """The newest of each id, superseded or not."""
    asked = select(ledger_findings.c.id, ledger_findings.c.body).where(among(connection, ledger_findings.c.id, ids))
    return {row.id: from_body(row.body) for row in connection.execute(asked.order_by(ledger_findings.c.no))}


def _marks(connection: Connection, wanted: Sequence[str]) -> dict[str, int]:
    asked = select(ledger_due).where(among(connection, ledger_due.c.case_id, wanted))
    return dict(connection.execute(asked).all())


def _write_scans(connection: Connection, judged: Sequence[tuple[Due, LedgerScan]], pack: int) -> None:
    newest = {scan.account: due.ledger.events[-1].contact for due, scan in judged if due.ledger.events}
    nos = numbers(connection, newest.values())
    sets = set_numbers(connection, (scan.not_assessed for _, scan in judged))
    rows = [
        (*scan.account, nos[newest[scan.account]], pack, sets[scan.not_assessed])
        for _, scan in judged
        if scan.account in newest
    ]
    for of_these in _of(connection, ledgers, [scan.account for _, scan in judged]):
        connection.execute(delete(ledgers).where(of_these))
    add_rows(connection, ledgers, rows)


def _supersede(connection: Connection, scans: Sequence[LedgerScan], pack: int, opened: datetime) -> None:
    """What is found as it was found before stays as it is."""
    before = {row.id: row for row in _rows_of(connection, [scan.account for scan in scans], superseded=False)}
    now = {found.id: found for scan in scans for found in scan.findings}
    new = [found for found in now.values() if found.id not in before or before[found.id].body != to_body(found)]
    gone = [row.id for row in before.values() if row.id not in now]
    old = [{"key": before[key].no} for key in (*gone, *(found.id for found in new)) if key in before]
    if old:
        statement = update(ledger_findings).where(ledger_findings.c.no == bindparam("key")).values(superseded=1)
        connection.execute(statement, old)
    nos = numbers(connection, (found.contact for found in new))
    values = [
        {
            "id": found.id,
            "institution": found.account.institution,
            "debtor_id": found.account.debtor_id,
            "contact": nos[found.contact],
            "pack": pack,
            "rule": found.rule,
            "superseded": 0,
            "body": to_body(found),
        }
        for found in new
    ]
    if values:
        connection.execute(ledger_findings.insert(), values)
    _regroup(connection, new, nos, gone, opened)


def _regroup(
    connection: Connection,
    new: Sequence[LedgerFinding],
    nos: Mapping[str, int],
    gone: Sequence[str],
    now: datetime,
) -> None:
    """A finding's incident keeps the status that people gave it, also over having been taken back in between."""
    known = known_rows(connection, [found.id for found in new])
    facts = select(contacts.c.no, contacts.c.channel, contacts.c.agency, contacts.c.agent_id)
    rows = {row.no: row for row in connection.execute(facts.where(among(connection, contacts.c.no, nos.values())))}
    write(connection, [_told(found, rows[nos[found.contact]]) for found in new], known, now)
    bring_back(connection, [row.id for row in known.values() if row.status == SUPERSEDED])
    if gone:
        connection.execute(update(incidents).where(among(connection, incidents.c.id, gone)).values(status=SUPERSEDED))


def _told(found: LedgerFinding, contact: Row[int, str, str | None, str | None]) -> Told:
    return Told(
        id=found.id,
        contact=contact.no,
        category=found.category,
        rule=found.rule,
        weight=Weight(found.severity, found.confidence, found.count),
        at=found.at,
        channel=contact.channel,
        institution=found.account.institution,
        agency=contact.agency,
        agent=contact.agent_id,
        ledger=True,
    )


def _rows_of(connection: Connection, accounts: Sequence[Account], *, superseded: bool) -> list[Any]:
    rows: list[Any] = []
    for of_these in _of(connection, ledger_findings, accounts):
        asked = select(ledger_findings).where(of_these, ledger_findings.c.superseded == int(superseded))
        rows += connection.execute(asked.order_by(ledger_findings.c.no)).all()
    return rows


def _of(connection: Connection, table: Table, accounts: Iterable[Account]) -> Iterator[ColumnElement[bool]]:
    """The rows of these accounts, one condition for each institution: those are few."""
    for institution, own in groupby(sorted(accounts), lambda account: account.institution):
        debtors = among(connection, table.c.debtor_id, [account.debtor_id for account in own])
        yield (table.c.institution == institution) & debtors
