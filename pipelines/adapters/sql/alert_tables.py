"""The tables of alerts. Times are kept as in `tables`."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, SmallInteger, Table, Text

from pipelines.adapters.sql.tables import Number, metadata

#: The outbox: incidents of which no alerts were made yet. A row goes when they are.
alert_events = Table(
    "alert_events",
    metadata,
    Column("no", Number, primary_key=True, autoincrement=True),
    Column("incident", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("no", Number, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("rule", Text, nullable=False),
    Column("subject", Text, nullable=False),
    #: Those of one rule and group share notices.
    Column("group", Text, nullable=False),
    Column("institution", Text),
    Column("agency", Text),
    Column("agent", Text),
    #: What it tells, masked, as JSON.
    Column("facts", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("deadline_us", BigInteger),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("notice", Text, nullable=False),
    Column("told_us", BigInteger),
    Column("level", SmallInteger, nullable=False),
    Column("pushed", SmallInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("acknowledged_us", BigInteger),
    Column("note", Text, nullable=False),
)
Index("alerts_subject", alerts.c.rule, alerts.c.subject, unique=True)
Index("alerts_about", alerts.c.subject)
Index("alerts_state", alerts.c.state, alerts.c.notice, alerts.c.level)
Index("alerts_waiting", alerts.c.state, alerts.c.rule, alerts.c.no)

notices = Table(
    "alert_notices",
    metadata,
    Column("no", Number, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("rule", Text, nullable=False),
    Column("group", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False, index=True),
    Column("level", SmallInteger, nullable=False),
    #: {"to": […], "alerts": […], "suppressed": […]}
    Column("body", Text, nullable=False),
)

deliveries = Table(
    "alert_deliveries",
    metadata,
    Column("no", Number, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("notice", Text, ForeignKey("alert_notices.id"), nullable=False, index=True),
    Column("target", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_us", BigInteger),
    Column("fault", Text, nullable=False),
    Column("sent_us", BigInteger),
)
Index("alert_deliveries_due", deliveries.c.state, deliveries.c.target, deliveries.c.next_us)

#: How far the looks that nothing in the outbox asks for have come.
looks = Table(
    "alert_looks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("body", Text, nullable=False),
    sqlite_with_rowid=False,
)

#: The alert rules as they were written in the console; the newest holds.
book_texts = Table(
    "alert_books",
    metadata,
    Column("no", Number, primary_key=True, autoincrement=True),
    Column("text", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("at_offset", Integer, nullable=False),
)
