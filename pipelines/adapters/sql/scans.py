"""What the packs said about contacts. Nothing enters that the stored turns do not show."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection, Engine, delete, select

from audit.errors import Refused
from audit.evidence import unproven
from audit.findings import Finding, Scan
from audit.records import Contact, State
from audit.shadow import ShadowScan
from pipelines.adapters.sql.contacts import load_contacts, move
from pipelines.adapters.sql.engine import add_rows, among, reading, writing
from pipelines.adapters.sql.findings import finding_row, findings_where, load_findings
from pipelines.adapters.sql.incidents import grouped, regroup
from pipelines.adapters.sql.ledger_due import mark_due
from pipelines.adapters.sql.not_assessed import set_numbers
from pipelines.adapters.sql.packs import pack_number
from pipelines.adapters.sql.revisions import next_revision
from pipelines.adapters.sql.shadow_scans import put_shadow
from pipelines.adapters.sql.tables import contacts, findings, pii, signs
from pipelines.adapters.sql.tables import scans as scanned


class SqlScans:
    """The part of the store that keeps what rules found."""

    #: When incidents are opened.
    clock: Callable[[], datetime]

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put_scans(self, scans: Sequence[Scan], pack: str, shadow: ShadowScan | None = None) -> int:
        by_contact = {scan.contact: scan for scan in scans}
        with writing(self.engine) as connection:
            revision = next_revision(connection)
            nos = move(connection, by_contact, State.SCANNED)
            accused = load_contacts(connection, [nos[scan.contact] for scan in scans if scan.findings])
            quoted = load_contacts(connection, [nos[key] for key in shadow.found] if shadow else ())
            said = [*(scan.findings for scan in scans), *(shadow.found.values() if shadow else ())]
            _guard(chain(*said), {one.key: one for one in (*accused.values(), *quoted.values())})
            pack_no = pack_number(connection, pack)
            _forget(connection, list(nos.values()), pack_no)
            _write(connection, list(by_contact.values()), nos, pack_no)
            if shadow:
                put_shadow(connection, shadow, nos, pack_no)
            accused |= load_contacts(connection, grouped(connection, list(nos.values())) - accused.keys())
            regroup(connection, accused, load_findings(connection, accused), self.clock())
            mark_due(connection, _cases_of(connection, [nos[scan.contact] for scan in scans if scan.signs]))
        return revision

    def findings(self, keys: Sequence[str]) -> Mapping[str, Sequence[Finding]]:
        with reading(self.engine) as connection:
            found = findings_where(connection, among(connection, contacts.c.key, keys))
        by_contact: dict[str, list[Finding]] = {}
        for _, finding in found:
            by_contact.setdefault(finding.contact, []).append(finding)
        return {key: tuple(items) for key, items in by_contact.items()}


def _guard(said: Iterable[Finding], stored: Mapping[str, Contact]) -> None:
    checked = (unproven(finding, stored[finding.contact].turns) for finding in said)
    if problems := [problem for problem in checked if problem is not None]:
        raise Refused(problems)


def _cases_of(connection: Connection, nos: Sequence[int]) -> Sequence[str | None]:
    of_these = among(connection, contacts.c.no, nos)
    return connection.scalars(select(contacts.c.case_id).where(of_these).distinct()).all()


def _forget(connection: Connection, nos: Sequence[int], pack: int) -> None:
    """Drop what this pack said before."""
    again = (scanned.c.pack == pack) & among(connection, scanned.c.contact, nos)
    if connection.scalar(select(scanned.c.contact).where(again).limit(1)) is not None:
        connection.execute(delete(scanned).where(again))


def _write(connection: Connection, scans: Sequence[Scan], nos: Mapping[str, int], pack: int) -> None:
    sets = set_numbers(connection, (scan.not_assessed for scan in scans))
    add_rows(connection, scanned, [(nos[scan.contact], pack, sets[scan.not_assessed], None) for scan in scans])
    found = ((scan, n, item) for scan in scans for n, item in enumerate(scan.findings))
    add_rows(connection, findings, [finding_row(nos[scan.contact], pack, n, item) for scan, n, item in found])
    spans = ((scan, n, item) for scan in scans for n, item in enumerate(scan.pii))
    add_rows(
        connection,
        pii,
        [(nos[scan.contact], pack, n, item.kind, item.start, item.end, item.turn) for scan, n, item in spans],
    )
    told = ((scan, n, item) for scan in scans for n, item in enumerate(scan.signs))
    add_rows(connection, signs, [(nos[scan.contact], pack, n, item.signal.value, item.turn) for scan, n, item in told])
