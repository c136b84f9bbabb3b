"""Two look at what was drawn, each for themselves; a look names all that is wrong, and in which turns."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "looks",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("contact", Number, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("seat", sa.SmallInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=True),
        sa.Column("at_offset", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"]),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.PrimaryKeyConstraint("plan", "contact", "by", name="looks_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("looks_by", "looks", ["by", "outcome"])
    op.create_index("looks_contact", "looks", ["contact"])
    op.add_column("drawn", sa.Column("marks", sa.Text(), nullable=False, server_default="[]"))
    _move_marks(op.get_bind())
    op.drop_column("drawn", "category")
    op.drop_column("drawn", "rule")


def _move_marks(connection: sa.Connection) -> None:
    """Whoever looked so far named one category, and no turn."""
    drawn = sa.table("drawn", *map(sa.column, ("category", "rule", "marks")))
    named = sa.select(drawn.c.category, drawn.c.rule).where(drawn.c.category != "").distinct()
    for category, rule in connection.execute(named).all():
        these = (drawn.c.category == category) & (drawn.c.rule == rule)
        marks = json.dumps([[category, rule, None]], separators=(",", ":"))
        connection.execute(sa.update(drawn).where(these).values(marks=marks))
