"""Proposals to change rules, and which versions of a rule found something."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Row,
    cast,
    func,
    insert,
    select,
    update,
)

from audit.errors import Problem, Refused
from audit.proposals import Proposal, Ruling, State, Trial, Version, settle
from audit.rule_ports import VersionSeen
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.sql.days import DAY, to_day
from pipelines.adapters.sql.engine import reading, writing
from pipelines.adapters.sql.records import to_json, to_pair, to_time
from pipelines.adapters.sql.review_tables import proposals as rows
from pipelines.adapters.sql.shadow import SqlShadowFigures
from pipelines.adapters.sql.tables import findings, ledger_findings
from pipelines.adapters.sql.wanted import inside, with_cases


class SqlRulebook(SqlShadowFigures):
    """`audit.rule_ports.RuleStore` in the database of a `SqlStore`, which brings the schema up."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def propose(self, proposal: Proposal) -> None:
        is_open = (rows.c.rule == proposal.rule) & (rows.c.state == State.OPEN.value)
        with writing(self.engine) as connection:
            other = connection.scalar(select(rows.c.by).where(is_open))
            if other is not None:
                raise Refused(Problem("proposal.open", proposal.rule, {"by": other}))
            at_us, at_offset = to_pair(proposal.at)
            connection.execute(
                insert(rows).values(
                    id=proposal.id,
                    rule=proposal.rule,
                    by=proposal.by,
                    at_us=at_us,
                    at_offset=at_offset,
                    body=_to_body(proposal),
                    **_settled(proposal),
                )
            )

    def settle(self, proposal: str, ruling: Ruling) -> Proposal:
        with writing(self.engine) as connection:
            row = connection.execute(select(rows).where(rows.c.id == proposal)).first()
            if row is None:
                raise KeyError(proposal)
            now = settle(_to_proposal(row), ruling)
            connection.execute(update(rows).where(rows.c.id == proposal).values(**_settled(now)))
        return now

    def proposal(self, proposal: str) -> Proposal | None:
        with reading(self.engine) as connection:
            row = connection.execute(select(rows).where(rows.c.id == proposal)).first()
        return None if row is None else _to_proposal(row)

    def proposals(
        self, rule: str | None = None, *, settled: bool = False, limit: int = 50, after: str | None = None
    ) -> Sequence[Proposal]:
        is_open = rows.c.state == State.OPEN.value
        asked = select(rows).where(~is_open if settled else is_open).order_by(rows.c.no.desc()).limit(limit)
        if rule is not None:
            asked = asked.where(rows.c.rule == rule)
        if after is not None:
            asked = asked.where(rows.c.no < select(rows.c.no).where(rows.c.id == after).scalar_subquery())
        with reading(self.engine) as connection:
            return [_to_proposal(row) for row in connection.execute(asked)]

    def open_proposals(self) -> int:
        asked = select(func.count()).select_from(rows).where(rows.c.state == State.OPEN.value)
        with reading(self.engine) as connection:
            return connection.scalar(asked) or 0

    def versions_seen(self, rule: str, scope: Scope = EVERYTHING) -> Sequence[VersionSeen]:
        with reading(self.engine) as connection:
            sources = (
                (findings, findings.c.version, findings.c.rule == rule),
                (
                    ledger_findings,
                    _version(connection),
                    (ledger_findings.c.rule == rule) & (ledger_findings.c.superseded == 0),
                ),
            )
            found = [
                row
                for table, version, of_it in sources
                for row in connection.execute(
                    select(version, func.count(table.c.contact.distinct()), func.min(DAY), func.max(DAY))
                    .select_from(with_cases(table))
                    .where(of_it, *inside(scope))
                    .group_by(version)
                )
            ]
        seen = [VersionSeen(version, count, to_day(first), to_day(last)) for version, count, first, last in found]
        return sorted(seen, key=lambda one: -one.version)


def _version(connection: Connection) -> ColumnElement[Any]:
    if connection.dialect.name == "sqlite":
        return func.json_extract(ledger_findings.c.body, "$.version", type_=Integer)
    version: ColumnElement[Any] = cast(ledger_findings.c.body, JSON)["version"].as_integer()
    return version


def _settled(proposal: Proposal) -> dict[str, object]:
    settled_us, settled_offset = to_pair(proposal.settled_at)
    return {
        "state": proposal.state.value,
        "settled_by": proposal.settled_by,
        "settled_us": settled_us,
        "settled_offset": settled_offset,
        "note": proposal.note,
    }


def _to_body(proposal: Proposal) -> str:
    given = {name: getattr(proposal, name) for name in ("text", "why")}
    parts = {name: asdict(getattr(proposal, name)) for name in ("base", "version")}
    return to_json({**given, **parts, "trial": asdict(proposal.trial) if proposal.trial else None})


def _to_proposal(row: Row[Any]) -> Proposal:
    body = json.loads(row.body)
    return Proposal(
        rule=row.rule,
        text=body["text"],
        base=Version(**body["base"]),
        version=Version(**body["version"]),
        why=body["why"],
        by=row.by,
        at=to_time(row.at_us, row.at_offset),
        trial=Trial(**body["trial"]) if body["trial"] else None,
        state=State(row.state),
        settled_by=row.settled_by,
        settled_at=None if row.settled_us is None else to_time(row.settled_us, row.settled_offset),
        note=row.note,
    )
