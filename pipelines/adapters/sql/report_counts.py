"""The single counts of reports, one question each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, exists, func, select

from audit.appeals import Outcome, Stage
from audit.quality import Grade
from audit.records import Channel, Disposition, Speaker
from audit.reports.facts import Counts, Heard
from audit.reports.protection import OF_ALL, OF_INCIDENTS
from audit.reports.record import whole
from audit.scope import Scope
from pipelines.adapters.sql.records import to_micros
from pipelines.adapters.sql.review_tables import appeal_steps, doubles
from pipelines.adapters.sql.review_tables import appeals as filed
from pipelines.adapters.sql.tables import acts, cases, contacts, incidents, packs, redactions, scans, transcripts, turns
from pipelines.adapters.sql.wanted import in_scope, inside, with_cases

Conditions = list[ColumnElement[bool]]


def bare() -> Any:
    return contacts.outerjoin(cases, cases.c.id == contacts.c.case_id)


def within(column: Column[int], since: datetime, until: datetime) -> Conditions:
    return [column >= to_micros(since), column < to_micros(until)]


def counts(connection: Connection, since: datetime, until: datetime, scope: Scope) -> Counts:
    own = [*within(contacts.c.at_us, since, until), *inside(scope)]
    worded = exists().where(turns.c.contact == contacts.c.no)
    answered = (
        contacts.c.channel == Channel.CALL.value,
        contacts.c.disposition == Disposition.CONNECTED.value,
        contacts.c.recording.is_(None),
        ~worded,
    )

    def number(table: Any, *conditions: ColumnElement[bool]) -> int:
        return connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0

    spoken = with_cases(turns)
    heard = Heard(
        number(with_cases(transcripts), *own),
        number(spoken, *own),
        number(spoken, turns.c.grade == Grade.POOR.value, *own),
        number(spoken, turns.c.grade == Grade.VOID.value, *own),
        number(spoken, turns.c.speaker == Speaker.UNKNOWN.value, *own),
    )
    of_incidents = [*within(acts.c.at_us, since, until), *in_scope(scope)]
    data = {
        verb: number(acts.join(incidents, incidents.c.id == acts.c.of), acts.c.verb == verb, *of_incidents)
        for verb in OF_INCIDENTS
    }
    data |= {"copies": number(with_cases(redactions), *own)}
    data |= {"held": number(with_cases(redactions), redactions.c.held > 0, *own)}
    if whole(scope):
        asked = select(func.count(acts.c.of.distinct())).where(*within(acts.c.at_us, since, until))
        data |= {verb: connection.scalar(asked.where(acts.c.verb == verb)) or 0 for verb in OF_ALL}
    asked_twice = doubles.join(incidents, incidents.c.id == doubles.c.incident)
    return Counts(
        timeless=number(bare(), contacts.c.at_us.is_(None), *inside(scope)),
        unrecorded=number(bare(), *answered, *own),
        heard=heard,
        packs=_by(connection, packs.c.name, with_cases(scans).join(packs, packs.c.no == scans.c.pack), own),
        models=_by(connection, transcripts.c.model, with_cases(transcripts), own),
        appeals=_appeals(connection, since, until, scope),
        doubles=number(asked_twice, *within(doubles.c.at_us, since, until), *in_scope(scope)),
        data=data,
    )


def _by(connection: Connection, name: Column[str], tables: Any, own: Conditions) -> Mapping[str, int]:
    asked = select(name, func.count()).select_from(tables).where(*own).group_by(name).order_by(name)
    return dict(connection.execute(asked).all())


def _appeals(connection: Connection, since: datetime, until: datetime, scope: Scope) -> Mapping[str, int]:
    begun, ended = appeal_steps.alias("begun"), appeal_steps.alias("ended")
    tables = (
        with_cases(filed)
        .join(begun, (begun.c.appeal == filed.c.id) & (begun.c.stage == Stage.FILED.value))
        .outerjoin(ended, (ended.c.appeal == filed.c.id) & (ended.c.stage == Stage.FINAL.value))
    )
    asked = (
        select(filed.c.stage, ended.c.outcome, func.count())
        .select_from(tables)
        .where(*within(begun.c.at_us, since, until), *inside(scope))
        .group_by(filed.c.stage, ended.c.outcome)
    )
    found = {"filed": 0, "final": 0, **{one.value: 0 for one in Outcome}}
    for stage, outcome, number in connection.execute(asked):
        found["filed"] += number
        if stage == Stage.FINAL.value:
            found["final"] += number
            found[outcome] += number
    return found
