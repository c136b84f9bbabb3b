"""Decided incidents of which something holds as confirmed: what may be appealed against."""

from collections.abc import Sequence

from sqlalchemy import Engine, and_, or_, select

from audit.appeals import Confirmed
from audit.review import Decision
from audit.scope import Scope
from audit.triage import Status
from pipelines.adapters.sql.engine import among, reading
from pipelines.adapters.sql.incidents import complete
from pipelines.adapters.sql.review.queue import in_scope
from pipelines.adapters.sql.review_tables import appeals as filed
from pipelines.adapters.sql.review_tables import standing
from pipelines.adapters.sql.tables import findings, incidents
from pipelines.adapters.sql.verdicts import held


class SqlConfirmed:
    """The part of the review store that knows what was confirmed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def confirmed(
        self, scope: Scope, *, incident: str | None = None, limit: int | None = None, after: str | None = None
    ) -> Sequence[Confirmed]:
        at, key = incidents.c.at_us, incidents.c.id
        asked = select(incidents).where(
            incidents.c.status == Status.DECIDED.value, incidents.c.waiting == 0, _CONFIRMED, *in_scope(scope)
        )
        if incident is not None:
            asked = asked.where(key == incident)
        if after is not None:
            last = select(at).where(key == after).scalar_subquery()
            asked = asked.where(or_(at < last, and_(at == last, key > after)))
        with reading(self.engine) as connection:
            found = complete(connection, connection.execute(asked.order_by(at.desc(), key).limit(limit)).all())
            verdicts = held(connection, [one for incident in found for one in incident.finding_ids])
            these = among(connection, filed.c.incident, [one.id for one in found])
            appealed = set(connection.scalars(select(filed.c.incident).where(these)))
        true = {one.finding: one.at for one in verdicts if one.decision is Decision.TRUE}
        return [
            Confirmed(one, max(true[key] for key in one.finding_ids if key in true), one.id in appealed)
            for one in found
        ]


_OF_CONTACT = select(findings.c.id).where(
    findings.c.contact == incidents.c.contact, findings.c.category == incidents.c.category
)
#: Whether something that is part of the incident now was confirmed.
_CONFIRMED = (
    select(standing.c.finding)
    .where(
        standing.c.contact == incidents.c.contact,
        standing.c.decision == Decision.TRUE.value,
        or_(
            and_(incidents.c.ledger == 1, standing.c.finding == incidents.c.id),
            and_(incidents.c.ledger == 0, standing.c.finding.in_(_OF_CONTACT)),
        ),
    )
    .exists()
)
