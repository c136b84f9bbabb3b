"""The system of record on SQL, one part per subject."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, func, select

from audit.errors import Problem, Refused
from audit.incidents import SUPERSEDED
from audit.ports import Totals
from audit.records import State
from pipelines.adapters.sql.cases import SqlCases
from pipelines.adapters.sql.complaints import SqlComplaints
from pipelines.adapters.sql.contacts import SqlContacts
from pipelines.adapters.sql.corrections import SqlCorrections
from pipelines.adapters.sql.engine import reading
from pipelines.adapters.sql.files import SqlFiles
from pipelines.adapters.sql.incidents import SqlIncidents
from pipelines.adapters.sql.ledgers import SqlLedgers
from pipelines.adapters.sql.messages import SqlMessages
from pipelines.adapters.sql.migrate import HEAD, migrate, revision_of
from pipelines.adapters.sql.not_assessed import SqlNotAssessed, count_not_assessed
from pipelines.adapters.sql.redactions import SqlRedactions
from pipelines.adapters.sql.said import SqlSaid
from pipelines.adapters.sql.scans import SqlScans
from pipelines.adapters.sql.searchable import SqlSearchable
from pipelines.adapters.sql.tables import contacts, incidents, ledger_due
from pipelines.adapters.sql.transcripts import SqlTranscripts
from pipelines.adapters.sql.verdicts import SqlVerdicts
from pipelines.adapters.sql.workers import SqlWorkers

#: Name of a total -> the two columns it is counted by.
_TOTALS: Mapping[str, tuple[ColumnElement[Any], ColumnElement[Any]]] = {
    "contacts": (contacts.c.channel, contacts.c.state),
    "reasons": (contacts.c.state, contacts.c.reason),
    "incidents": (incidents.c.category, incidents.c.severity),
}


class SqlStore(
    SqlCases,
    SqlCorrections,
    SqlContacts,
    SqlTranscripts,
    SqlMessages,
    SqlComplaints,
    SqlScans,
    SqlNotAssessed,
    SqlIncidents,
    SqlLedgers,
    SqlVerdicts,
    SqlRedactions,
    SqlSaid,
    SqlFiles,
    SqlSearchable,
    SqlWorkers,
):
    """`audit.ports.Store` at its newest schema. Processes may share a database; writers wait for one another."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        migrate(engine)
        self.engine = engine
        self.clock = clock

    def check(self) -> None:
        found = revision_of(self.engine)
        if found != HEAD:
            code = "store.newer" if found and found > HEAD else "store.older"
            raise Refused(Problem(code, str(self.engine.url), {"found": found, "known": HEAD}))

    def totals(self) -> Totals:
        by_state = select(contacts.c.state, func.count()).group_by(contacts.c.state)
        holding = select(incidents.c.severity, func.count()).where(incidents.c.status != SUPERSEDED)
        with reading(self.engine) as connection:
            states = {State(state): count for state, count in connection.execute(by_state)}
            severities: dict[int, int] = dict(map(tuple, connection.execute(holding.group_by(incidents.c.severity))))
            due = connection.execute(select(func.count()).select_from(ledger_due)).scalar_one()
        return Totals(states, severities, due)

    def counts(self) -> Mapping[str, Mapping[Any, Mapping[Any, int]]]:
        with reading(self.engine) as connection:
            found = {"not_assessed": _nested(count_not_assessed(connection))}
            for name, pair in _TOTALS.items():
                asked = select(*pair, func.count()).where(pair[1].is_not(None)).group_by(*pair).order_by(*pair)
                if name == "incidents":
                    asked = asked.where(incidents.c.status != SUPERSEDED)
                found[name] = _nested(connection.execute(asked).all())
        return found


def _nested(rows: Sequence[Any]) -> dict[Any, dict[Any, int]]:
    found: dict[Any, dict[Any, int]] = {}
    for outer, inner, count in rows:
        found.setdefault(outer, {})[inner] = int(count)
    return found
