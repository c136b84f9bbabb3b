"""What was deleted here and is still in the index or among the blobs."""

from collections.abc import Sequence

from sqlalchemy import Engine, select, update

from audit.retention.classes import Kind
from audit.retention_ports import Left
from pipelines.adapters.sql.engine import among, reading, writing
from pipelines.adapters.sql.retention.burying import listed, waveform
from pipelines.adapters.sql.retention_tables import tombstones
from pipelines.adapters.sql.tables import contacts, redactions, transcript_versions, transcripts


class SqlSweeping:
    """The part of the retention store that knows what has still to be swept."""

    engine: Engine

    def left(self, limit: int = 1000) -> Sequence[Left]:
        asked = select(tombstones).where(tombstones.c.left == 1).order_by(tombstones.c.no).limit(limit)
        with reading(self.engine) as connection:
            return [
                Left(row.no, None if row.kind == Kind.RECORDING.value else row.of, listed(row.blobs))
                for row in connection.execute(asked)
            ]

    def referred(self, blobs: Sequence[str]) -> frozenset[str]:
        """A transcript whose recording was deleted still names its sound, and needs it no more."""
        found = set[str]()
        with reading(self.engine) as connection:
            heard = contacts.c.audio.is_not(None)
            for table in (transcripts, transcript_versions):
                with_sound = table.join(contacts, contacts.c.no == table.c.contact)
                for column in (table.c.audio, waveform(connection, table.c.settings)):
                    asked = select(column).select_from(with_sound).where(heard, among(connection, column, blobs))
                    found |= set(connection.scalars(asked))
            for column in (contacts.c.audio, redactions.c.masked):
                found |= set(connection.scalars(select(column).where(among(connection, column, blobs))))
        return frozenset(found)

    def swept(self, numbers: Sequence[int]) -> None:
        with writing(self.engine) as connection:
            connection.execute(update(tombstones).where(among(connection, tombstones.c.no, numbers)).values(left=0))
