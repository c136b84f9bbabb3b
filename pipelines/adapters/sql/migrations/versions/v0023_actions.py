"""Corrective actions with their proof, and complaints that come in over the public form."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "corrective_actions",
        sa.Column("no", Number, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("ordered_us", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="corrective_actions_pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("corrective_actions_owner", "corrective_actions", ["owner"])
    op.create_index("corrective_actions_ordered_us", "corrective_actions", ["ordered_us"])
    op.create_index("corrective_actions_due", "corrective_actions", ["state", "due", "no"])
    op.create_table(
        "corrective_incidents",
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action"], ["corrective_actions.id"]),
        sa.PrimaryKeyConstraint("action", "incident", name="corrective_incidents_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("corrective_incidents_incident", "corrective_incidents", ["incident"])
    op.create_table(
        "corrective_steps",
        sa.Column("no", Number, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("at_offset", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["action"], ["corrective_actions.id"]),
        sa.PrimaryKeyConstraint("no", name="corrective_steps_pk"),
    )
    op.create_index("corrective_steps_action", "corrective_steps", ["action"])
    op.create_table(
        "intakes",
        sa.Column("no", Number, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("received_us", sa.BigInteger(), nullable=False),
        sa.Column("received_offset", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="intakes_pk"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("intakes_stage", "intakes", ["stage"])
    op.create_table(
        "intake_steps",
        sa.Column("no", Number, nullable=False),
        sa.Column("intake", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("at_offset", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["intake"], ["intakes.id"]),
        sa.PrimaryKeyConstraint("no", name="intake_steps_pk"),
    )
    op.create_index("intake_steps_intake", "intake_steps", ["intake"])
