"""The ledger of each debtor: what is due, what was found and superseded, and the signs that ledgers remember."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "signs",
        sa.Column("contact", Number, nullable=False),
        sa.Column("pack", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contact", "pack"], ["scans.contact", "scans.pack"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("contact", "pack", "n", name="signs_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_due",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="ledger_due_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledgers",
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("debtor_id", sa.Text(), nullable=False),
        sa.Column("contact", Number, nullable=False),
        sa.Column("pack", sa.Integer(), nullable=False),
        sa.Column("not_assessed", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.ForeignKeyConstraint(["pack"], ["packs.no"]),
        sa.ForeignKeyConstraint(["not_assessed"], ["not_assessed_sets.no"]),
        sa.PrimaryKeyConstraint("institution", "debtor_id", name="ledgers_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_findings",
        sa.Column("no", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("debtor_id", sa.Text(), nullable=False),
        sa.Column("contact", Number, nullable=False),
        sa.Column("pack", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("superseded", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.ForeignKeyConstraint(["pack"], ["packs.no"]),
        sa.PrimaryKeyConstraint("no", name="ledger_findings_pk"),
    )
    op.create_index("ledger_findings_id", "ledger_findings", ["id"])
    op.create_index("ledger_findings_institution", "ledger_findings", ["institution", "debtor_id"])
    op.add_column("incidents", sa.Column("ledger", sa.SmallInteger(), nullable=False, server_default="0"))
