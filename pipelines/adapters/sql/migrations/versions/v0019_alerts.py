"""Alerts: the outbox that is written with incidents, what was raised, told and delivered, and the rules of the console."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What was found before is not alerted any more: people have it in their queue."""
    op.create_table(
        "alert_events",
        sa.Column("no", Number, nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="alert_events_pk"),
    )
    _alerts()
    _notices()
    op.create_table(
        "alert_looks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="alert_looks_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "alert_books",
        sa.Column("no", Number, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("at_offset", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="alert_books_pk"),
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("no", Number, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("deadline_us", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("told_us", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("pushed", sa.SmallInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("acknowledged_us", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="alerts_pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("alerts_subject", "alerts", ["rule", "subject"], unique=True)
    op.create_index("alerts_about", "alerts", ["subject"])
    op.create_index("alerts_state", "alerts", ["state", "notice", "level"])


def _notices() -> None:
    op.create_table(
        "alert_notices",
        sa.Column("no", Number, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="alert_notices_pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("alert_notices_at_us", "alert_notices", ["at_us"])
    op.create_table(
        "alert_deliveries",
        sa.Column("no", Number, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_us", sa.BigInteger(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("sent_us", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["notice"], ["alert_notices.id"]),
        sa.PrimaryKeyConstraint("no", name="alert_deliveries_pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("alert_deliveries_notice", "alert_deliveries", ["notice"])
    op.create_index("alert_deliveries_due", "alert_deliveries", ["state", "target", "next_us"])
