"""What a report is made of: counts and rows that the store gives for a period and a scope."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from audit.agreement import Pair
from audit.coverage import Pace
from audit.precision import Noise
from audit.recall import Recall, Seen
from audit.sampling import Plan


@dataclass(frozen=True, slots=True)
class Group:
    """Contacts of one agency, channel and state. Empty is an agency that is not known."""

    agency: str
    channel: str
    state: str
    #: Whether a pack judged them, and whether there are words to judge or only the log's row.
    judged: bool
    worded: bool
    contacts: int
    #: Of these with an incident.
    hit: int


@dataclass(frozen=True, slots=True)
class Found:
    """One incident: the findings of one contact in one category, or one of a debtor's ledger."""

    id: str
    contact: str
    category: str
    severity: int
    channel: str
    agency: str
    #: Whether a pack judged its contact.
    judged: bool
    #: Articles, as `instrument place (FORCE)`, of all its findings.
    basis: frozenset[str]
    #: Where people have got with it: `audit.triage.Status`, how far up, and who decided; empty while nobody did.
    status: str
    level: int
    decided_by: str = ""
    #: Whether any of its findings holds as confirmed; whether one is in doubt.
    confirmed: bool = False
    unsure: bool = False

    @property
    def rejected(self) -> bool:
        return self.status == "decided" and not self.confirmed and not self.unsure


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A contact that was not judged, and why. `contact` and `reason` are masked."""

    contact: str
    channel: str
    agency: str
    at: datetime | None
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Recordings as they were recognised, and how well."""

    recordings: int = 0
    turns: int = 0
    poor: int = 0
    #: Kept, and never cited.
    void: int = 0
    #: Turns of which nobody can tell who speaks: nobody is accused by them.
    nobody: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """What one question each gives; the keys of `data` are those of `audit.reports.protection`."""

    #: Contacts without a time, which are in no period.
    timeless: int = 0
    #: Calls that were answered and of which there is no recording.
    unrecorded: int = 0
    heard: Heard = field(default_factory=Heard)
    #: Pack, as the store names what judged -> contacts; speech model -> recordings.
    packs: Mapping[str, int] = field(default_factory=dict)
    models: Mapping[str, int] = field(default_factory=dict)
    #: Appeals filed in the period: all, final, overturned, upheld.
    appeals: Mapping[str, int] = field(default_factory=dict)
    #: Double reviews asked for in the period.
    doubles: int = 0
    #: Masked copies of recordings of the period, held ones among them; acts of unmasking, playing, exporting.
    data: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample of the period, and what may be estimated from it; None where nothing may be."""

    plan: Plan
    looked: int
    wrong: int
    seen: Seen | None = None
    recall: Recall | None = None


@dataclass(frozen=True, slots=True)
class Complained:
    """One complaint. `how` as in `audit.complaints.How`."""

    id: str
    at: datetime
    agency: str
    how: str
    contacts: int
    incidents: int


@dataclass(frozen=True, slots=True)
class Corrective:
    """One corrective action: what was done about what was confirmed, by when, and what came of it."""

    id: str
    #: One of `config/actions.yml`.
    kind: str
    #: Empty where it is about several.
    agency: str
    incidents: int
    #: `open`, `done` or `verified`.
    state: str
    decided_at: datetime
    due: date | None = None
    done_at: datetime | None = None
    #: Contacts with an incident and contacts, in as many days before and after.
    before: tuple[int, int] | None = None
    after: tuple[int, int] | None = None
    #: `fell`, `rose`, `unsure`, `few` or `not_yet`: what may be said of the two.
    effect: str = "not_yet"


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a report tells, before it is told."""

    groups: Sequence[Group]
    found: Sequence[Found]
    unchecked: Sequence[Unchecked]
    #: Why rules could not be judged -> contacts.
    not_assessed: Mapping[str, int]
    counts: Counts
    noise: Sequence[Noise]
    samples: Sequence[Sample]
    #: Answers of double reviews of the period.
    pairs: Sequence[Pair]
    pace: Pace
    complaints: Sequence[Complained]
    actions: Sequence[Corrective]
    #: When it was asked, and of what is open then: whole days since it was found -> incidents.
    now: datetime
    waited: Mapping[int, int]
    #: Of each part of the period its groups.
    trend: Sequence[tuple[str, str, Sequence[Group]]]
    #: Name of the running pack, its rules by status, and the categories of those that are live.
    pack: str = ""
    rules: Mapping[str, int] = field(default_factory=dict)
    looked_for: frozenset[str] = frozenset()
    reader: str = ""
