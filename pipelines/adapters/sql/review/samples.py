"""Sampling plans, what was drawn by them, and what came of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, func, insert, select, update

from audit.errors import Problem, Refused
from audit.looks import Item, Look, Outcome, Progress
from audit.sampling import Plan
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.sql.contacts import numbers
from pipelines.adapters.sql.engine import add_rows, among, reading, writing
from pipelines.adapters.sql.records import to_micros, to_time
from pipelines.adapters.sql.review.frames import SqlFrames
from pipelines.adapters.sql.review.look_rows import to_look, to_marks
from pipelines.adapters.sql.review.plan_bodies import from_body, to_body
from pipelines.adapters.sql.review_tables import drawn as chosen
from pipelines.adapters.sql.review_tables import looks, plans
from pipelines.adapters.sql.tables import contacts
from pipelines.adapters.sql.wanted import inside, with_cases


class SqlSamples(SqlFrames):
    """The part of the review store that keeps samples."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put_plan(self, plan: Plan, drawn: Sequence[str]) -> None:
        with writing(self.engine) as connection:
            if connection.scalar(select(plans.c.no).where(plans.c.id == plan.id)) is not None:
                return
            nos = numbers(connection, drawn)
            connection.execute(insert(plans).values(id=plan.id, body=to_body(plan)))
            rows = [(plan.id, place, nos[key], "", None, None, "[]") for place, key in enumerate(drawn)]
            add_rows(connection, chosen, rows)

    def plan(self, plan: str, scope: Scope = EVERYTHING) -> Plan | None:
        asked = select(plans.c.body).where(plans.c.id == plan, *_drew_inside(scope))
        with reading(self.engine) as connection:
            body = connection.scalar(asked)
        return None if body is None else from_body(body)

    def plans(self, scope: Scope = EVERYTHING, limit: int | None = None, after: str | None = None) -> Sequence[Plan]:
        asked = select(plans.c.body).where(*_drew_inside(scope)).order_by(plans.c.no.desc()).limit(limit)
        if after is not None:
            asked = asked.where(plans.c.no < select(plans.c.no).where(plans.c.id == after).scalar_subquery())
        with reading(self.engine) as connection:
            return [from_body(body) for body in connection.scalars(asked)]

    def progress(self, of: Sequence[str], scope: Scope = EVERYTHING) -> Mapping[str, Progress]:
        counted = select(chosen.c.plan, chosen.c.outcome, func.count())
        if not scope.open:
            counted = counted.select_from(with_cases(chosen)).where(*inside(scope))
        found: dict[str, dict[str, int]] = {}
        with reading(self.engine) as connection:
            these = counted.where(among(connection, chosen.c.plan, of)).group_by(chosen.c.plan, chosen.c.outcome)
            for plan, outcome, count in connection.execute(these):
                found.setdefault(plan, {})[outcome] = count
        return {
            plan: Progress(sum(by.values()), **{one.value: by.get(one, 0) for one in Outcome})
            for plan, by in found.items()
        }

    def drawn(self, plan: str) -> Sequence[str]:
        asked = select(contacts.c.key).join(chosen, contacts.c.no == chosen.c.contact)
        with reading(self.engine) as connection:
            if connection.scalar(select(plans.c.no).where(plans.c.id == plan)) is None:
                raise KeyError(plan)
            return connection.scalars(asked.where(chosen.c.plan == plan).order_by(chosen.c.place)).all()

    def items(
        self,
        plan: str,
        scope: Scope = EVERYTHING,
        *,
        limit: int | None = None,
        first: int = 0,
        waits_for: str | None = None,
    ) -> Sequence[Item]:
        asked = (
            select(chosen, contacts.c.key)
            .select_from(with_cases(chosen))
            .where(chosen.c.plan == plan, chosen.c.place >= first, *inside(scope))
        )
        if waits_for is not None:
            asked = asked.where(chosen.c.outcome == "", _waits_for(waits_for))
        with reading(self.engine) as connection:
            return [_to_item(row) for row in connection.execute(asked.order_by(chosen.c.place).limit(limit))]

    def mark_drawn(self, plan: str, contact: str, look: Look) -> None:
        with writing(self.engine) as connection:
            (no,) = numbers(connection, [contact]).values()
            if connection.scalar(select(looks.c.by).where(looks.c.plan == plan, looks.c.contact == no).limit(1)):
                raise Refused(Problem("looks.shared", contact))
            if not mark(connection, plan, no, look):
                raise KeyError(contact)


def mark(connection: Connection, plan: str, contact: int, look: Look) -> bool:
    """What counts for a contact that was drawn; False where it was not."""
    of_it = (chosen.c.plan == plan) & (chosen.c.contact == contact)
    values = {"outcome": look.outcome.value, "marks": to_marks(look.marks)}
    marked = update(chosen).where(of_it).values(by=look.by, at_us=to_micros(look.at), **values)
    return connection.execute(marked).rowcount > 0


def _waits_for(who: str) -> ColumnElement[bool]:
    """Given to nobody, or to this person among two, who has not looked yet."""
    given = select(looks.c.by).where(looks.c.plan == chosen.c.plan, looks.c.contact == chosen.c.contact)
    return ~given.exists() | given.where(looks.c.by == who, looks.c.outcome == "").exists()


def _drew_inside(scope: Scope) -> list[ColumnElement[bool]]:
    if scope.open:
        return []
    return [
        select(chosen.c.plan)
        .select_from(with_cases(chosen))
        .where(chosen.c.plan == plans.c.id, *inside(scope))
        .exists()
    ]


def _to_item(row: Row[Any]) -> Item:
    if not row.outcome:
        return Item(row.place, row.key)
    return Item(row.place, row.key, to_look(row.outcome, row.by, to_time(row.at_us, 0), row.marks))
