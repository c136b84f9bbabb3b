"""Turns in bulk, for work that looks at all history: the database joins texts, which is several times as fast as rows."""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.sql.selectable import Select

from audit.ports import Said
from audit.records import Contact
from pipelines.adapters.sql.contacts import load_contacts
from pipelines.adapters.sql.engine import reading
from pipelines.adapters.sql.tables import contacts, turns

#: Between texts. A text that has it itself makes its block be read row by row.
_CUT = "\x1e"
_JOINED = {
    "sqlite": "SELECT group_concat(text, :cut), group_concat(contact) FROM (%s)",
    "postgresql": "SELECT string_agg(text, :cut ORDER BY contact, index), "
    "string_agg(contact::text, ',' ORDER BY contact, index) FROM (%s) AS said",
}


class SqlSaid:
    """The part of the store that is read from end to end."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def last(self) -> int:
        with reading(self.engine) as connection:
            return int(connection.scalar(select(func.max(contacts.c.no))) or 0)

    def said(self, first: int, past: int, speakers: frozenset[str] = frozenset()) -> Said:
        asked = select(turns.c.contact, turns.c.index, turns.c.text).where(
            turns.c.contact >= first, turns.c.contact < past
        )
        if speakers:
            asked = asked.where(turns.c.speaker.in_(sorted(speakers)))
        asked = asked.order_by(turns.c.contact, turns.c.index)
        with reading(self.engine) as connection:
            texts, numbers = _joined(connection, asked)
            if len(texts) != len(numbers):
                rows = connection.execute(asked).all()
                texts, numbers = [row.text for row in rows], [row.contact for row in rows]
        return Said(texts, numbers)

    def numbered(self, numbers: Sequence[int]) -> Sequence[Contact]:
        with reading(self.engine) as connection:
            found = load_contacts(connection, numbers)
        return [found[number] for number in numbers]


def _joined(connection: Connection, asked: Select[tuple[int, int, str]]) -> tuple[list[str], list[int]]:
    inner = str(asked.compile(connection, compile_kwargs={"literal_binds": True}))
    statement = text(_JOINED[connection.dialect.name] % inner).bindparams(cut=_CUT)
    texts, numbers = connection.execute(statement).one()
    if numbers is None:
        return [], []
    return texts.split(_CUT), [int(number) for number in numbers.split(",")]
