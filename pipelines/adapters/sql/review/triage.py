"""Acts of people on incidents. An act locks its incident only: nobody waits for an import, and a claim has one winner."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select

from audit.bulk import Alike, faults
from audit.deciding import decided, last_decision, withdrawn
from audit.errors import Problem, Refused
from audit.ports import Incident
from audit.review import Verdict
from audit.triage import LEASE, Act, ActKind, Work, take
from pipelines.adapters.sql.engine import among, reading, writing
from pipelines.adapters.sql.incident_acts import acts_of, put_act
from pipelines.adapters.sql.incident_rows import to_work
from pipelines.adapters.sql.incidents import complete
from pipelines.adapters.sql.records import to_pair
from pipelines.adapters.sql.review_tables import plays
from pipelines.adapters.sql.tables import incidents
from pipelines.adapters.sql.verdicts import add_verdicts, judged


class SqlTriage:
    """The part of the review store that knows who does what."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def act(self, act: Act) -> Work:
        with self.engine.begin() as connection:
            return perform(connection, act)

    def act_on_all(self, acts: Sequence[Act]) -> None:
        if not acts:
            return
        by = acts[0].by
        with writing(self.engine) as connection:
            ids = sorted({act.incident for act in acts})
            rows = _locked(connection, ids)
            if unknown := set(ids) - {row.id for row in rows}:
                raise Refused(Problem("incident.unknown", key) for key in sorted(unknown))
            now = acts[0].at
            chosen = [Alike(row.id, row.rule, row.agent, to_work(row).at(now)) for row in rows]
            if problems := faults(chosen, by, _played(connection, by, ids)):
                raise Refused(problems)
            for act in acts:
                perform(connection, Act(act.incident, ActKind.CLAIM, by, act.at, until=act.at + LEASE))
                perform(connection, act)

    def work(self, incident: str) -> Work:
        with reading(self.engine) as connection:
            row = connection.execute(select(incidents).where(incidents.c.id == incident)).first()
        if row is None:
            raise Refused(Problem("incident.unknown", incident))
        return to_work(row)

    def history(self, incident: str) -> Sequence[Act]:
        with reading(self.engine) as connection:
            return acts_of(connection, incident)

    def played(self, incident: str, by: str, at: datetime) -> None:
        micros, offset = to_pair(at)
        with self.engine.begin() as connection:
            connection.execute(insert(plays).values(incident=incident, by=by, at_us=micros, at_offset=offset))

    def plays(self, by: str, incidents: Sequence[str]) -> frozenset[str]:
        with reading(self.engine) as connection:
            return _played(connection, by, incidents)


def perform(connection: Connection, act: Act) -> Work:
    """One act on one incident, whose row stays locked until the transaction ends."""
    rows = _locked(connection, [act.incident])
    if not rows:
        raise Refused(Problem("incident.unknown", act.incident))
    verdicts: tuple[Verdict, ...] = ()
    whole, undone = True, None
    if act.kind is ActKind.DECIDE:
        found = whole_incident(connection, act.incident)
        act, verdicts = decided(found, act)
        whole = judged(connection, found.finding_ids).union(act.findings).issuperset(found.finding_ids)
    elif act.kind is ActKind.UNDO and (undone := last_decision(acts_of(connection, act.incident))):
        act, verdicts = withdrawn(undone, act, whole_incident(connection, act.incident).contact.key)
    work = take(to_work(rows[0]), act, whole=whole, undone=undone)
    add_verdicts(connection, verdicts)
    put_act(connection, act, work)
    return work


def _locked(connection: Connection, ids: Sequence[str]) -> Sequence[Row[Any]]:
    """In the order of ids, so that no two wait for one another. SQLite locks the whole database anyway."""
    asked = select(incidents).where(among(connection, incidents.c.id, ids)).order_by(incidents.c.id)
    return connection.execute(asked.with_for_update()).all()


def whole_incident(connection: Connection, incident: str) -> Incident:
    """Raises Refused for one that is unknown, and for one that nothing proves as yet."""
    rows = connection.execute(select(incidents).where(incidents.c.id == incident)).all()
    found = next(iter(complete(connection, rows)), None)
    if found is None:
        raise Refused(Problem("review.waiting" if rows else "incident.unknown", incident))
    return found


def _played(connection: Connection, by: str, incidents: Sequence[str]) -> frozenset[str]:
    asked = select(plays.c.incident).where(plays.c.by == by, among(connection, plays.c.incident, incidents))
    return frozenset(connection.scalars(asked))
