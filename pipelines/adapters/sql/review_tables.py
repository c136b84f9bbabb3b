"""The tables of what people do. Most are only ever added to; times are kept as in `tables`."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, SmallInteger, Table, Text

from pipelines.adapters.sql.tables import Number, metadata


def _numbered() -> Column[int]:
    return Column("no", Number, primary_key=True, autoincrement=True)


def _who_and_when() -> tuple[Column[str], Column[int], Column[int]]:
    return (
        Column("by", Text, nullable=False),
        Column("at_us", BigInteger, nullable=False),
        Column("at_offset", Integer, nullable=False),
    )


#: Everything that was done with incidents, with where they stood afterwards. The incident may be gone by now.
incident_acts = Table(
    "incident_acts",
    metadata,
    _numbered(),
    Column("incident", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    *_who_and_when(),
    #: The rest of the act as JSON.
    Column("body", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("assignee", Text),
    Column("until_us", BigInteger),
    Column("level", SmallInteger, nullable=False),
)

plays = Table("plays", metadata, _numbered(), Column("incident", Text, nullable=False), *_who_and_when())
Index("plays_by", plays.c.by, plays.c.incident)

#: The verdict that holds for each finding, with the rule as it was then: what `verdicts` come to.
standing = Table(
    "standing",
    metadata,
    Column("finding", Text, primary_key=True),
    Column("contact", Number, ForeignKey("contacts.no"), nullable=False, index=True),
    Column("rule", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("reason", Text, nullable=False),
    *_who_and_when(),
    sqlite_with_rowid=False,
)
Index("standing_rule", standing.c.rule, standing.c.decision, standing.c.at_us)

missed = Table(
    "missed",
    metadata,
    _numbered(),
    Column("id", Text, nullable=False, unique=True),
    Column("contact", Number, ForeignKey("contacts.no"), nullable=False, index=True),
    Column("turn", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("rule", Text, nullable=False, index=True),
    *_who_and_when(),
    Column("note", Text, nullable=False),
)
