"""Which keys a database was sealed with: their names, so that nobody seals or opens it with others."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from audit.errors import Problem, Refused
from pipelines.adapters.sql.seals import Keys, name_of
from pipelines.adapters.sql.tables import data_keys

_INDEX, _DATA = "index", "data"


def key_names(connection: Connection) -> Sequence[str]:
    """Of the keys that seal, and of the one of the index."""
    return connection.scalars(select(data_keys.c.name).order_by(data_keys.c.name)).all()


def take(connection: Connection, keys: Keys, where: str) -> None:
    """From now on these. Raises Refused (`keys.others`) where the database was sealed with a key that is not among them."""
    here = {name_of(keys.index): _INDEX, **dict.fromkeys(keys.names, _DATA)}
    known = set(key_names(connection))
    if missing := sorted(known - here.keys()):
        raise Refused(Problem("keys.others", where, {"names": " ".join(missing)}))
    if new := [{"name": name, "role": role} for name, role in here.items() if name not in known]:
        if known and any(row["role"] == _INDEX for row in new):
            raise Refused(Problem("keys.others", where, {"names": "index"}))
        connection.execute(insert(data_keys), new)
