"""The tables. Times are two columns: microseconds since 1970 UTC and the offset in seconds they were given with."""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

metadata = MetaData(naming_convention={"ix": "%(table_name)s_%(column_0_name)s", "pk": "%(table_name)s_pk"})

#: SQLite numbers rows itself only where the type reads INTEGER.
Number = BigInteger().with_variant(Integer(), "sqlite")


def _contact_column() -> Column[int]:
    return Column("contact", Number, ForeignKey("contacts.no"), primary_key=True, autoincrement=False)


cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("institution", Text, nullable=False, index=True),
    Column("debtor_id", Text, nullable=False, index=True),
    Column("digest", Text, nullable=False),
    #: The whole case as JSON, names and numbers sealed in it: rules read it as one thing, queries only need the columns above.
    Column("body", Text, nullable=False),
)

#: What the institution had wrong about a person, and what is right: only ever added to, until the case is deleted.
case_corrections = Table(
    "case_corrections",
    metadata,
    Column("no", Number, primary_key=True, autoincrement=True),
    Column("case_id", Text, nullable=False, index=True),
    Column("field", Text, nullable=False),
    #: Both sealed, as JSON.
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("at_offset", Integer, nullable=False),
)

#: Names of the keys that names and numbers were sealed with.
data_keys = Table(
    "data_keys",
    metadata,
    Column("name", Text, primary_key=True),
    #: `data`, or `index` for the one of blind indices.
    Column("role", Text, nullable=False),
    sqlite_with_rowid=False,
)

