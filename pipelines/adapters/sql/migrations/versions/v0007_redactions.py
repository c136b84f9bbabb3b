"""Masked copies of recordings: what was masked where, and which of them wait for a person."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "redactions",
        sa.Column("contact", Number, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("audio", sa.Text(), nullable=False),
        sa.Column("masked", sa.Text(), nullable=False),
        sa.Column("stretches", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("hearings", sa.SmallInteger(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.PrimaryKeyConstraint("contact", name="redactions_pk"),
    )
    op.create_index("redactions_held", "redactions", ["held"])
