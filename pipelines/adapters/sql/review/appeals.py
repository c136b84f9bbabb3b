"""Appeals and their steps."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from audit.appeals import Appeal, Grounds, Outcome, Stage, Step, advance, file, verdicts
from audit.errors import Problem, Refused
from audit.scope import EVERYTHING, Scope
from audit.triage import Act, ActKind
from pipelines.adapters.sql.contacts import numbers
from pipelines.adapters.sql.engine import among, reading, writing
from pipelines.adapters.sql.incident_rows import known_rows, to_work
from pipelines.adapters.sql.records import to_json, to_micros, to_pair, to_time
from pipelines.adapters.sql.review.confirmed import SqlConfirmed
from pipelines.adapters.sql.review.triage import perform, whole_incident
from pipelines.adapters.sql.review_tables import appeal_steps
from pipelines.adapters.sql.review_tables import appeals as filed
from pipelines.adapters.sql.tables import contacts
from pipelines.adapters.sql.verdicts import add_verdicts, held
from pipelines.adapters.sql.wanted import inside, with_cases


class SqlAppeals(SqlConfirmed):
    """The part of the review store that keeps appeals."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def file_appeal(self, incident: str, agent: str, step: Step, days: int) -> Appeal:
        with writing(self.engine) as connection:
            found = whole_incident(connection, incident)
            work = to_work(known_rows(connection, [incident])[incident]).at(step.at)
            appeal = file(Grounds(found, work, held(connection, found.finding_ids)), agent, step, days)
            if connection.scalar(select(filed.c.no).where(filed.c.id == appeal.id)) is not None:
                raise Refused(Problem("appeal.twice", incident))
            (no,) = numbers(connection, [appeal.contact]).values()
            due, offset = to_pair(appeal.due)
            body = to_json({"findings": appeal.findings, "deciders": appeal.deciders})
            connection.execute(
                insert(filed).values(
                    id=appeal.id,
                    incident=incident,
                    contact=no,
                    agent=agent,
                    stage=appeal.stage.value,
                    due_us=due,
                    due_offset=offset,
                    body=body,
                )
            )
            _put_step(connection, appeal)
        return appeal

    def advance_appeal(self, appeal: str, step: Step) -> Appeal:
        with writing(self.engine) as connection:
            asked = select(filed, contacts.c.key).join(contacts, contacts.c.no == filed.c.contact)
            rows = connection.execute(asked.where(filed.c.id == appeal)).all()
            if not rows:
                raise KeyError(appeal)
            now = advance(_load(connection, rows)[0], step)
            connection.execute(update(filed).where(filed.c.id == appeal).values(stage=now.stage.value))
            add_verdicts(connection, verdicts(now))
            _put_step(connection, now)
        return now

    def appeal(self, appeal: str, scope: Scope = EVERYTHING) -> Appeal | None:
        asked = select(filed, contacts.c.key).select_from(with_cases(filed)).where(filed.c.id == appeal, *inside(scope))
        with reading(self.engine) as connection:
            return next(iter(_load(connection, connection.execute(asked).all())), None)

    def appeals(  # noqa: PLR0913 - as the port has it
        self,
        stages: Collection[Stage] = (),
        agent: str | None = None,
        scope: Scope = EVERYTHING,
        *,
        newest: bool = False,
        limit: int | None = None,
        after: str | None = None,
    ) -> Sequence[Appeal]:
        asked = select(filed, contacts.c.key).select_from(with_cases(filed)).where(*inside(scope))
        if stages:
            asked = asked.where(filed.c.stage.in_(sorted(stages)))
        if agent is not None:
            asked = asked.where(filed.c.agent == agent)
        if after is not None:
            last = select(filed.c.no).where(filed.c.id == after).scalar_subquery()
            asked = asked.where(filed.c.no < last if newest else filed.c.no > last)
        ordered = asked.order_by(filed.c.no.desc() if newest else filed.c.no).limit(limit)
        with reading(self.engine) as connection:
            return _load(connection, connection.execute(ordered).all())

    def appeal_counts(self, now: datetime, scope: Scope = EVERYTHING) -> tuple[Mapping[Stage, int], int]:
        seen = select(filed.c.stage, func.count()).select_from(with_cases(filed)).where(*inside(scope))
        late = seen.where(filed.c.stage != Stage.FINAL.value, filed.c.due_us < to_micros(now))
        with reading(self.engine) as connection:
            by_stage = {Stage(stage): count for stage, count in connection.execute(seen.group_by(filed.c.stage))}
            overdue = sum(count for _, count in connection.execute(late.group_by(filed.c.stage)))
        return by_stage, overdue


def _put_step(connection: Connection, appeal: Appeal) -> None:
    step = appeal.steps[-1]
    micros, offset = to_pair(step.at)
    outcome = step.outcome.value if step.outcome else None
    connection.execute(
        insert(appeal_steps).values(
            appeal=appeal.id,
            stage=step.stage.value,
            by=step.by,
            at_us=micros,
            at_offset=offset,
            text=step.text,
            outcome=outcome,
        )
    )
    if known_rows(connection, [appeal.incident]):
        act = Act(
            appeal.incident, ActKind.APPEAL, step.by, step.at, reason=step.stage, note=step.text, decision=outcome or ""
        )
        perform(connection, act)


def _load(connection: Connection, rows: Sequence[Row[Any]]) -> list[Appeal]:
    order = list(Stage)
    steps: dict[str, list[Step]] = {}
    of_these = among(connection, appeal_steps.c.appeal, [row.id for row in rows])
    for row in connection.execute(select(appeal_steps).where(of_these)):
        outcome = Outcome(row.outcome) if row.outcome else None
        step = Step(Stage(row.stage), row.by, to_time(row.at_us, row.at_offset), row.text, outcome)
        steps.setdefault(row.appeal, []).append(step)
    return [_to_appeal(row, tuple(sorted(steps[row.id], key=lambda step: order.index(step.stage)))) for row in rows]


def _to_appeal(row: Row[Any], steps: tuple[Step, ...]) -> Appeal:
    body = json.loads(row.body)
    return Appeal(
        incident=row.incident,
        contact=row.key,
        agent=row.agent,
        findings=tuple(body["findings"]),
        deciders=tuple(body["deciders"]),
        due=to_time(row.due_us, row.due_offset),
        steps=steps,
    )
