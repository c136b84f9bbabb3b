"""What is held, what is to be deleted, and the tombstones of what was."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "holds",
        sa.Column("no", Number, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("at_offset", sa.Integer(), nullable=False),
        sa.Column("lifted_by", sa.Text(), nullable=False),
        sa.Column("lifted_us", sa.BigInteger(), nullable=True),
        sa.Column("lifted_offset", sa.Integer(), nullable=False),
        sa.Column("lifted_why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="holds_pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("holds_of", "holds", ["side", "of"])
    op.create_table(
        "retention_requests",
        sa.Column("no", Number, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("at_offset", sa.Integer(), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("settled_us", sa.BigInteger(), nullable=True),
        sa.Column("settled_offset", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="retention_requests_pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "tombstones",
        sa.Column("no", Number, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=True),
        sa.Column("left", sa.SmallInteger(), nullable=False),
        sa.Column("blobs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="tombstones_pk"),
    )
    op.create_index("tombstones_of", "tombstones", ["of"])
    op.create_index("tombstones_number", "tombstones", ["number"])
    op.create_index("tombstones_revision", "tombstones", ["revision"])
    left = sa.column("left", sa.SmallInteger()) == 1
    op.create_index("tombstones_left", "tombstones", ["no"], sqlite_where=left, postgresql_where=left)
    op.create_table(
        "past_activity",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="past_activity_pk"),
        sqlite_with_rowid=False,
    )
