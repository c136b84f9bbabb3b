"""Corrections as rows, and cases as they were corrected."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from audit.records import Case
from audit.subjects import Correction, Field, corrected
from pipelines.adapters.sql.engine import among
from pipelines.adapters.sql.records import to_time
from pipelines.adapters.sql.seals import PERSON, seals
from pipelines.adapters.sql.tables import case_corrections


def load_corrections(connection: Connection, cases: Iterable[str]) -> Sequence[Correction]:
    """In the order given."""
    opened = seals(connection).open
    of_these = among(connection, case_corrections.c.case_id, set(cases))
    return [
        Correction(
            row.case_id,
            Field(row.field),
            opened(row.before, PERSON),
            opened(row.after, PERSON),
            row.reason,
            row.by,
            to_time(row.at_us, row.at_offset),
        )
        for row in connection.execute(select(case_corrections).where(of_these).order_by(case_corrections.c.no))
    ]


def as_corrected(connection: Connection, given: Sequence[Case]) -> Sequence[Case]:
    # Mostly nobody was ever wrong, which costs one look for a whole import.
    if connection.scalar(select(case_corrections.c.no).limit(1)) is None:
        return given
    known: dict[str, list[Correction]] = {}
    for one in load_corrections(connection, (case.id for case in given)):
        known.setdefault(one.case_id, []).append(one)
    return [corrected(case, known.get(case.id, ())) for case in given]
