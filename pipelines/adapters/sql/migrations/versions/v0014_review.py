"""Review: the queue's order, what people do with incidents, the verdicts that hold, and how all that is checked."""

import json
from math import log2
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: Columns that the queue is asked by; those that may be unknown last.
_ADDED: tuple[sa.Column[Any], ...] = (
    sa.Column("opened_us", sa.BigInteger(), nullable=False, server_default="0"),
    sa.Column("rank", sa.Double(), nullable=False, server_default="0"),
    sa.Column("waiting", sa.SmallInteger(), nullable=False, server_default="0"),
    sa.Column("channel", sa.Text(), nullable=False, server_default=""),
    sa.Column("institution", sa.Text(), nullable=True),
    sa.Column("agency", sa.Text(), nullable=True),
    sa.Column("agent", sa.Text(), nullable=True),
    sa.Column("assignee", sa.Text(), nullable=True),
    sa.Column("until_us", sa.BigInteger(), nullable=True),
    sa.Column("level", sa.SmallInteger(), nullable=False, server_default="0"),
)
_DESCENDING = sa.text("rank DESC")


def upgrade() -> None:
    for column in _ADDED:
        op.add_column("incidents", column)
    _make_tables()
    _make_checks()
    _describe()
    _rank()
    _settle()
    op.create_index("incidents_work", "incidents", ["status", "waiting", _DESCENDING, "id"])
    op.create_index("incidents_counts", "incidents", ["status", "waiting", "institution", "agency", "agent"])
    op.create_index("incidents_assignee", "incidents", ["assignee", "status", "waiting", _DESCENDING, "id"])


def _who_and_when() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("at_offset", sa.Integer(), nullable=False),
    )


def _make_tables() -> None:
    op.create_table(
        "incident_acts",
        sa.Column("no", Number, nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        *_who_and_when(),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("until_us", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="incident_acts_pk"),
    )
    op.create_index("incident_acts_incident", "incident_acts", ["incident"])
    op.create_table(
        "plays",
        sa.Column("no", Number, nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        *_who_and_when(),
        sa.PrimaryKeyConstraint("no", name="plays_pk"),
    )
    op.create_index("plays_by", "plays", ["by", "incident"])
    op.create_table(
        "standing",
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("contact", Number, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_who_and_when(),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.PrimaryKeyConstraint("finding", name="standing_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("standing_contact", "standing", ["contact"])
    op.create_index("standing_rule", "standing", ["rule", "decision", "at_us"])
    op.create_table(
        "missed",
        sa.Column("no", Number, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("contact", Number, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        *_who_and_when(),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.PrimaryKeyConstraint("no", name="missed_pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("missed_contact", "missed", ["contact"])
    op.create_index("missed_rule", "missed", ["rule"])


def _make_checks() -> None:
    op.create_table(
        "plans",
        sa.Column("no", Number, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="plans_pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "drawn",
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("contact", Number, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("at_us", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"]),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.PrimaryKeyConstraint("plan", "place", name="drawn_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("drawn_contact", "drawn", ["plan", "contact"])
    op.create_table(
        "doubles",
        sa.Column("no", Number, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("second", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        *_who_and_when(),
        sa.PrimaryKeyConstraint("no", name="doubles_pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("doubles_incident", "doubles", ["incident"])
    op.create_table(
        "double_answers",
        sa.Column("double", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("at_offset", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["double"], ["doubles.id"]),
        sa.PrimaryKeyConstraint("double", "by", name="double_answers_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "appeals",
        sa.Column("no", Number, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("contact", Number, nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("due_us", sa.BigInteger(), nullable=False),
        sa.Column("due_offset", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.no"]),
        sa.PrimaryKeyConstraint("no", name="appeals_pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("appeals_agent", "appeals", ["agent"])
    op.create_index("appeals_stage", "appeals", ["stage"])
    op.create_table(
        "appeal_steps",
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        *_who_and_when(),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["appeal"], ["appeals.id"]),
        sa.PrimaryKeyConstraint("appeal", "stage", name="appeal_steps_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "offers",
        sa.Column("no", Number, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("at_offset", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("settled_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("no", name="offers_pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("offers_rule", "offers", ["rule", "status"])
    op.create_table(
        "saved",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.SmallInteger(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("at_offset", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="saved_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("saved_owner", "saved", ["owner"])


def _describe() -> None:
    """What is known of the contact; who was opened before today counts as opened when its contact was."""
    op.execute(
        "UPDATE incidents SET opened_us = at_us, channel = (SELECT channel FROM contacts WHERE no = contact),"
        " agency = (SELECT agency FROM contacts WHERE no = contact),"
        " agent = (SELECT agent_id FROM contacts WHERE no = contact),"
        " institution = (SELECT institution FROM contacts JOIN cases ON cases.id = case_id WHERE no = contact)"
    )


def _rank() -> None:
    """As `audit.queue.rank` had it when this was written."""
    connection = op.get_bind()
    told: dict[str, tuple[float, int]] = {}
    for row in connection.execute(sa.text("SELECT id, body FROM ledger_findings ORDER BY no")):
        body = json.loads(row.body)
        told[row.id] = (body["confidence"], body["count"])
    said = sa.text(
        "SELECT incidents.id, findings.severity, confidence FROM incidents JOIN findings"
        " ON findings.contact = incidents.contact AND findings.category = incidents.category WHERE ledger = 0"
    )
    gravest: dict[str, tuple[int, float, int]] = {}
    for row in connection.execute(said):
        severity, confidence, places = gravest.get(row.id, (0, 0.0, 0))
        gravest[row.id] = (*max((severity, confidence), (row.severity, row.confidence)), places + 1)
    told |= {key: (confidence, places) for key, (_, confidence, places) in gravest.items()}
    rows = [
        {"key": row.id, "value": _logarithm(row.severity, *told.get(row.id, (0.0, 0)), row.opened_us)}
        for row in connection.execute(sa.text("SELECT id, severity, opened_us FROM incidents"))
    ]
    if rows:
        connection.execute(sa.text("UPDATE incidents SET rank = :value WHERE id = :key"), rows)
    op.execute(
        "UPDATE incidents SET waiting = 1 WHERE ledger = 0 AND NOT EXISTS (SELECT 1 FROM findings"
        " WHERE findings.contact = incidents.contact AND findings.category = incidents.category)"
    )


def _logarithm(severity: int, confidence: float, places: int, opened_us: int) -> float:
    weighed: float = 4.0 ** (severity - 1) * max(confidence, 0.01) * max(places, 1) ** 0.5
    return log2(weighed) - opened_us / (7 * 86_400 * 1_000_000)


def _settle() -> None:
    """Of the verdicts so far the last one on each finding holds."""
    op.execute(
        'INSERT INTO standing (finding, contact, rule, decision, reason, "by", at_us, at_offset)'
        " SELECT finding, contact, COALESCE("
        " (SELECT MIN(rule) FROM findings WHERE findings.id = finding),"
        " (SELECT MIN(rule) FROM ledger_findings WHERE ledger_findings.id = finding), ''),"
        ' decision, reason, "by", at_us, at_offset FROM verdicts'
        " WHERE no IN (SELECT MAX(no) FROM verdicts GROUP BY finding)"
    )
