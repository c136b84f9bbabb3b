"""What was corrected in cases: sealed, only ever added to, and applied again to whatever comes in later."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Engine, insert

from audit.records import Case
from audit.subjects import Correction, correct
from pipelines.adapters.sql.cases import add_cases, load_cases
from pipelines.adapters.sql.corrected import load_corrections
from pipelines.adapters.sql.engine import reading, writing
from pipelines.adapters.sql.ledger_due import mark_due
from pipelines.adapters.sql.records import to_pair
from pipelines.adapters.sql.seals import PERSON, seals
from pipelines.adapters.sql.tables import case_corrections


class SqlCorrections:
    """The part of the store that corrects cases."""

    engine: Engine

    def correct_case(self, one: Correction) -> Case:
        with writing(self.engine) as connection:
            known = load_cases(connection, [one.case_id])[one.case_id]
            made, sealed = correct(known, one), seals(connection)
            at_us, at_offset = to_pair(one.at)
            connection.execute(
                insert(case_corrections).values(
                    case_id=one.case_id,
                    field=one.field.value,
                    before=sealed.seal(one.before, PERSON),
                    after=sealed.seal(one.after, PERSON),
                    reason=one.reason,
                    by=one.by,
                    at_us=at_us,
                    at_offset=at_offset,
                )
            )
            add_cases(connection, [made], replace=True)
            mark_due(connection, [one.case_id])
        return made

    def corrections(self, cases: Iterable[str]) -> Sequence[Correction]:
        with reading(self.engine) as connection:
            return load_corrections(connection, cases)
