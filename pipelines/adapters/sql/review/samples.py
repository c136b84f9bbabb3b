"""Sampling plans and what was drawn by them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, insert, select, update

from audit.ports import Filter
from audit.records import State
from audit.sampling import FrameQuery, Member, Method, Plan
from pipelines.adapters.sql.contacts import numbers
from pipelines.adapters.sql.engine import add_rows, reading, writing
from pipelines.adapters.sql.incidents import accused_keys
from pipelines.adapters.sql.records import to_json, to_micros
from pipelines.adapters.sql.review_tables import drawn as chosen
from pipelines.adapters.sql.review_tables import plans
from pipelines.adapters.sql.tables import cases, contacts, findings
from pipelines.adapters.sql.wanted import about_contact

_SCANNED = (State.SCANNED.value, State.INDEXED.value)


class SqlSamples:
    """The part of the review store that keeps samples."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def frame(self, query: FrameQuery) -> Sequence[Member]:
        gravest = select(func.max(findings.c.severity)).where(findings.c.contact == contacts.c.no).scalar_subquery()
        asked = (
            select(
                contacts.c.key, contacts.c.agency, contacts.c.agent_id, contacts.c.channel, cases.c.institution, gravest
            )
            .select_from(contacts.outerjoin(cases, cases.c.id == contacts.c.case_id))
            .where(contacts.c.no <= query.newest, contacts.c.state.in_(_SCANNED), *about_contact(query.filter))
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

    def put_plan(self, plan: Plan, drawn: Sequence[str]) -> None:
        with writing(self.engine) as connection:
            if connection.scalar(select(plans.c.no).where(plans.c.id == plan.id)) is not None:
                return
            nos = numbers(connection, drawn)
            connection.execute(insert(plans).values(id=plan.id, body=_to_body(plan)))
            rows = [(plan.id, place, nos[key], "", None, None) for place, key in enumerate(drawn)]
            add_rows(connection, chosen, rows)

    def plans(self) -> Sequence[Plan]:
        with reading(self.engine) as connection:
            bodies = connection.scalars(select(plans.c.body).order_by(plans.c.no.desc())).all()
        return [_from_body(body) for body in bodies]

    def drawn(self, plan: str) -> Mapping[str, str]:
        asked = select(contacts.c.key, chosen.c.outcome).join(contacts, contacts.c.no == chosen.c.contact)
        with reading(self.engine) as connection:
            if connection.scalar(select(plans.c.no).where(plans.c.id == plan)) is None:
                raise KeyError(plan)
            return dict(connection.execute(asked.where(chosen.c.plan == plan).order_by(chosen.c.place)).all())

    def mark_drawn(self, plan: str, contact: str, outcome: str, by: str, at: datetime) -> None:
        with writing(self.engine) as connection:
            (no,) = numbers(connection, [contact]).values()
            of_it = (chosen.c.plan == plan) & (chosen.c.contact == no)
            marked = update(chosen).where(of_it).values(outcome=outcome, by=by, at_us=to_micros(at))
            if connection.execute(marked).rowcount == 0:
                raise KeyError(contact)


def _to_body(plan: Plan) -> str:
    asked = plan.query.filter
    wanted = {
        one.name: _plain(value)
        for one in fields(asked)
        if (value := getattr(asked, one.name)) not in (None, False, frozenset())
    }
    values = {one.name: getattr(plan, one.name) for one in fields(plan) if one.name not in ("query", "at")}
    query = {"newest": plan.query.newest, "unhit": plan.query.unhit, "filter": wanted}
    return to_json({**values, "query": query, "at": plan.at.isoformat()})


def _from_body(body: str) -> Plan:
    values: dict[str, Any] = json.loads(body)
    query = values.pop("query")
    asked: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, list) else value for name, value in query["filter"].items()
    }
    asked |= {name: datetime.fromisoformat(asked[name]) for name in ("since", "until") if name in asked}
    values |= {
        "query": FrameQuery(query["newest"], Filter(**asked), query["unhit"]),
        "at": datetime.fromisoformat(values["at"]),
        "method": Method(values["method"]),
        "strata": tuple(values["strata"]),
    }
    return Plan(**values)


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, datetime) else value