contacts = Table(
    "contacts",
    metadata,
    #: In the order received; never reused.
    Column("no", Number, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("at_us", BigInteger),
    Column("at_offset", Integer, nullable=False),
    Column("direction", Text, nullable=False),
    Column("party", Text, nullable=False),
    #: No foreign key: an SMS log may arrive before the cases it is about.
    Column("case_id", Text, index=True),
    #: Sealed.
    Column("number", Text),
    Column("agent_id", Text),
    Column("agency", Text),
    Column("answered_us", BigInteger),
    Column("answered_offset", Integer, nullable=False),
    Column("ended_us", BigInteger),
    Column("ended_offset", Integer, nullable=False),
    Column("disposition", Text),
    Column("recording", Text),
    Column("extra", Text),
    #: `agent,debtor`, or NULL where no recording is named.
    Column("channels", Text),
    Column("audio", Text),
    #: First half of the SHA-256 of the contact as it was given, without its case and audio: tells a duplicate from a conflict.
    #: Empty for a conversation, which is never given whole.
    Column("digest", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("reason", Text),
    #: Number of the change that made it as it is to be found; NULL until its words are judged.
    Column("revision", BigInteger),
    #: Of the number, which is sealed: the same for one line however it is written; see `seals`.
    Column("number_index", Text),
)
_NUMBERED = contacts.c.revision.is_not(None)
Index("contacts_revision", contacts.c.revision, contacts.c.no, sqlite_where=_NUMBERED, postgresql_where=_NUMBERED)

#: What the search index refused for good; the state of these contacts is `failed` while that stands.
dead_letters = Table(
    "dead_letters",
    metadata,
    _contact_column(),
    Column("revision", BigInteger, nullable=False),
    #: [code, where, values]
    Column("body", Text, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    _contact_column(),
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("speaker", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("start", Double),
    Column("end", Double),
    #: [[text, start, end, probability], …] or NULL; those with interpolated times have `true` as a fifth.
    Column("words", Text),
    Column("avg_logprob", Double),
    Column("no_speech_prob", Double),
    #: NULL where nobody measured; then `quality` is NULL, too.
    Column("grade", Text),
    #: {"flaws": […], "attribution": …, "sound": {…}}, without what is not known.
    Column("quality", Text),
    sqlite_with_rowid=False,
)

#: What conversations consist of; their turns are made of these.
messages = Table(
    "messages",
    metadata,
    _contact_column(),
    Column("id", Text, primary_key=True),
    Column("at_us", BigInteger, nullable=False),
    Column("at_offset", Integer, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("case_id", Text),
    Column("agent_id", Text),
    Column("agency", Text),
    Column("extra", Text),
    sqlite_with_rowid=False,
)

complaints = Table(
    "complaints",
    metadata,
    Column("id", Text, primary_key=True),
    Column("received_us", BigInteger, nullable=False),
    Column("received_offset", Integer, nullable=False),
    #: Sealed, as is what else was given.
    Column("text", Text, nullable=False),
    #: No foreign keys: a complaint may arrive before what it is about, or be about nothing that we know.
    Column("case_id", Text),
    Column("channel", Text),
    Column("agency", Text),
    Column("about", Text),
    Column("extra", Text),
)

transcripts = Table(
    "transcripts",
    metadata,
    _contact_column(),
    Column("origin", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("duration", Double),
    #: From 1; those before it are in `transcript_versions`.
    Column("version", Integer, nullable=False, server_default="1"),
    #: The blob that was heard.
    Column("audio", Text),
)

#: What was heard before: only ever added to.
transcript_versions = Table(
    "transcript_versions",
    metadata,
    _contact_column(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("origin", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("duration", Double),
    Column("audio", Text),
    #: Rows of `turns` without their contact, as JSON.
    Column("turns", Text, nullable=False),
    sqlite_with_rowid=False,
)

#: One masked copy for each recording; a new transcript takes it away.
redactions = Table(
    "redactions",
    metadata,
    _contact_column(),
    Column("id", Text, nullable=False),
    Column("audio", Text, nullable=False),
    Column("masked", Text, nullable=False),
    #: [[channel, start, end, [kinds]], …]
    Column("stretches", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("hearings", SmallInteger, nullable=False),
    #: Number of the reasons why it waits for a person; 0 where it does not.
    Column("held", Integer, nullable=False, index=True),
    #: [[code, where, values], …]
    Column("reasons", Text, nullable=False),
)

packs = Table(
    "packs", metadata, Column("no", Integer, primary_key=True), Column("name", Text, nullable=False, unique=True)
)

#: What could not be judged, and why, is mostly the same for thousands of contacts: each such set is kept once.
not_assessed_sets = Table(
    "not_assessed_sets",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
)

not_assessed = Table(
    "not_assessed",
    metadata,
    Column("set", Integer, ForeignKey("not_assessed_sets.no"), primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("rule", Text, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)

#: That a pack judged a contact is a result even when it found nothing.
scans = Table(
    "scans",
    metadata,
    _contact_column(),
    Column("pack", Integer, ForeignKey("packs.no"), primary_key=True, autoincrement=False),
    #: NULL where everything could be judged.
    Column("not_assessed", Integer, ForeignKey("not_assessed_sets.no")),
    #: Rules in shadow that looked at the contact as well, by `shadow_packs.no`; NULL where none did, or did so again with a later scan.
    Column("shadow", Integer),
    sqlite_with_rowid=False,
)
_SHADOWED = scans.c.shadow.is_not(None)
Index("scans_shadow", scans.c.shadow, scans.c.contact, sqlite_where=_SHADOWED, postgresql_where=_SHADOWED)

#: Rules in shadow that ran together; by the digest over them.
shadow_packs = Table(
    "shadow_packs", metadata, Column("no", Integer, primary_key=True), Column("name", Text, nullable=False, unique=True)
)

shadow_rules = Table(
    "shadow_rules",
    metadata,
    Column("pack", Integer, ForeignKey("shadow_packs.no"), primary_key=True, autoincrement=False),
    Column("rule", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    sqlite_with_rowid=False,
)
Index("shadow_rules_rule", shadow_rules.c.rule, shadow_rules.c.digest)


def _said_of_a_contact(name: str, *columns: Column[str] | Column[int] | Column[float]) -> Table:
    """Rows of one scan, numbered in its order; gone when their scan is gone."""
    return Table(
        name,
        metadata,
        Column("contact", Number, primary_key=True, autoincrement=False),
        Column("pack", Integer, primary_key=True, autoincrement=False),
        Column("n", Integer, primary_key=True, autoincrement=False),
        *columns,
        ForeignKeyConstraint(("contact", "pack"), ("scans.contact", "scans.pack"), ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )


findings = _said_of_a_contact(
    "findings",
    Column("id", Text, nullable=False, index=True),
    Column("rule", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("category", Text, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("tier", Text, nullable=False),
    Column("confidence", Double, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("at", Double),
    Column("until", Double),
    Column("lifted", Text, nullable=False, server_default="[]"),
)

#: What rules in shadow found. No incident, alert or report reads it.
shadow_findings = _said_of_a_contact(
    "shadow_findings",
    Column("rule", Text, nullable=False, index=True),
    Column("turn", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

pii = _said_of_a_contact(
    "pii",
    Column("kind", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
)

#: What the other side told of itself.
signs = _said_of_a_contact(
    "signs",
    Column("signal", Text, nullable=False),
    Column("turn", Integer, nullable=False),
)

#: Cases about which something new is known since their debtors' ledgers were judged.
ledger_due = Table(
    "ledger_due",
    metadata,
    Column("case_id", Text, primary_key=True),
    #: How often it was marked: what was marked again while it was judged stays due.
    Column("marks", Integer, nullable=False),
    sqlite_with_rowid=False,
)

#: Processes at work on a database server; each shows itself again and again.
workers = Table(
    "workers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("process", BigInteger, nullable=False),
    Column("version", Text, nullable=False),
    Column("home", Text, nullable=False),
    #: By the server's clock.
    Column("since_us", BigInteger, nullable=False),
    Column("seen_us", BigInteger, nullable=False),
    #: 1 for the one that queues contacts.
    Column("feeds", SmallInteger, nullable=False),
)

#: Debtors whose ledgers a worker is judging.
ledger_claims = Table(
    "ledger_claims",
    metadata,
    Column("institution", Text, primary_key=True),
    Column("debtor_id", Text, primary_key=True),
    Column("worker", Text, ForeignKey("workers.id", ondelete="CASCADE"), nullable=False, index=True),
)

#: That a debtor's ledger was judged is a result even when nothing was found.
ledgers = Table(
    "ledgers",
    metadata,
    Column("institution", Text, primary_key=True),
    Column("debtor_id", Text, primary_key=True),
    #: The newest contact in it.
    Column("contact", Number, ForeignKey("contacts.no"), nullable=False),
    Column("pack", Integer, ForeignKey("packs.no"), nullable=False),
    Column("not_assessed", Integer, ForeignKey("not_assessed_sets.no")),
    sqlite_with_rowid=False,
)

#: Only ever added to: late rows supersede what was found before, and nothing is deleted.
ledger_findings = Table(
    "ledger_findings",
    metadata,
    Column("no", Number, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, index=True),
    Column("institution", Text, nullable=False),
    Column("debtor_id", Text, nullable=False),
    #: The last accused contact.
    Column("contact", Number, ForeignKey("contacts.no"), nullable=False),
    Column("pack", Integer, ForeignKey("packs.no"), nullable=False),
    Column("rule", Text, nullable=False),
    #: 0 for what holds by the rows known now.
    Column("superseded", SmallInteger, nullable=False),
    #: The whole finding as JSON.
    Column("body", Text, nullable=False),
)
Index("ledger_findings_institution", ledger_findings.c.institution, ledger_findings.c.debtor_id)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("contact", Number, ForeignKey("contacts.no"), nullable=False, index=True),
    Column("category", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("status", Text, nullable=False),
    #: The contact's time, repeated here so that the queue is one walk along one index; 0 where it has none.
    Column("at_us", BigInteger, nullable=False),
    #: 1 where it is a ledger finding, whose id it has.
    Column("ledger", SmallInteger, nullable=False, server_default="0"),
    #: When it was found first, and its place in the queue: `audit.queue.rank`.
    Column("opened_us", BigInteger, nullable=False, server_default="0"),
    Column("rank", Double, nullable=False, server_default="0"),
    #: 1 while its contact waits to be scanned again, and nothing proves it.
    Column("waiting", SmallInteger, nullable=False, server_default="0"),
    #: What its contact says, repeated here so that filters need not look for it.
    Column("channel", Text, nullable=False, server_default=""),
    Column("institution", Text),
    Column("agency", Text),
    Column("agent", Text),
    #: Who works on it, until when, and how far up it was handed: the last of its acts.
    Column("assignee", Text),
    Column("until_us", BigInteger),
    Column("level", SmallInteger, nullable=False, server_default="0"),
)
_WORK = (incidents.c.status, incidents.c.waiting)
#: What the queue is filtered by stands in the index: a narrow filter walks past thousands of incidents without reading them.
_NARROWED = ("category", "severity", "channel", "institution", "agency", "agent", "rule", "at_us")
Index("incidents_work", *_WORK, incidents.c.rank.desc(), incidents.c.id, *(incidents.c[name] for name in _NARROWED))
Index("incidents_counts", *_WORK, incidents.c.institution, incidents.c.agency, incidents.c.agent)
Index("incidents_assignee", incidents.c.assignee, *_WORK, incidents.c.rank.desc(), incidents.c.id)
Index("incidents_queue", incidents.c.severity.desc(), incidents.c.at_us.desc(), incidents.c.id)

watched_files = Table(
    "watched_files",
    metadata,
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("changed_ns", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    #: Key of the contact whose recording it is.
    Column("contact", Text),
)

#: Only ever added to. The finding may be gone by now; that somebody decided on it stays.
verdicts = Table(
    "verdicts",
    metadata,
    Column("no", Number, primary_key=True, autoincrement=True),
    Column("finding", Text, nullable=False, index=True),
    Column("contact", Number, ForeignKey("contacts.no"), nullable=False, index=True),
    Column("decision", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("at_offset", Integer, nullable=False),
    Column("note", Text, nullable=False),
)

#: People who sign in.
accounts = Table(
    "accounts",
    metadata,
    Column("name", Text, primary_key=True),
    #: Issuer and subject of OpenID Connect; NULL where none is bound.
    Column("subject", Text, unique=True),
    #: The whole account as JSON.
    Column("body", Text, nullable=False),
)

#: Under the hash of what the browser holds.
sessions = Table(
    "sessions",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("started_us", BigInteger, nullable=False),
    Column("seen_us", BigInteger, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("account", Text, nullable=False, index=True),
    #: [verb, …]
    Column("verbs", Text, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("expires_us", BigInteger, nullable=False),
)

#: Only ever added to: each row carries the hash of the one before, see `audit.chain`.
acts = Table(
    "acts",
    metadata,
    Column("no", Number, primary_key=True, autoincrement=False),
    Column("at_us", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("of", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
    #: Empty for acts of before there were seals.
    Column("seal", Text, nullable=False, server_default=""),
)
Index("acts_of", acts.c.of, acts.c.verb, acts.c.by, acts.c.no)
