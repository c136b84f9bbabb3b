"""The tables of what is held, what is to be deleted, and what was."""

from collections.abc import Collection

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, SmallInteger, Table, Text, select

from audit.records import Channel
from pipelines.adapters.sql.engine import among
from pipelines.adapters.sql.review_tables import numbered, who_and_when
from pipelines.adapters.sql.tables import metadata

#: Never deleted; one that was lifted stays on record.
holds = Table(
    "holds",
    metadata,
    numbered(),
    Column("id", Text, nullable=False, unique=True),
    Column("side", Text, nullable=False),
    Column("of", Text, nullable=False),
    #: Of the debtor or the case; NULL for a contact of no known case.
    Column("institution", Text),
    Column("reason", Text, nullable=False),
    *who_and_when(),
    #: Empty while it stands.
    Column("lifted_by", Text, nullable=False),
    Column("lifted_us", BigInteger),
    Column("lifted_offset", Integer, nullable=False),
    Column("lifted_why", Text, nullable=False),
)
Index("holds_of", holds.c.side, holds.c.of)

retention_requests = Table(
    "retention_requests",
    metadata,
    numbered(),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    *who_and_when(),
    Column("settled_by", Text, nullable=False),
    Column("settled_us", BigInteger),
    Column("settled_offset", Integer, nullable=False),
    Column("deleted", Integer, nullable=False),
    #: Years, cutoff, scope, why, what was due and held, and the note of who ruled on it, as JSON.
    Column("body", Text, nullable=False),
)

#: Only ever added to, but for what has still to be swept. No personal data.
tombstones = Table(
    "tombstones",
    metadata,
    numbered(),
    Column("kind", Text, nullable=False),
    Column("of", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("request", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("digest", Text, nullable=False),
    #: The number and the revision that a contact had: neither is given again.
    Column("number", BigInteger, index=True),
    Column("revision", BigInteger, index=True),
    #: 1 until it is gone from the index and the blobs, too.
    Column("left", SmallInteger, nullable=False),
    #: [hash, …] of what is to be swept out of the blobs.
    Column("blobs", Text, nullable=False),
)
Index("tombstones_of", tombstones.c.of)
_LEFT = tombstones.c.left == 1
Index("tombstones_left", tombstones.c.no, sqlite_where=_LEFT, postgresql_where=_LEFT)

#: Those of contacts that are gone as a whole.
OF_CONTACTS = tombstones.c.kind.in_([channel.value for channel in Channel])

#: When something was last done in cases of which contacts are gone: their period goes on from there.
past_activity = Table(
    "past_activity",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("at_us", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)


def buried(connection: Connection, keys: Collection[str]) -> frozenset[str]:
    """Those of the contacts with these keys that were deleted."""
    # Mostly there are none at all, which costs one look for a whole import.
    if connection.scalar(select(tombstones.c.no).limit(1)) is None:
        return frozenset()
    return frozenset(
        connection.scalars(select(tombstones.c.of).where(OF_CONTACTS, among(connection, tombstones.c.of, keys)))
    )
