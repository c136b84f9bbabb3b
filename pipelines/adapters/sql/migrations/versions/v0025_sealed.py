"""Names and numbers are sealed; a blind index finds numbers; corrections of cases are kept. Rows are sealed by `fairdial keys rotate`."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0023"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("contacts", sa.Column("number_index", sa.Text(), nullable=True))
    op.create_table(
        "data_keys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="data_keys_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_corrections",
        sa.Column("no", Number, nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("at_offset", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="case_corrections_pk"),
    )
    op.create_index("case_corrections_case_id", "case_corrections", ["case_id"])
