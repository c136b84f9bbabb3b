"""Alerts as people look at them, and what people do with them."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, func, select, update

from audit.alert_ports import AlertCounts, AlertQuery, BookText
from audit.alerts.delivery import again
from audit.alerts.model import Alert, State
from audit.alerts.notices import Delivered, Delivery, Notice
from audit.errors import Problem, Refused
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.sql.alert_tables import alert_events, alerts, book_texts, deliveries, notices
from pipelines.adapters.sql.alerts.rows import change_alerts, delivery_row, to_alert, to_delivery, to_notice
from pipelines.adapters.sql.engine import reading, writing
from pipelines.adapters.sql.records import to_pair, to_time


class SqlAlertList:
    """The part of the alert store that people see."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def alerts(self, wanted: AlertQuery, limit: int = 50, after: str | None = None) -> Sequence[Alert]:
        conditions = _inside(wanted.scope)
        if wanted.states:
            conditions.append(alerts.c.state.in_(sorted(wanted.states)))
        if wanted.rule:
            conditions.append(alerts.c.rule == wanted.rule)
        with reading(self.engine) as connection:
            if after is not None:
                last = connection.scalar(select(alerts.c.no).where(alerts.c.id == after))
                if last is None:
                    raise Refused(Problem("store.page_gone", after))
                conditions.append(alerts.c.no < last)
            asked = select(alerts).where(*conditions).order_by(alerts.c.no.desc()).limit(limit)
            return [to_alert(row) for row in connection.execute(asked)]

    def alert(self, identity: str, scope: Scope = EVERYTHING) -> Alert | None:
        with reading(self.engine) as connection:
            row = connection.execute(select(alerts).where(alerts.c.id == identity, *_inside(scope))).first()
        return None if row is None else to_alert(row)

    def told(self, identity: str) -> Sequence[tuple[Notice, Sequence[Delivery]]]:
        named = select(notices).where(notices.c.body.contains(f'"{identity}"')).order_by(notices.c.no)
        with reading(self.engine) as connection:
            rule = select(alerts.c.rule).where(alerts.c.id == identity).scalar_subquery()
            found = [to_notice(row) for row in connection.execute(named.where(notices.c.rule == rule))]
            return [
                (
                    one,
                    [
                        to_delivery(row)
                        for row in connection.execute(
                            select(deliveries).where(deliveries.c.notice == one.id).order_by(deliveries.c.no)
                        )
                    ],
                )
                for one in found
            ]

    def deliveries(self, state: Delivered, limit: int = 50) -> Sequence[tuple[Notice, Delivery]]:
        asked = (
            select(deliveries).where(deliveries.c.state == state.value).order_by(deliveries.c.no.desc()).limit(limit)
        )
        with reading(self.engine) as connection:
            found = [to_delivery(row) for row in connection.execute(asked)]
            wanted = select(notices).where(notices.c.id.in_([one.notice for one in found]))
            known = {row.id: to_notice(row) for row in connection.execute(wanted)}
        return [(known[one.notice], one) for one in found]

    def change(self, identity: str, how: Callable[[Alert], Alert]) -> Alert:
        with writing(self.engine) as connection:
            row = connection.execute(select(alerts).where(alerts.c.id == identity)).first()
            if row is None:
                raise KeyError(identity)
            changed = how(to_alert(row))
            change_alerts(connection, [changed])
        return changed

    def revive(self, delivery: str, now: datetime) -> None:
        dead = (deliveries.c.id == delivery) & (deliveries.c.state == Delivered.DEAD.value)
        with writing(self.engine) as connection:
            row = connection.execute(select(deliveries).where(dead)).first()
            if row is None:
                raise KeyError(delivery)
            connection.execute(update(deliveries).where(dead).values(delivery_row(again(to_delivery(row), now))))

    def counts(self, scope: Scope = EVERYTHING) -> AlertCounts:
        by_state = select(alerts.c.state, func.count()).where(*_inside(scope)).group_by(alerts.c.state)
        sent = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        with reading(self.engine) as connection:
            return AlertCounts(
                {State(state): count for state, count in connection.execute(by_state)},
                {Delivered(state): count for state, count in connection.execute(sent)},
                connection.scalar(select(func.count()).select_from(alert_events)) or 0,
            )

    def book_text(self) -> BookText | None:
        with reading(self.engine) as connection:
            row = connection.execute(select(book_texts).order_by(book_texts.c.no.desc()).limit(1)).first()
        return None if row is None else BookText(row.text, row.by, to_time(row.at_us, row.at_offset))

    def put_book_text(self, text: BookText) -> None:
        at_us, at_offset = to_pair(text.at)
        with writing(self.engine) as connection:
            connection.execute(book_texts.insert().values(text=text.text, by=text.by, at_us=at_us, at_offset=at_offset))


def _inside(scope: Scope) -> list[ColumnElement[bool]]:
    sides = (
        (alerts.c.institution, scope.institutions),
        (alerts.c.agency, scope.agencies),
        (alerts.c.agent, scope.agents),
    )
    return [column.in_(sorted(names)) for column, names in sides if names is not None]
