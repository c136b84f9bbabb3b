"""Corrective actions and their steps."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, insert, or_, select, update

from audit.action_ports import ActionQuery, View
from audit.actions import Action, Concern, Proof, State, Step, advance
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.sql.engine import among, reading, writing
from pipelines.adapters.sql.occurrences import SqlOccurrences
from pipelines.adapters.sql.records import to_json, to_micros, to_pair, to_time
from pipelines.adapters.sql.review_tables import corrective_actions as rows
from pipelines.adapters.sql.review_tables import corrective_incidents, corrective_steps
from pipelines.adapters.sql.wanted import admitted


class SqlActions(SqlOccurrences):
    """`audit.action_ports.ActionStore` in the database of a `SqlStore`, which brings the schema up."""

    def order_action(self, action: Action) -> None:
        with writing(self.engine) as connection:
            if connection.scalar(select(rows.c.no).where(rows.c.id == action.id)) is not None:
                return
            concern = action.concern
            connection.execute(
                insert(rows).values(
                    id=action.id,
                    kind=action.kind,
                    title=action.title,
                    institution=concern.institution,
                    agency=concern.agency,
                    team=concern.team,
                    agent=concern.agent,
                    owner=action.owner,
                    ordered_us=to_micros(action.ordered_at),
                    body=to_json({"rules": concern.rules, "category": concern.category}),
                    **_stands(action),
                )
            )
            of = [{"action": action.id, "incident": one, "place": at} for at, one in enumerate(action.incidents)]
            if of:
                connection.execute(insert(corrective_incidents), of)
            for step in action.steps:
                _put_step(connection, action.id, step)

    def advance_action(self, action: str, step: Step) -> Action:
        with writing(self.engine) as connection:
            found = connection.execute(select(rows).where(rows.c.id == action)).all()
            if not found:
                raise KeyError(action)
            now = advance(_load(connection, found)[0], step)
            connection.execute(update(rows).where(rows.c.id == action).values(**_stands(now)))
            _put_step(connection, action, now.steps[-1])
        return now

    def action(self, action: str, scope: Scope = EVERYTHING) -> Action | None:
        return next(iter(self._found(select(rows).where(rows.c.id == action, *admitted(rows, scope)))), None)

    def actions(
        self, wanted: ActionQuery, scope: Scope = EVERYTHING, limit: int | None = None, after: str | None = None
    ) -> Sequence[Action]:
        asked = select(rows).where(*_asked(wanted), *admitted(rows, scope)).order_by(rows.c.due, rows.c.no).limit(limit)
        if after is not None:
            due, no = (select(column).where(rows.c.id == after).scalar_subquery() for column in (rows.c.due, rows.c.no))
            asked = asked.where(or_(rows.c.due > due, and_(rows.c.due == due, rows.c.no > no)))
        return self._found(asked)

    def action_counts(self, today: date, scope: Scope = EVERYTHING) -> Mapping[View, int]:
        with reading(self.engine) as connection:
            return {
                view: connection.scalar(
                    select(func.count()).select_from(rows).where(*_of_view(view, today), *admitted(rows, scope))
                )
                or 0
                for view in View
            }

    def actions_between(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Action]:
        stepped = exists().where(
            corrective_steps.c.action == rows.c.id,
            corrective_steps.c.at_us >= to_micros(since),
            corrective_steps.c.at_us < to_micros(until),
        )
        # How it stood when the period began is what the last step before that says.
        last = (
            select(corrective_steps.c.state)
            .where(corrective_steps.c.action == rows.c.id, corrective_steps.c.at_us < to_micros(since))
            .order_by(corrective_steps.c.no.desc())
            .limit(1)
            .scalar_subquery()
        )
        pending = last.in_((State.OPEN.value, State.DONE.value))
        asked = select(rows).where(rows.c.ordered_us < to_micros(until), or_(stepped, pending), *admitted(rows, scope))
        return self._found(asked.order_by(rows.c.no))

    def owners(self, scope: Scope = EVERYTHING) -> Sequence[str]:
        asked = select(rows.c.owner).where(*admitted(rows, scope)).distinct()
        with reading(self.engine) as connection:
            return sorted(connection.scalars(asked))

    def _found(self, asked: Select[Any]) -> list[Action]:
        with reading(self.engine) as connection:
            return _load(connection, connection.execute(asked).all())


def _asked(wanted: ActionQuery) -> list[ColumnElement[bool]]:
    found = list(_of_view(wanted.view, wanted.today)) if wanted.view else []
    if wanted.agency:
        found.append(rows.c.agency == wanted.agency)
    if wanted.owner:
        found.append(rows.c.owner == wanted.owner)
    if wanted.incident:
        of = corrective_incidents.c
        found.append(exists().where(of.action == rows.c.id, of.incident == wanted.incident))
    return found


def _of_view(view: View, today: date) -> tuple[ColumnElement[bool], ...]:
    if view is View.OVERDUE:
        return rows.c.state == State.OPEN.value, rows.c.due < today.isoformat()
    return (rows.c.state == view.value,)


def _stands(action: Action) -> dict[str, str]:
    return {"state": action.state.value, "due": action.due.isoformat()}


def _put_step(connection: Connection, action: str, step: Step) -> None:
    micros, offset = to_pair(step.at)
    connection.execute(
        insert(corrective_steps).values(
            action=action,
            state=step.state.value,
            by=step.by,
            at_us=micros,
            at_offset=offset,
            text=step.text,
            due=step.due.isoformat() if step.due else None,
            proof=to_json(asdict(step.proof)) if step.proof else None,
        )
    )


def _load(connection: Connection, found: Sequence[Row[Any]]) -> list[Action]:
    ids = [row.id for row in found]
    steps: dict[str, list[Step]] = {}
    of_these = among(connection, corrective_steps.c.action, ids)
    for row in connection.execute(select(corrective_steps).where(of_these).order_by(corrective_steps.c.no)):
        steps.setdefault(row.action, []).append(_to_step(row))
    incidents: dict[str, list[str]] = {}
    links = select(corrective_incidents).where(among(connection, corrective_incidents.c.action, ids))
    for row in connection.execute(links.order_by(corrective_incidents.c.place)):
        incidents.setdefault(row.action, []).append(row.incident)
    return [_to_action(row, tuple(incidents.get(row.id, ())), tuple(steps[row.id])) for row in found]


def _to_step(row: Row[Any]) -> Step:
    due = date.fromisoformat(row.due) if row.due else None
    proof = Proof(**json.loads(row.proof)) if row.proof else None
    return Step(State(row.state), row.by, to_time(row.at_us, row.at_offset), row.text, due, proof)


def _to_action(row: Row[Any], incidents: tuple[str, ...], steps: tuple[Step, ...]) -> Action:
    body = json.loads(row.body)
    concern = Concern(row.institution, row.agency, row.team, row.agent, tuple(body["rules"]), body["category"])
    return Action(row.id, row.kind, row.title, concern, row.owner, incidents, steps)
