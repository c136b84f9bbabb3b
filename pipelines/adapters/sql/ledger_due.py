"""Which cases have news for their debtors' ledgers."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, delete, literal, select, true
from sqlalchemy.dialects import postgresql, sqlite

from pipelines.adapters.sql.engine import given
from pipelines.adapters.sql.tables import ledger_due

Marks = Sequence[tuple[str, int]]


def mark_due(connection: Connection, cases: Iterable[str | None]) -> None:
    """Mark them once more each; contacts without a case are in nobody's ledger."""
    marked = select(given(connection, ledger_due.c.case_id.type, set(filter(None, cases))), literal(1)).where(true())
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(ledger_due).from_select(["case_id", "marks"], marked)
    again = {"marks": ledger_due.c.marks + 1}
    connection.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=again))


def forget_due(connection: Connection, marks: Iterable[Marks]) -> None:
    """What was marked again in the meantime stays."""
    done = [{"case": case, "seen": seen} for of_one in marks for case, seen in of_one]
    if done:
        same = (ledger_due.c.case_id == bindparam("case")) & (ledger_due.c.marks == bindparam("seen"))
        connection.execute(delete(ledger_due).where(same), done)
