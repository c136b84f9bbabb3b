"""What samples are drawn from, and what was decided on the part of it that was found."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, func, select

from audit.ports import Filter
from audit.recall import Hits
from audit.records import State
from audit.review import Decision
from audit.sampling import FrameQuery, Member
from pipelines.adapters.sql.engine import reading
from pipelines.adapters.sql.incidents import accused_keys
from pipelines.adapters.sql.review_tables import standing
from pipelines.adapters.sql.tables import cases, contacts, findings
from pipelines.adapters.sql.wanted import about_contact, inside

_SCANNED = (State.SCANNED.value, State.INDEXED.value)


class SqlFrames:
    """The part of the review store that knows what a sample may be drawn from."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def frame(self, query: FrameQuery) -> Sequence[Member]:
        gravest = select(func.max(findings.c.severity)).where(findings.c.contact == contacts.c.no).scalar_subquery()
        asked = (
            select(
                contacts.c.key, contacts.c.agency, contacts.c.agent_id, contacts.c.channel, cases.c.institution, gravest
            )
            .select_from(contacts.outerjoin(cases, cases.c.id == contacts.c.case_id))
            .where(*_in_frame(query))
        )
        with reading(self.engine) as connection:
            hit = accused_keys(connection) if query.unhit else frozenset()
            rows = connection.execute(asked).all()
        members = (
            Member(key, agency or "", agent or "", channel, institution or "", severity or 0)
            for key, agency, agent, channel, institution, severity in rows
            if key not in hit
        )
        return sorted(members, key=lambda one: one.key)

    def hits(self, query: FrameQuery) -> Hits:
        frame = (
            select(contacts.c.key)
            .select_from(contacts.outerjoin(cases, cases.c.id == contacts.c.case_id))
            .where(*_in_frame(query))
        )
        decided = (
            select(contacts.c.key, standing.c.decision)
            .join(contacts, contacts.c.no == standing.c.contact)
            .where(standing.c.decision.in_((Decision.TRUE.value, Decision.FALSE.value)))
        )
        with reading(self.engine) as connection:
            found = accused_keys(connection).intersection(connection.scalars(frame))
            said: dict[str, set[str]] = {}
            for key, decision in connection.execute(decided.distinct()):
                said.setdefault(key, set()).add(decision)
        confirmed = sum(Decision.TRUE in said.get(key, ()) for key in found)
        return Hits(len(found), confirmed, sum(said.get(key) == {Decision.FALSE} for key in found))


def _in_frame(query: FrameQuery) -> list[Any]:
    return [
        contacts.c.no <= query.newest,
        contacts.c.state.in_(_SCANNED),
        *about_contact(query.filter),
        *_about_findings(query.filter),
        *inside(query.scope),
    ]


def _about_findings(wanted: Filter) -> list[Any]:
    """One and the same finding has the category, the rule and the severity."""
    asked: list[Any] = []
    if wanted.category:
        asked.append(findings.c.category.in_(sorted(wanted.category)))
    if wanted.rule:
        asked.append(findings.c.rule.in_(sorted(wanted.rule)))
    if wanted.severity_min is not None:
        asked.append(findings.c.severity >= wanted.severity_min)
    if wanted.severity_max is not None:
        asked.append(findings.c.severity <= wanted.severity_max)
    return [contacts.c.no.in_(select(findings.c.contact).where(*asked))] if asked else []
