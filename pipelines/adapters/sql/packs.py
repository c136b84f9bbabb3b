"""The names of packs, each kept once: what scans and ledgers are pinned to."""

from sqlalchemy import Connection, insert, select

from pipelines.adapters.sql.tables import packs


def pack_number(connection: Connection, name: str) -> int:
    """Its number, given now if the pack is new."""
    known = connection.scalar(select(packs.c.no).where(packs.c.name == name))
    if known is None:
        known = connection.execute(insert(packs).values(name=name).returning(packs.c.no)).scalar_one()
    return int(known)
