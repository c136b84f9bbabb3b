"""Which contacts have changed for those who search: each change has a number, and newer ones have higher numbers."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Select, case, func, select, update

from audit.records import State
from pipelines.adapters.sql.engine import among
from pipelines.adapters.sql.retention_tables import tombstones
from pipelines.adapters.sql.tables import contacts


def next_revision(connection: Connection) -> int:
    """Writers wait for one another, so that what is committed later has the higher number."""
    here = select(func.max(contacts.c.revision)).where(contacts.c.revision.is_not(None))
    return _newest(connection, here, select(func.max(tombstones.c.revision))) + 1


def next_number(connection: Connection) -> int:
    """For a contact that comes in: none is given twice, also where the newest were deleted."""
    return _newest(connection, select(func.max(contacts.c.no)), select(func.max(tombstones.c.number))) + 1


def _newest(connection: Connection, here: Select[Any], gone: Select[Any]) -> int:
    return max(connection.scalar(here) or 0, connection.scalar(gone) or 0)


def forget_revision(connection: Connection, nos: Collection[int]) -> None:
    """Their words are new: nothing is to be searched until they are judged."""
    connection.execute(update(contacts).where(among(connection, contacts.c.no, nos)).values(revision=None))


def find_anew(connection: Connection, cases: Collection[str]) -> None:
    """These cases went to another institution: whoever may see their contacts must be told by the index, too."""
    of_these = update(contacts).where(among(connection, contacts.c.case_id, cases), contacts.c.revision.is_not(None))
    again = case((contacts.c.state == State.INDEXED.value, State.SCANNED.value), else_=contacts.c.state)
    connection.execute(of_these.values(revision=next_revision(connection), state=again))
