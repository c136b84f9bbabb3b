"""What came in over the public form, and its steps."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, or_, select, update

from audit.errors import Refused
from audit.intake import Intake, Kind, Sides, Stage, Step, Topic, advance
from audit.records import Complaint
from audit.scope import EVERYTHING, Scope
from audit.storable import unstorable_row
from pipelines.adapters.sql.complaints import put
from pipelines.adapters.sql.engine import among, reading, writing
from pipelines.adapters.sql.records import to_json, to_pair, to_time
from pipelines.adapters.sql.review_tables import intake_steps
from pipelines.adapters.sql.review_tables import intakes as rows
from pipelines.adapters.sql.seals import COMPLAINT, Seals, seals
from pipelines.adapters.sql.wanted import admitted


class SqlIntakes:
    """`audit.intake_ports.Intakes` in the database of a `SqlStore`, which brings the schema up."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put_intake(self, intake: Intake) -> None:
        complaint = intake.complaint
        # Asked before and not after: SQLite would keep what cannot be read again.
        if problem := unstorable_row(complaint):
            raise Refused(problem)
        micros, offset = to_pair(complaint.received_at)
        with writing(self.engine) as connection:
            known = select(rows.c.no).where(or_(rows.c.id == intake.id, rows.c.digest == intake.digest))
            if connection.scalar(known) is not None:
                raise ValueError(intake.id)
            sealed = seals(connection)
            connection.execute(
                insert(rows).values(
                    id=intake.id,
                    digest=intake.digest,
                    kind=intake.kind.value,
                    topic=intake.topic.value,
                    stage=intake.stage.value,
                    received_us=micros,
                    received_offset=offset,
                    text=sealed.seal(complaint.text, COMPLAINT),
                    body=sealed.seal(_to_body(complaint), COMPLAINT),
                    **asdict(intake.sides),
                )
            )
            for step in intake.steps:
                _put_step(connection, intake.id, step)
            if intake.complains:
                put(connection, [complaint])

    def stage_of(self, digest: str) -> Stage | None:
        with reading(self.engine) as connection:
            stage = connection.scalar(select(rows.c.stage).where(rows.c.digest == digest))
        return None if stage is None else Stage(stage)

    def intake(self, intake: str, scope: Scope = EVERYTHING) -> Intake | None:
        asked = select(rows).where(rows.c.id == intake, *admitted(rows, scope))
        with reading(self.engine) as connection:
            return next(iter(_load(connection, connection.execute(asked).all())), None)

    def intakes(
        self,
        stages: Collection[Stage] = (),
        scope: Scope = EVERYTHING,
        *,
        newest: bool = False,
        limit: int | None = None,
        after: str | None = None,
    ) -> Sequence[Intake]:
        asked = select(rows).where(*admitted(rows, scope))
        if stages:
            asked = asked.where(rows.c.stage.in_(sorted(stages)))
        if after is not None:
            last = select(rows.c.no).where(rows.c.id == after).scalar_subquery()
            asked = asked.where(rows.c.no < last if newest else rows.c.no > last)
        ordered = asked.order_by(rows.c.no.desc() if newest else rows.c.no).limit(limit)
        with reading(self.engine) as connection:
            return _load(connection, connection.execute(ordered).all())

    def intake_counts(self, scope: Scope = EVERYTHING) -> Mapping[Stage, int]:
        asked = select(rows.c.stage, func.count()).where(*admitted(rows, scope)).group_by(rows.c.stage)
        with reading(self.engine) as connection:
            return {Stage(stage): count for stage, count in connection.execute(asked)}

    def advance_intake(self, intake: str, step: Step, sides: Sides | None = None) -> Intake:
        with writing(self.engine) as connection:
            found = connection.execute(select(rows).where(rows.c.id == intake)).all()
            if not found:
                raise KeyError(intake)
            now = advance(_load(connection, found)[0], step, sides)
            stands = {"stage": now.stage.value, **asdict(now.sides)}
            connection.execute(update(rows).where(rows.c.id == intake).values(**stands))
            _put_step(connection, intake, step)
        return now


def _put_step(connection: Connection, intake: str, step: Step) -> None:
    micros, offset = to_pair(step.at)
    connection.execute(
        insert(intake_steps).values(
            intake=intake, stage=step.stage.value, by=step.by, at_us=micros, at_offset=offset, text=step.text
        )
    )


def _to_body(complaint: Complaint) -> str:
    told = {name: getattr(complaint, name) for name in ("case_id", "channel", "agency", "about")}
    return to_json({**told, "extra": dict(complaint.extra)})


def _load(connection: Connection, found: Sequence[Row[Any]]) -> list[Intake]:
    steps: dict[str, list[Step]] = {}
    of_these = among(connection, intake_steps.c.intake, [row.id for row in found])
    for row in connection.execute(select(intake_steps).where(of_these).order_by(intake_steps.c.no)):
        step = Step(Stage(row.stage), row.by, to_time(row.at_us, row.at_offset), row.text)
        steps.setdefault(row.intake, []).append(step)
    sealed = seals(connection)
    return [_to_intake(row, tuple(steps[row.id]), sealed) for row in found]


def _to_intake(row: Row[Any], steps: tuple[Step, ...], sealed: Seals) -> Intake:
    at = to_time(row.received_us, row.received_offset)
    text, body = (sealed.open(one, COMPLAINT) for one in (row.text, row.body))
    complaint = Complaint(row.id, at, text, **json.loads(body))
    sides = Sides(row.institution, row.agency, row.agent)
    return Intake(complaint, Kind(row.kind), Topic(row.topic), row.digest, steps, sides)
