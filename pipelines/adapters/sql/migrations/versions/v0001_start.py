"""Where it begins: cases, contacts with their turns, and what the packs said about them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("debtor_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="cases_pk"),
    )
    op.create_index("cases_debtor_id", "cases", ["debtor_id"])
    op.create_index("cases_institution", "cases", ["institution"])
    op.create_table(
        "contacts",
        sa.Column("no", Number, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger()),
        sa.Column("at_offset", sa.Integer(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text()),
        sa.Column("number", sa.Text()),
        sa.Column("agent_id", sa.Text()),
        sa.Column("agency", sa.Text()),
        sa.Column("answered_us", sa.BigInteger()),
        sa.Column("answered_offset", sa.Integer(), nullable=False),
        sa.Column("ended_us", sa.BigInteger()),
        sa.Column("ended_offset", sa.Integer(), nullable=False),
        sa.Column("disposition", sa.Text()),
        sa.Column("recording", sa.Text()),
        sa.Column("extra", sa.Text()),
        sa.Column("channels", sa.Text()),
        sa.Column("audio", sa.Text()),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("no", name="contacts_pk"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("contacts_case_id", "contacts", ["case_id"])
    op.create_index("contacts_state", "contacts", ["state"])
    op.create_table(
        "not_assessed_sets",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="not_assessed_sets_pk"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "packs",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="packs_pk"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("contact", Number, nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.PrimaryKeyConstraint("id", name="incidents_pk"),
    )
    op.create_index("incidents_contact", "incidents", ["contact"])
    op.create_index(
        "incidents_queue", "incidents", [sa.literal_column("severity DESC"), sa.literal_column("at_us DESC"), "id"]
    )
    op.create_table(
        "not_assessed",
        sa.Column("set", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["set"], ["not_assessed_sets.no"]),
        sa.PrimaryKeyConstraint("set", "n", name="not_assessed_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "scans",
        sa.Column("contact", Number, autoincrement=False, nullable=False),
        sa.Column("pack", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("not_assessed", sa.Integer()),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.ForeignKeyConstraint(["not_assessed"], ["not_assessed_sets.no"]),
        sa.ForeignKeyConstraint(["pack"], ["packs.no"]),
        sa.PrimaryKeyConstraint("contact", "pack", name="scans_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "transcripts",
        sa.Column("contact", Number, autoincrement=False, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("duration", sa.Double()),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.PrimaryKeyConstraint("contact", name="transcripts_pk"),
    )
    op.create_table(
        "turns",
        sa.Column("contact", Number, autoincrement=False, nullable=False),
        sa.Column("index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Double()),
        sa.Column("end", sa.Double()),
        sa.Column("words", sa.Text()),
        sa.Column("avg_logprob", sa.Double()),
        sa.Column("no_speech_prob", sa.Double()),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.PrimaryKeyConstraint("contact", "index", name="turns_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "findings",
        sa.Column("contact", Number, autoincrement=False, nullable=False),
        sa.Column("pack", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("at", sa.Double()),
        sa.Column("until", sa.Double()),
        sa.ForeignKeyConstraint(["contact", "pack"], ["scans.contact", "scans.pack"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("contact", "pack", "n", name="findings_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("findings_id", "findings", ["id"])
    op.create_index("findings_rule", "findings", ["rule"])
    op.create_table(
        "pii",
        sa.Column("contact", Number, autoincrement=False, nullable=False),
        sa.Column("pack", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contact", "pack"], ["scans.contact", "scans.pack"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("contact", "pack", "n", name="pii_pk"),
        sqlite_with_rowid=False,
    )
