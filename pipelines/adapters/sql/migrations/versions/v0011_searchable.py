"""What the search index is to hold is numbered by change; what it refused is kept with the reason."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("contacts", sa.Column("revision", sa.BigInteger(), nullable=True))
    op.execute("UPDATE contacts SET revision = 1 WHERE state IN ('scanned', 'indexed')")
    numbered = sa.text("revision IS NOT NULL")
    op.create_index(
        "contacts_revision", "contacts", ["revision", "no"], sqlite_where=numbered, postgresql_where=numbered
    )
    op.create_table(
        "dead_letters",
        sa.Column("contact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.PrimaryKeyConstraint("contact", name="dead_letters_pk"),
    )
