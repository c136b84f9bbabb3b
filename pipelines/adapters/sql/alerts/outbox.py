"""What was found and not looked at yet becomes alerts, in one transaction with its being looked at."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, exists, func, select

from audit.alerts.model import Alert, Event
from audit.ports import Change, Filter, Incident
from pipelines.adapters.sql.alert_tables import alert_events, alerts, looks
from pipelines.adapters.sql.alerts.rows import alert_row, load_alerts
from pipelines.adapters.sql.engine import among, reading, writing
from pipelines.adapters.sql.incidents import about_incident, complete
from pipelines.adapters.sql.records import to_micros, to_time
from pipelines.adapters.sql.review.rates import UNDECIDED
from pipelines.adapters.sql.tables import contacts, incidents
from pipelines.adapters.sql.wanted import with_cases

_SEVERITIES = (1, 2, 3, 4)


class SqlOutbox:
    """The part of the alert store that hands out what is new."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def news(self, limit: int = 200) -> Sequence[tuple[Event, Incident | None]]:
        asked = select(alert_events).order_by(alert_events.c.no).limit(limit)
        with reading(self.engine) as connection:
            found = [Event(row.no, row.incident, to_time(row.at_us, 0)) for row in connection.execute(asked)]
            known = {one.id: one for one in _load(connection, [event.incident for event in found])}
        return [(event, known.get(event.incident)) for event in found]

    def by_agent(self, at_least: int, since: datetime) -> Mapping[tuple[str | None, str], int]:
        wanted = Filter(severity_min=at_least, since=since)
        who = contacts.c.agency, contacts.c.agent_id
        # An incident's time, by which the queue's index goes, is its contact's or a later one.
        grave = incidents.c.severity.in_(_SEVERITIES[at_least - 1 :]), incidents.c.at_us >= to_micros(since)
        asked = select(*who, func.count()).select_from(with_cases(incidents))
        counted = asked.where(*grave, *about_incident(wanted), contacts.c.agent_id.is_not(None)).group_by(*who)
        with reading(self.engine) as connection:
            return {(agency, agent): count for agency, agent, count in connection.execute(counted)}

    def raise_alerts(
        self, found: Sequence[Alert], taken: Collection[int] = (), seen: Mapping[str, str] | None = None
    ) -> int:
        made = {one.id: one for one in found}
        with writing(self.engine) as connection:
            known = load_alerts(connection, made).keys()
            fresh = [alert_row(one) for key, one in made.items() if key not in known]
            if fresh:
                connection.execute(alerts.insert(), fresh)
            if taken:
                connection.execute(delete(alert_events).where(among(connection, alert_events.c.no, taken)))
            for name, body in (seen or {}).items():
                connection.execute(delete(looks).where(looks.c.name == name))
                connection.execute(looks.insert().values(name=name, body=body))
        return len(fresh)

    def look(self, name: str) -> str | None:
        with reading(self.engine) as connection:
            return connection.scalar(select(looks.c.body).where(looks.c.name == name))

    def undecided(self, rule: str, at_least: int, before: datetime, limit: int = 200) -> Sequence[Incident]:
        known = exists().where(alerts.c.rule == rule, alerts.c.subject == incidents.c.id)
        asked = (
            select(incidents.c.id)
            .where(
                incidents.c.status.in_(UNDECIDED),
                incidents.c.waiting == 0,
                incidents.c.severity >= at_least,
                incidents.c.opened_us <= to_micros(before),
                ~known,
            )
            .order_by(incidents.c.opened_us, incidents.c.id)
            .limit(limit)
        )
        with reading(self.engine) as connection:
            return _load(connection, connection.scalars(asked).all())

    def newest_change(self) -> Change | None:
        asked = select(contacts.c.revision, contacts.c.no, contacts.c.key).where(contacts.c.revision.is_not(None))
        with reading(self.engine) as connection:
            row = connection.execute(asked.order_by(contacts.c.revision.desc(), contacts.c.no.desc()).limit(1)).first()
        return None if row is None else Change(*row)


def _load(connection: Connection, ids: Sequence[str]) -> list[Incident]:
    """In the order asked, as far as they are there and proven."""
    rows = connection.execute(select(incidents).where(among(connection, incidents.c.id, ids))).all() if ids else ()
    known = {one.id: one for one in complete(connection, rows)}
    return [known[key] for key in dict.fromkeys(ids) if key in known]
