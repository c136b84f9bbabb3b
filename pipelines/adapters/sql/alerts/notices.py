"""Notices are planned by one process at a time and delivered by any."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, false, func, or_, select, true, update

from audit.alert_ports import Reach
from audit.alerts.delivery import taken
from audit.alerts.model import Alert, Reason, State
from audit.alerts.notices import Delivered, Delivery, Notice, told
from audit.alerts.plan import ON_BOARD, Board, Plan
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


class SqlNotices:
    """The part of the alert store that knows what is to be sent."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def plan(self, how: Callable[[Board], Plan], reach: Reach) -> Plan:
        with reading(self.engine) as connection:
            last, board = _last(connection), _board(connection, reach)
        made = how(board)
        if made.empty:
            return made
        # In a flood a board takes long to look at, and while it is looked at here nobody else can write.
        with writing(self.engine) as connection:
            known = _named(connection, made)
            if _last(connection) != last or any(known.get(one.id, one) != one for one in board.alerts):
                made = how(_board(connection, reach))  # others have planned or answered since
                known = _named(connection, made)
            _keep(connection, made, known, reach)
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
    counts_still = and_(alerts.c.notice == "", alerts.c.reason != Reason.RULE_GONE.value)
    unanswered = and_(alerts.c.notice != "", climbing)
    recent = select(notices).where(notices.c.at_us > to_micros(reach.since)).order_by(notices.c.no)
    return Board(
        _alerts(connection, [State.WAITING], true(), reach.chains),
        _alerts(connection, [State.SUPPRESSED], counts_still, reach.chains),
        _alerts(connection, [State.TOLD, State.SUPPRESSED], unanswered, reach.chains),
        [to_notice(row) for row in connection.execute(recent)],
    )


def _alerts(
    connection: Connection, states: Iterable[State], wanted: ColumnElement[bool], rules: Collection[str]
) -> list[Alert]:
    """The first of each rule, and of those whose rule is gone: each is a walk along an index, however many wait behind."""
    found = list[Row[Any]]()
    for of_rule in (*(alerts.c.rule == rule for rule in rules), alerts.c.rule.not_in(rules)):
        walks = (select(alerts).where(alerts.c.state == state.value, of_rule, wanted) for state in states)
        rows = [row for walk in walks for row in connection.execute(walk.order_by(alerts.c.no).limit(ON_BOARD))]
        found += sorted(rows, key=lambda row: row.no)[:ON_BOARD]
    return [to_alert(row) for row in sorted(found, key=lambda row: row.no)]


def _last(connection: Connection) -> int | None:
    """Every plan that tells somebody of something leaves a notice."""
    last: int | None = connection.scalar(select(func.max(notices.c.no)))
    return last


def _named(connection: Connection, made: Plan) -> dict[str, Alert]:
    told_of = {key for one in made.notices for key in (*one.alerts, *one.suppressed)}
    return load_alerts(connection, told_of | made.suppressed.keys())


def _keep(connection: Connection, made: Plan, known: dict[str, Alert], reach: Reach) -> None:
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
