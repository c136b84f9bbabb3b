"""Notices are planned by one process at a time and delivered by any."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, and_, false, func, or_, select, update

from audit.alert_ports import Reach
from audit.alerts.delivery import taken
from audit.alerts.model import Alert, Reason, State
from audit.alerts.notices import Delivered, Delivery, Notice, told
from audit.alerts.plan import Board, Plan
from pipelines.adapters.sql.alert_tables import alerts, deliveries, notices
from pipelines.adapters.sql.alerts.rows import (
    change_alerts,
    delivery_row,
    load_alerts,
    notice_row,
    to_alert,
    to_delivery,
    to_notice,
)
from pipelines.adapters.sql.engine import reading, writing
from pipelines.adapters.sql.records import to_micros

#: Alerts of one rule that a plan looks at; what is more waits for the next, and holds up no other rule.
_BOARD = 500
_ANSWERABLE = (State.TOLD.value, State.SUPPRESSED.value)


class SqlNotices:
    """The part of the alert store that knows what is to be sent."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def plan(self, how: Callable[[Board], Plan], reach: Reach) -> Plan:
        with reading(self.engine) as connection:
            made = how(_board(connection, reach))
        if made.empty:
            return made
        with writing(self.engine) as connection:
            made = how(_board(connection, reach))  # others may have planned since
            _keep(connection, made, reach)
        return made

    def put_notice(self, notice: Notice) -> None:
        with writing(self.engine) as connection:
            _put(connection, notice, notice.to)

    def take(self, target: str, now: datetime) -> tuple[Delivery, Notice, Sequence[Alert]] | None:
        due = and_(
            deliveries.c.state == Delivered.QUEUED.value,
            deliveries.c.target == target,
            deliveries.c.next_us <= to_micros(now),
        )
        first = select(deliveries).where(due).order_by(deliveries.c.next_us, deliveries.c.no).limit(1)
        with writing(self.engine) as connection:
            row = connection.execute(first).first()
            if row is None:
                return None
            delivery = taken(to_delivery(row), now)
            connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(delivery_row(delivery)))
            notice = to_notice(connection.execute(select(notices).where(notices.c.id == row.notice)).one())
            known = load_alerts(connection, notice.alerts)
        return delivery, notice, [known[one] for one in notice.alerts]

    def settle(self, delivery: Delivery) -> None:
        open_still = (deliveries.c.id == delivery.id) & (deliveries.c.state != Delivered.SENT.value)
        if delivery.state is not Delivered.SENT:
            open_still &= deliveries.c.tries == delivery.tries
        with writing(self.engine) as connection:
            connection.execute(update(deliveries).where(open_still).values(delivery_row(delivery)))

    def queued(self, now: datetime) -> Sequence[str]:
        due = and_(deliveries.c.state == Delivered.QUEUED.value, deliveries.c.next_us <= to_micros(now))
        with reading(self.engine) as connection:
            return list(
                connection.scalars(select(deliveries.c.target).where(due).distinct().order_by(deliveries.c.target))
            )


def _board(connection: Connection, reach: Reach) -> Board:
    climbing = or_(
        false(), *(and_(alerts.c.rule == rule, alerts.c.level < steps) for rule, steps in reach.chains.items() if steps)
    )
    uncounted = and_(
        alerts.c.state == State.SUPPRESSED.value, alerts.c.notice == "", alerts.c.reason != Reason.RULE_GONE.value
    )
    unanswered = and_(alerts.c.state.in_(_ANSWERABLE), alerts.c.notice != "", climbing)
    recent = select(notices).where(notices.c.at_us > to_micros(reach.since)).order_by(notices.c.no)
    return Board(
        _alerts(connection, alerts.c.state == State.WAITING.value),
        _alerts(connection, uncounted),
        _alerts(connection, unanswered),
        [to_notice(row) for row in connection.execute(recent)],
    )


def _alerts(connection: Connection, wanted: ColumnElement[bool]) -> list[Alert]:
    place = func.row_number().over(partition_by=alerts.c.rule, order_by=alerts.c.no).label("place")
    ranked = select(alerts, place).where(wanted).subquery()
    asked = select(ranked).where(ranked.c.place <= _BOARD).order_by(ranked.c.no)
    return [to_alert(row) for row in connection.execute(asked)]


def _keep(connection: Connection, made: Plan, reach: Reach) -> None:
    named = {key for one in made.notices for key in (*one.alerts, *one.suppressed)} | made.suppressed.keys()
    known = load_alerts(connection, named)
    for key, reason in made.suppressed.items():
        known[key] = replace(known[key], state=State.SUPPRESSED, reason=reason.value)
    for notice in made.notices:
        _put(connection, notice, reach.addressed)
        known |= {key: told(known[key], notice) for key in (*notice.alerts, *notice.suppressed)}
    change_alerts(connection, known.values())


def _put(connection: Connection, notice: Notice, addressed: Iterable[str]) -> None:
    connection.execute(notices.insert().values(notice_row(notice)))
    rows = [
        delivery_row(
            Delivery(notice.id, target, next_at=notice.at)
            if target in addressed
            else Delivery(notice.id, target, Delivered.UNSET)
        )
        for target in dict.fromkeys(notice.to)
    ]
    if rows:
        connection.execute(deliveries.insert(), rows)
