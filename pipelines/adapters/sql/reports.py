"""Reports and their steps."""

import hashlib
import json
from collections.abc import Collection, Sequence

from sqlalchemy import Engine, func, insert, select, update

from audit.errors import Problem, Refused
from audit.reports.record import Report
from audit.reports.release import WAITING, Kept, State, Step, begin, take
from audit.reports.written import kept_values, read_kept, read_report, report_values
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.sql.engine import reading, writing
from pipelines.adapters.sql.records import to_json
from pipelines.adapters.sql.review_tables import reports as rows


class SqlReports:
    """`audit.reports.ports.ReportStore` in the database of a `SqlStore`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def keep(self, report: Report, state: State) -> Kept:
        subject = _subject(report)
        with writing(self.engine) as connection:
            waiting = [one.value for one in sorted(WAITING)]
            asked = select(rows.c.id).where(rows.c.subject == subject, rows.c.state.in_(waiting))
            if (other := connection.scalar(asked)) is not None:
                raise Refused(Problem("report.open", other))
            last = connection.scalar(select(func.max(rows.c.version)).where(rows.c.subject == subject)) or 0
            kept = begin(report, state, last + 1)
            connection.execute(
                insert(rows).values(
                    id=kept.id,
                    subject=subject,
                    version=kept.version,
                    state=kept.state.value,
                    header=to_json(kept_values(kept)),
                    body=to_json(report_values(report)),
                )
            )
        return kept

    def report(self, identity: str, scope: Scope = EVERYTHING) -> tuple[Kept, Report] | None:
        with reading(self.engine) as connection:
            row = connection.execute(select(rows).where(rows.c.id == identity)).first()
        if row is None or not scope.covers((kept := read_kept(json.loads(row.header))).scope):
            return None
        return kept, read_report(json.loads(row.body))

    def reports(
        self,
        scope: Scope = EVERYTHING,
        states: Collection[State] | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Sequence[Kept]:
        """Scopes are told apart here: there are some hundreds of reports in a life, and their headers are small."""
        asked = select(rows.c.header).order_by(rows.c.no.desc())
        if states is not None:
            asked = asked.where(rows.c.state.in_([one.value for one in sorted(states)]))
        if after is not None:
            asked = asked.where(rows.c.no < select(rows.c.no).where(rows.c.id == after).scalar_subquery())
        found: list[Kept] = []
        with reading(self.engine) as connection:
            for header in connection.scalars(asked):
                if len(found) == limit:
                    break
                if scope.covers((kept := read_kept(json.loads(header))).scope):
                    found.append(kept)
        return found

    def settle(self, now: Kept) -> Kept:
        with writing(self.engine) as connection:
            row = connection.execute(select(rows).where(rows.c.id == now.id)).first()
            if row is None:
                raise KeyError(now.id)
            before = read_kept(json.loads(row.header))
            if before.steps != now.steps[:-1]:
                raise Refused(Problem("report.step", now.id, {"now": before.state, "new": now.state}))
            changed = [now]
            if now.state is State.RELEASED:
                same = select(rows.c.header).where(rows.c.subject == row.subject, rows.c.state == State.RELEASED.value)
                step = Step(State.SUPERSEDED, now.steps[-1].by, now.steps[-1].at)
                changed += [take(read_kept(json.loads(header)), step) for header in connection.scalars(same)]
            for one in changed:
                values = {"state": one.state.value, "header": to_json(kept_values(one))}
                connection.execute(update(rows).where(rows.c.id == one.id).values(**values))
        return now


def _subject(report: Report) -> str:
    return hashlib.sha256("\x1f".join(report.subject).encode()).hexdigest()
