"""What people decided about findings."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Engine, insert, select

from audit.review import Decision, Verdict
from pipelines.adapters.sql.contacts import numbers
from pipelines.adapters.sql.engine import among, reading, writing
from pipelines.adapters.sql.records import to_pair, to_time
from pipelines.adapters.sql.tables import contacts, verdicts


class SqlVerdicts:
    """The part of the store that keeps verdicts."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put_verdicts(self, given: Sequence[Verdict]) -> None:
        with writing(self.engine) as connection:
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
            if rows:
                connection.execute(insert(verdicts), rows)

    def verdicts(self, of: Iterable[str] | None = None) -> Sequence[Verdict]:
        asked = select(verdicts, contacts.c.key).join(contacts, contacts.c.no == verdicts.c.contact)
        with reading(self.engine) as connection:
            if of is not None:
                asked = asked.where(among(connection, contacts.c.key, of))
            rows = connection.execute(asked.order_by(verdicts.c.no)).all()
        return [
            Verdict(
                row.finding,
                row.key,
                Decision(row.decision),
                row.reason,
                row.by,
                to_time(row.at_us, row.at_offset),
                row.note,
            )
            for row in rows
        ]
