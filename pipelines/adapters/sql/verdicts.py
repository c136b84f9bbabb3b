"""What people decided about findings, and which of it holds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select

from audit.review import Decision, Verdict, standing
from pipelines.adapters.sql.contacts import numbers
from pipelines.adapters.sql.engine import add_rows, among, reading, writing
from pipelines.adapters.sql.offering import offer_rejections
from pipelines.adapters.sql.records import to_pair, to_time
from pipelines.adapters.sql.review_tables import standing as holding
from pipelines.adapters.sql.tables import contacts, findings, ledger_findings, verdicts


class SqlVerdicts:
    """The part of the store that keeps verdicts."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put_verdicts(self, given: Sequence[Verdict]) -> None:
        with writing(self.engine) as connection:
            add_verdicts(connection, given)

    def verdicts(self, of: Iterable[str] | None = None) -> Sequence[Verdict]:
        asked = select(verdicts, contacts.c.key).join(contacts, contacts.c.no == verdicts.c.contact)
        with reading(self.engine) as connection:
            if of is not None:
                asked = asked.where(among(connection, contacts.c.key, of))
            return [_to_verdict(row) for row in connection.execute(asked.order_by(verdicts.c.no))]


def add_verdicts(connection: Connection, given: Sequence[Verdict]) -> None:
    """Nothing is changed but what holds now. Raises KeyError for unknown contacts."""
    if not given:
        return
    nos = numbers(connection, (verdict.contact for verdict in given))
    rows = []
    for verdict in given:
        micros, offset = to_pair(verdict.at)
        rows.append(
            {
                "finding": verdict.finding,
                "contact": nos[verdict.contact],
                "decision": verdict.decision.value,
                "reason": verdict.reason,
                "by": verdict.by,
                "at_us": micros,
                "at_offset": offset,
                "note": verdict.note,
            }
        )
    connection.execute(insert(verdicts), rows)
    about = list(dict.fromkeys(verdict.finding for verdict in given))
    offer_rejections(connection, about, _settle(connection, about))


def judged(connection: Connection, of: Sequence[str]) -> set[str]:
    """Those of the findings on which a verdict holds."""
    return set(connection.scalars(select(holding.c.finding).where(among(connection, holding.c.finding, of))))


def held(connection: Connection, of: Iterable[str]) -> list[Verdict]:
    """The verdicts that hold on these findings, without their notes."""
    asked = select(holding, contacts.c.key).join(contacts, contacts.c.no == holding.c.contact)
    rows = connection.execute(asked.where(among(connection, holding.c.finding, of)).order_by(holding.c.finding))
    return [
        Verdict(row.finding, row.key, Decision(row.decision), row.reason, row.by, to_time(row.at_us, row.at_offset))
        for row in rows
    ]


def _settle(connection: Connection, of: Sequence[str]) -> Mapping[str, Verdict]:
    asked = select(verdicts, contacts.c.key).join(contacts, contacts.c.no == verdicts.c.contact)
    rows = connection.execute(asked.where(among(connection, verdicts.c.finding, of)).order_by(verdicts.c.no)).all()
    nos = {row.finding: row.contact for row in rows}
    rules = _rules(connection, of)
    now = standing(map(_to_verdict, rows))
    connection.execute(delete(holding).where(among(connection, holding.c.finding, of)))
    add_rows(
        connection,
        holding,
        [
            (key, nos[key], rules.get(key, ""), one.decision.value, one.reason, one.by, *to_pair(one.at))
            for key, one in now.items()
        ],
    )
    return now


def _rules(connection: Connection, of: Sequence[str]) -> dict[str, str]:
    """Of each finding the rule that found it, also where it is gone and only a verdict remembers it."""
    found: dict[str, str] = {}
    for table, key in (
        (holding, holding.c.finding),
        (ledger_findings, ledger_findings.c.id),
        (findings, findings.c.id),
    ):
        found |= dict(connection.execute(select(key, table.c.rule).where(among(connection, key, of))).all())
    return found


def _to_verdict(row: Row[Any]) -> Verdict:
    at = to_time(row.at_us, row.at_offset)
    return Verdict(row.finding, row.key, Decision(row.decision), row.reason, row.by, at, row.note)
