"""Workers that share a database: signs of life, and which debtors each of them is judging."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "workers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("process", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("since_us", sa.BigInteger(), nullable=False),
        sa.Column("seen_us", sa.BigInteger(), nullable=False),
        sa.Column("feeds", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="workers_pk"),
    )
    op.create_table(
        "ledger_claims",
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("debtor_id", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["worker"], ["workers.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("institution", "debtor_id", name="ledger_claims_pk"),
    )
    op.create_index("ledger_claims_worker", "ledger_claims", ["worker"])
