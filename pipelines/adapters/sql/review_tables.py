"""The tables of what people do. Most are only ever added to; times are kept as in `tables`."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, SmallInteger, Table, Text

from pipelines.adapters.sql.tables import Number, metadata


def numbered() -> Column[int]:
    return Column("no", Number, primary_key=True, autoincrement=True)


def who_and_when() -> tuple[Column[str], Column[int], Column[int]]:
    return (
        Column("by", Text, nullable=False),
        Column("at_us", BigInteger, nullable=False),
        Column("at_offset", Integer, nullable=False),
    )


#: Everything that was done with incidents, with where they stood afterwards. The incident may be gone by now.
incident_acts = Table(
    "incident_acts",
    metadata,
    numbered(),
    Column("incident", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    *who_and_when(),
    #: The rest of the act as JSON.
    Column("body", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("assignee", Text),
    Column("until_us", BigInteger),
    Column("level", SmallInteger, nullable=False),
)

plays = Table("plays", metadata, numbered(), Column("incident", Text, nullable=False), *who_and_when())
Index("plays_by", plays.c.by, plays.c.incident)

#: The verdict that holds for each finding, with the rule as it was then: what `verdicts` come to.
standing = Table(
    "standing",
    metadata,
    Column("finding", Text, primary_key=True),
    Column("contact", Number, ForeignKey("contacts.no"), nullable=False, index=True),
    Column("rule", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("reason", Text, nullable=False),
    *who_and_when(),
    sqlite_with_rowid=False,
)
Index("standing_rule", standing.c.rule, standing.c.decision, standing.c.at_us)

missed = Table(
    "missed",
    metadata,
    numbered(),
    Column("id", Text, nullable=False, unique=True),
    Column("contact", Number, ForeignKey("contacts.no"), nullable=False, index=True),
    Column("turn", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("rule", Text, nullable=False, index=True),
    *who_and_when(),
    Column("note", Text, nullable=False),
)

plans = Table(
    "plans",
    metadata,
    numbered(),
    Column("id", Text, nullable=False, unique=True),
    #: The whole plan as JSON.
    Column("body", Text, nullable=False),
)

drawn = Table(
    "drawn",
    metadata,
    Column("plan", Text, ForeignKey("plans.id"), primary_key=True),
    #: In the order drawn, from 0.
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("contact", Number, ForeignKey("contacts.no"), nullable=False),
    #: What came of looking at it, by whom and when; empty before.
    Column("outcome", Text, nullable=False),
    Column("by", Text),
    Column("at_us", BigInteger),
    #: What is wrong with it: [[category, rule, turn], …]
    Column("marks", Text, nullable=False, server_default="[]"),
    sqlite_with_rowid=False,
)
Index("drawn_contact", drawn.c.plan, drawn.c.contact)

#: Looks of two at a contact that was drawn, each for itself, and of the lead who settled what they differ on.
looks = Table(
    "looks",
    metadata,
    Column("plan", Text, ForeignKey("plans.id"), primary_key=True),
    Column("contact", Number, ForeignKey("contacts.no"), primary_key=True, autoincrement=False),
    Column("by", Text, primary_key=True),
    #: 0 and 1 for the two, 2 for the lead.
    Column("seat", SmallInteger, nullable=False),
    #: As of `drawn`; empty for who has not looked yet.
    Column("outcome", Text, nullable=False),
    Column("marks", Text, nullable=False),
    Column("at_us", BigInteger),
    Column("at_offset", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index("looks_by", looks.c.by, looks.c.outcome)
Index("looks_contact", looks.c.contact)

doubles = Table(
    "doubles",
    metadata,
    numbered(),
    Column("id", Text, nullable=False, unique=True),
    Column("incident", Text, nullable=False, index=True),
    Column("first", Text, nullable=False, index=True),
    Column("second", Text, nullable=False, index=True),
    #: {finding: rule, …} as it was when it was asked.
    Column("rules", Text, nullable=False),
    *who_and_when(),
    #: The sample that it belongs to; empty for none.
    Column("plan", Text, nullable=False, index=True, server_default=""),
)

double_answers = Table(
    "double_answers",
    metadata,
    Column("double", Text, ForeignKey("doubles.id"), primary_key=True),
    Column("by", Text, primary_key=True),
    Column("at_us", BigInteger, nullable=False),
    Column("at_offset", Integer, nullable=False),
    #: [[finding, decision, reason, note], …]
    Column("body", Text, nullable=False),
    sqlite_with_rowid=False,
)

appeals = Table(
    "appeals",
    metadata,
    numbered(),
    Column("id", Text, nullable=False, unique=True),
    Column("incident", Text, nullable=False),
    Column("contact", Number, ForeignKey("contacts.no"), nullable=False),
    Column("agent", Text, nullable=False, index=True),
    Column("stage", Text, nullable=False, index=True),
    Column("due_us", BigInteger, nullable=False),
    Column("due_offset", Integer, nullable=False),
    #: {"findings": […], "deciders": […]}
    Column("body", Text, nullable=False),
)

#: Only ever added to.
appeal_steps = Table(
    "appeal_steps",
    metadata,
    Column("appeal", Text, ForeignKey("appeals.id"), primary_key=True),
    Column("stage", Text, primary_key=True),
    *who_and_when(),
    Column("text", Text, nullable=False),
    Column("outcome", Text),
    sqlite_with_rowid=False,
)

#: Test rows for the authors of rules, masked.
offers = Table(
    "offers",
    metadata,
    numbered(),
    Column("id", Text, nullable=False, unique=True),
    Column("rule", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("at_offset", Integer, nullable=False),
    #: Who settled it, and when.
    Column("by", Text),
    Column("settled_us", BigInteger),
)
Index("offers_rule", offers.c.rule, offers.c.status)

saved = Table(
    "saved",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("shared", SmallInteger, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("at_offset", Integer, nullable=False),
    sqlite_with_rowid=False,
)

#: Changes of rules, with who ruled on them.
proposals = Table(
    "proposals",
    metadata,
    numbered(),
    Column("id", Text, nullable=False, unique=True),
    Column("rule", Text, nullable=False),
    Column("state", Text, nullable=False),
    *who_and_when(),
    Column("settled_by", Text, nullable=False),
    Column("settled_us", BigInteger),
    Column("settled_offset", Integer, nullable=False),
    Column("note", Text, nullable=False),
    #: The rule's text, its versions before and after, why, and what the trial gave, as JSON.
    Column("body", Text, nullable=False),
)
Index("proposals_rule", proposals.c.rule, proposals.c.state)

#: Corrective actions, as the last of their steps left them.
corrective_actions = Table(
    "corrective_actions",
    metadata,
    numbered(),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    #: Whose contacts it is to change; null where that side is open.
    Column("institution", Text),
    Column("agency", Text),
    Column("team", Text),
    Column("agent", Text),
    Column("owner", Text, nullable=False, index=True),
    Column("state", Text, nullable=False),
    #: The last day, as ISO 8601 writes it.
    Column("due", Text, nullable=False),
    Column("ordered_us", BigInteger, nullable=False, index=True),
    #: {"rules": […], "category": …}
    Column("body", Text, nullable=False),
)
Index("corrective_actions_due", corrective_actions.c.state, corrective_actions.c.due, corrective_actions.c.no)

#: The incident may be gone by now.
corrective_incidents = Table(
    "corrective_incidents",
    metadata,
    Column("action", Text, ForeignKey("corrective_actions.id"), primary_key=True),
    Column("incident", Text, primary_key=True, index=True),
    #: In the order given, from 0.
    Column("place", Integer, nullable=False),
    sqlite_with_rowid=False,
)

#: Only ever added to.
corrective_steps = Table(
    "corrective_steps",
    metadata,
    numbered(),
    Column("action", Text, ForeignKey("corrective_actions.id"), nullable=False, index=True),
    Column("state", Text, nullable=False),
    *who_and_when(),
    Column("text", Text, nullable=False),
    Column("due", Text),
    #: The file that proves it, as JSON.
    Column("proof", Text),
)

#: What came in over the public form, as the last of its steps left it. What complains is in `complaints`, too.
intakes = Table(
    "intakes",
    metadata,
    numbered(),
    Column("id", Text, nullable=False, unique=True),
    #: Of the receipt, which is kept nowhere.
    Column("digest", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("stage", Text, nullable=False, index=True),
    #: Whose it is, as far as is known.
    Column("institution", Text),
    Column("agency", Text),
    Column("agent", Text),
    Column("received_us", BigInteger, nullable=False),
    Column("received_offset", Integer, nullable=False),
    Column("text", Text, nullable=False),
    #: The rest of the complaint as JSON.
    Column("body", Text, nullable=False),
)

#: Only ever added to.
intake_steps = Table(
    "intake_steps",
    metadata,
    numbered(),
    Column("intake", Text, ForeignKey("intakes.id"), nullable=False, index=True),
    Column("stage", Text, nullable=False),
    *who_and_when(),
    Column("text", Text, nullable=False),
)

#: Reports for regulators, each version for itself. What each is about and where it stands is kept beside its figures.
reports = Table(
    "reports",
    metadata,
    numbered(),
    Column("id", Text, nullable=False, unique=True),
    #: What it is about, hashed: versions of one another have the same.
    Column("subject", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    #: Everything of it but the figures, as JSON.
    Column("header", Text, nullable=False),
    #: The whole report as JSON.
    Column("body", Text, nullable=False),
)
Index("reports_subject", reports.c.subject, reports.c.version)
