"""What rules in shadow found in contacts, beside the scan that they came with."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from audit.shadow import ShadowScan
from pipelines.adapters.sql.engine import add_rows, among
from pipelines.adapters.sql.tables import scans, shadow_findings, shadow_packs, shadow_rules


def put_shadow(connection: Connection, said: ShadowScan, nos: Mapping[str, int], pack: int) -> None:
    """`pack` is the number of the one that judged these contacts just now."""
    shadow = _number(connection, said)
    _forget(connection, list(nos.values()))
    mine = (scans.c.contact == bindparam("no")) & (scans.c.pack == pack)
    connection.execute(update(scans).where(mine).values(shadow=shadow), [{"no": no} for no in nos.values()])
    found = ((nos[key], n, one) for key, own in said.found.items() for n, one in enumerate(own))
    rows = [(no, pack, n, one.rule, one.turn, one.start, one.end) for no, n, one in found]
    add_rows(connection, shadow_findings, rows)


def _number(connection: Connection, said: ShadowScan) -> int:
    """Of these rules together, given now if they are new."""
    known = connection.scalar(select(shadow_packs.c.no).where(shadow_packs.c.name == said.pack))
    if known is None:
        made = insert(shadow_packs).values(name=said.pack).returning(shadow_packs.c.no)
        known = connection.execute(made).scalar_one()
        add_rows(connection, shadow_rules, [(known, rule, digest) for rule, digest in sorted(said.rules.items())])
    return int(known)


def _forget(connection: Connection, nos: Sequence[int]) -> None:
    """Scans before this one were looked at by rules in shadow, too: each contact counts once."""
    before = scans.c.shadow.is_not(None) & among(connection, scans.c.contact, nos)
    if connection.scalar(select(scans.c.contact).where(before).limit(1)) is not None:
        connection.execute(update(scans).where(before).values(shadow=None))
        connection.execute(delete(shadow_findings).where(among(connection, shadow_findings.c.contact, nos)))
