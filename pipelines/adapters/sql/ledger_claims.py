"""Which worker is judging which debtors: nobody else is given them meanwhile."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Select, delete, select

from audit.findings import Account
from pipelines.adapters.sql.engine import add_rows, among
from pipelines.adapters.sql.tables import cases, ledger_claims, workers


def claim(connection: Connection, whose: Select[Any], worker: str) -> set[Account]:
    """Those of `whose` debtors that nobody else has claimed, now this worker's; none for one that was given up.

    The connection is the only one that writes.
    """
    if connection.scalar(select(workers.c.id).where(workers.c.id == worker)) is None:
        return set()
    of_others = (
        select(ledger_claims.c.worker)
        .where(ledger_claims.c.institution == cases.c.institution)
        .where(ledger_claims.c.debtor_id == cases.c.debtor_id)
        .where(ledger_claims.c.worker != worker)
    )
    mine = {Account(*row) for row in connection.execute(whose.where(~of_others.exists()))}
    add_rows(connection, ledger_claims, [(*account, worker) for account in sorted(mine)], skip_known=True)
    return mine


def release(connection: Connection, worker: str, accounts: Collection[Account]) -> set[Account]:
    """Those of the debtors that are still this worker's, and from now on nobody's."""
    debtors = among(connection, ledger_claims.c.debtor_id, {account.debtor_id for account in accounts})
    asked = select(ledger_claims.c.institution, ledger_claims.c.debtor_id)
    held = {Account(*row) for row in connection.execute(asked.where(ledger_claims.c.worker == worker, debtors))}
    connection.execute(delete(ledger_claims).where(ledger_claims.c.worker == worker, debtors))
    return held & set(accounts)
