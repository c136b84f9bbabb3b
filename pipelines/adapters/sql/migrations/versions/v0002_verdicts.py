"""What people decide about findings."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "verdicts",
        sa.Column("no", Number, autoincrement=True, nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("contact", Number, nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("at_offset", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.PrimaryKeyConstraint("no", name="verdicts_pk"),
    )
    op.create_index("verdicts_contact", "verdicts", ["contact"])
    op.create_index("verdicts_finding", "verdicts", ["finding"])
