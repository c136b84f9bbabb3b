"""Incidents that two people judge apart."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, exists, insert, or_, select

from audit.agreement import Pair
from audit.deciding import deciders
from audit.double import Answer, Double, Stage, acts, answered, ask, double_id, verdicts
from audit.scope import EVERYTHING, Scope
from audit.triage import Act, ActKind, Status
from pipelines.adapters.sql.engine import among, reading, writing
from pipelines.adapters.sql.incident_acts import acts_of
from pipelines.adapters.sql.incident_rows import known_rows, to_work
from pipelines.adapters.sql.records import to_json, to_pair, to_time
from pipelines.adapters.sql.review.queue import in_scope
from pipelines.adapters.sql.review.triage import perform, whole_incident
from pipelines.adapters.sql.review_tables import double_answers, doubles
from pipelines.adapters.sql.tables import incidents
from pipelines.adapters.sql.verdicts import add_verdicts


class SqlDoubles:
    """The part of the review store that keeps double reviews."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def ask_twice(self, incident: str, reviewers: tuple[str, str], by: str, at: datetime, plan: str = "") -> str:
        with writing(self.engine) as connection:
            found = whole_incident(connection, incident)
            made = Double(double_id(incident, reviewers, at), incident, found.rules, reviewers, by, at, {}, plan)
            ask(made, deciders(acts_of(connection, incident)))
            perform(connection, Act(incident, ActKind.DOUBLE, by, at, reason=Stage.ASKED))
            micros, offset = to_pair(at)
            first, second = reviewers
            row = {
                "id": made.id,
                "incident": incident,
                "first": first,
                "second": second,
                "rules": to_json(dict(made.rules)),
                "plan": plan,
            }
            connection.execute(insert(doubles).values(by=by, at_us=micros, at_offset=offset, **row))
        return made.id

    def answer_double(self, double: str, who: str, answers: Sequence[Answer], at: datetime) -> Double:
        with writing(self.engine) as connection:
            rows = connection.execute(select(doubles).where(doubles.c.id == double)).all()
            if not rows:
                raise KeyError(double)
            now = answered(_load(connection, rows)[0], who, answers)
            micros, offset = to_pair(at)
            body = to_json([astuple(answer) for answer in answers])
            connection.execute(
                insert(double_answers).values(double=double, by=who, at_us=micros, at_offset=offset, body=body)
            )
            if rows_now := known_rows(connection, [now.incident]):
                # What was said is told once both have answered, and not before.
                perform(connection, Act(now.incident, ActKind.DOUBLE, who, at, reason=now.stage))
                if now.outcome and to_work(rows_now[now.incident]).at(at).status is Status.OPEN:
                    for act in acts(now, who, at):
                        perform(connection, act)
                elif now.outcome:
                    contact = whole_incident(connection, now.incident).contact.key
                    add_verdicts(connection, verdicts(now, contact, who, at))
        return now.seen_by(who)

    def doubles(
        self,
        who: str | None = None,
        *,
        plan: str | None = None,
        unanswered: bool = False,
        scope: Scope = EVERYTHING,
        limit: int | None = None,
    ) -> Sequence[Double]:
        asked = select(doubles).order_by(doubles.c.no).limit(limit)
        if not scope.open:  # an incident that is gone lies in no scope
            asked = asked.join(incidents, incidents.c.id == doubles.c.incident).where(*in_scope(scope))
        if plan is not None:
            asked = asked.where(doubles.c.plan == plan)
        if who is not None:
            asked = asked.where(or_(doubles.c.first == who, doubles.c.second == who))
        if unanswered:
            mine = (double_answers.c.double == doubles.c.id) & (double_answers.c.by == who)
            asked = asked.where(~exists().where(mine))
        with reading(self.engine) as connection:
            found = _load(connection, connection.execute(asked).all())
        return [one if who is None else one.seen_by(who) for one in found]

    def pairs(self) -> Sequence[Pair]:
        return [pair for one in self.doubles() for pair in one.pairs]


def _load(connection: Connection, rows: Sequence[Row[Any]]) -> list[Double]:
    of_these = among(connection, double_answers.c.double, [row.id for row in rows])
    asked = select(double_answers).where(of_these).order_by(double_answers.c.at_us, double_answers.c.by)
    said: dict[str, dict[str, tuple[Answer, ...]]] = {}
    for answer in connection.execute(asked):
        said.setdefault(answer.double, {})[answer.by] = tuple(Answer(*one) for one in json.loads(answer.body))
    return [_to_double(row, said.get(row.id, {})) for row in rows]


def _to_double(row: Row[Any], said: Mapping[str, tuple[Answer, ...]]) -> Double:
    at = to_time(row.at_us, row.at_offset)
    return Double(row.id, row.incident, json.loads(row.rules), (row.first, row.second), row.by, at, said, row.plan)
