"""Versions of transcripts, the recording that each was heard from, and what became of the files of watched folders."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("transcripts", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("transcripts", sa.Column("audio", sa.Text(), nullable=True))
    op.create_table(
        "transcript_versions",
        sa.Column("contact", Number, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("duration", sa.Double(), nullable=True),
        sa.Column("audio", sa.Text(), nullable=True),
        sa.Column("turns", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.PrimaryKeyConstraint("contact", "version", name="transcript_versions_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "watched_files",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("changed_ns", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("path", name="watched_files_pk"),
    )
