"""The keys of one installation and what they seal: a new one takes over row by row while work goes on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, delete

from audit.errors import Problem, Refused
from pipelines.adapters.keys import KeySource, with_new_key
from pipelines.adapters.sql.engine import writing
from pipelines.adapters.sql.key_names import take
from pipelines.adapters.sql.resealing import reseal, stale_rows
from pipelines.adapters.sql.seals import Keys
from pipelines.adapters.sql.tables import data_keys


@dataclass(frozen=True, slots=True)
class Keyring:
    engine: Engine
    source: KeySource
    #: Where the keys lie, for messages.
    where: str

    @property
    def names(self) -> Sequence[str]:
        """Of the keys that seal and sealed, the current one first."""
        return self.source.read().names

    def stale(self) -> Mapping[str, int]:
        """By table, rows that the current key does not seal: such as an older one sealed, or none."""
        return stale_rows(self.engine)

    def renew(self) -> str:
        """A new key seals from now on; its name. Raises Refused (`keys.given`) where the environment gives the keys."""
        keys = with_new_key(self.source.read())
        self.source.write(keys)
        with writing(self.engine) as connection:
            take(connection, keys, self.where)
        return keys.names[0]

    def reseal(self) -> Iterator[tuple[str, int]]:
        """Every row that the current key does not seal, as `pipelines.adapters.sql.resealing.reseal` says."""
        return reseal(self.engine)

    def forget(self) -> Sequence[str]:
        """The keys that nothing needs any more, which were given up; backups of before need them still.

        Raises Refused (`keys.needed`) while rows are sealed by them.
        """
        if stale := self.stale():
            raise Refused(Problem("keys.needed", self.where, {"rows": sum(stale.values())}))
        keys = self.source.read()
        kept, gone = keys.data[:1], keys.names[1:]
        self.source.write(Keys(keys.index, kept))
        with writing(self.engine) as connection:
            connection.execute(delete(data_keys).where(data_keys.c.name.in_(gone)))
        return gone
