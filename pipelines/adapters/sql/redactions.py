"""What was masked in recordings, and what must wait for a person."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Row, delete, select

from audit.errors import Problem
from audit.redaction.model import Redaction, Stretch
from pipelines.adapters.sql.contacts import numbers
from pipelines.adapters.sql.engine import add_rows, reading, writing
from pipelines.adapters.sql.records import RowValues, to_json
from pipelines.adapters.sql.tables import contacts, redactions


class SqlRedactions:
    """The part of the store that keeps what was masked."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put_redaction(self, redaction: Redaction) -> None:
        with writing(self.engine) as connection:
            (no,) = numbers(connection, [redaction.contact]).values()
            connection.execute(delete(redactions).where(redactions.c.contact == no))
            add_rows(connection, redactions, [_row(no, redaction)])

    def redaction(self, key: str) -> Redaction | None:
        with reading(self.engine) as connection:
            (no,) = numbers(connection, [key]).values()
            row = connection.execute(select(redactions).where(redactions.c.contact == no)).first()
        return None if row is None else _to_redaction(row, key)

    def redactions(self, *, held: bool = False) -> Sequence[Redaction]:
        asked = select(redactions, contacts.c.key).join(contacts, contacts.c.no == redactions.c.contact)
        if held:
            asked = asked.where(redactions.c.held > 0)
        with reading(self.engine) as connection:
            rows = connection.execute(asked.order_by(redactions.c.contact)).all()
        return [_to_redaction(row, row.key) for row in rows]


def _row(no: int, made: Redaction) -> RowValues:
    reasons = [(problem.code, problem.where, dict(problem.values)) for problem in made.held]
    stretches, settings = to_json(made.stretches), to_json(dict(made.settings))
    return no, made.id, made.audio, made.masked, stretches, settings, made.hearings, len(reasons), to_json(reasons)


def _to_redaction(row: Row[Any], key: str) -> Redaction:
    return Redaction(
        contact=key,
        id=row.id,
        audio=row.audio,
        masked=row.masked,
        stretches=tuple(
            Stretch(channel, start, end, tuple(kinds)) for channel, start, end, kinds in json.loads(row.stretches)
        ),
        settings=json.loads(row.settings),
        hearings=row.hearings,
        held=tuple(Problem(*reason) for reason in json.loads(row.reasons)),
    )
