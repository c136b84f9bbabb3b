"""What rules in shadow find with every scan, beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("scans", sa.Column("shadow", sa.Integer(), nullable=True))
    looked_at = sa.text("shadow IS NOT NULL")
    op.create_index("scans_shadow", "scans", ["shadow", "contact"], sqlite_where=looked_at, postgresql_where=looked_at)
    op.create_table(
        "shadow_packs",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="shadow_packs_pk"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "shadow_rules",
        sa.Column("pack", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["pack"], ["shadow_packs.no"]),
        sa.PrimaryKeyConstraint("pack", "rule", name="shadow_rules_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("shadow_rules_rule", "shadow_rules", ["rule", "digest"])
    op.create_table(
        "shadow_findings",
        sa.Column("contact", Number, nullable=False),
        sa.Column("pack", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contact", "pack"], ["scans.contact", "scans.pack"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("contact", "pack", "n", name="shadow_findings_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("shadow_findings_rule", "shadow_findings", ["rule"])
