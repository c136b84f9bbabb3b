"""Everything outside the core, as protocols. Adapters live in pipelines/adapters, fakes in its memory.py."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from audit.errors import Problem
from audit.findings import Account, Finding, LedgerFinding, LedgerScan, NotAssessed, Scan, leading
from audit.ledger.events import Ledger
from audit.reading import Read, Spoken
from audit.recording import Recording, Sound
from audit.records import Case, Complaint, Contact, Message, State, Transcript, Turn
from audit.redaction.model import Redaction, Stretch
from audit.review import Verdict
from audit.scope import EVERYTHING, Scope
from audit.shadow import ShadowScan
from audit.watched import WatchedFile
from audit.workers import Present, Worker

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audit.subjects import Correction


class Decoder(Protocol):
    """Turns the bytes of a recording into samples."""

    def decode(self, data: bytes | BinaryIO, name: str) -> Recording:
        """Judges by content; `name` is only for messages. Raises Refused (`audio.*`) for anything but a whole call.

        Raises ChildProcessError when the process that decodes died, which says nothing of the recording as yet.
        """


class Clipper(Protocol):
    """Cuts evidence out of a recording."""

    def __call__(self, recording: Recording, start: float, end: float, margin: float = 1.0, where: str = "") -> bytes:
        """WAV bytes from `start` to `end` seconds and `margin` around; `where` names the call in a refusal."""


class Masker(Protocol):
    """Makes what must not be heard inaudible."""

    @property
    def settings(self) -> Mapping[str, object]:
        """Everything that changes the result, kept with every masked copy."""

    def spread(self, recording: Recording, stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
        """These, and where the same can be heard on other channels; overlapping ones joined."""

    def mask(self, recording: Recording, stretches: Sequence[Stretch]) -> bytes:
        """WAV bytes of the whole recording with all of them masked. Equal input gives equal bytes."""


class Transcriber(Protocol):
    """Recognises speech, each voice by itself."""

    @property
    def model(self) -> str:
        """Name and content hash of the model, pinned in every transcript."""

    @property
    def settings(self) -> Mapping[str, object]:
        """Everything that changes the result, pinned in every transcript."""

    def transcribe(self, audio: "NDArray[np.float32]") -> Sequence[Turn]:
        """Mono samples in [-1, 1] at 16 kHz become turns of speaker `unknown`, in time order, index from 0."""

    def hear(self, sounds: Iterable[Sound]) -> Mapping[Hashable, Sequence[Turn]]:
        """The turns of many voices at once, which is faster; what is made of a voice does not depend on the others.

        Sounds are taken one by one and forgotten once they are recognised.
        """

    def listen(self, rate: int) -> "Listener":
        """For a voice of so many samples a second."""


class Listener(Protocol):
    """Hears one voice while it is spoken."""

    def add(self, start: int, samples: "NDArray[np.int16]") -> Sequence[Turn]:
        """The turns that this completes, of speaker `unknown`, with times from the start of the voice.

        `start` in samples, not before the end of what was added last; what is left out between is silence.
        """

    def finish(self) -> Sequence[Turn]:
        """The turns that were not complete when the voice ended."""


class Voices(Protocol):
    """Tells speech from all else."""

    def __call__(self, audio: "NDArray[np.float32]") -> Sequence[tuple[float, float]]:
        """Seconds [start, end) in which anybody speaks, in order; samples as for `Transcriber`."""


class Reader(Protocol):
    """Reads whole turns for categories that no words of a rule foresee."""

    @property
    def id(self) -> str:
        """Name and content hash of the model, pinned with the pack in every scan."""

    def read(self, spoken: Sequence[Spoken]) -> Mapping[int, Read]:
        """By place in `spoken`; turns of which there is nothing to say have no entry.

        What is said of a turn depends on that turn alone and never on those beside it.
        """

    def rules_out(self, spoken: Sequence[Spoken]) -> Sequence[frozenset[str]]:
        """For each turn the categories that it almost surely does not express, whatever words stand in it."""


class Blobs(Protocol):
    """Bytes by their SHA-256."""

    def put(self, data: bytes) -> str:
        """Store once; the same bytes again change nothing. Returns the hexadecimal hash."""

    def get(self, digest: str) -> bytes:
        """Raises KeyError for a hash that was never stored."""

    def open(self, digest: str) -> BinaryIO:
        """The same to be read piece by piece; the caller closes it."""

    def digests(self) -> Iterator[str]:
        """The hash of everything that is stored, in order."""

    def remove(self, digest: str) -> None:
        """Nothing that the store holds needs it any more. Unknown hashes are gone already."""

    def check(self) -> None:
        """Raises Refused (`blobs.*`) where nothing can be stored or read at the moment."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch: keys that were new, came before, or came before with other content."""

    new: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    #: Cases that took the place of an older picture of the same debt.
    replaced: tuple[str, ...] = ()
    #: Places in the batch, from 0, of contacts that were not stored because their key stands for other content.
    conflicts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """A debtor's ledger that is to be judged anew; `marks` tells the store which news it takes in."""

    ledger: Ledger
    marks: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """Findings of one contact in one category, or one finding of a debtor's ledger: what a person reviews."""

    id: str
    category: str
    #: The rule of the gravest, surest finding.
    rule: str
    severity: int
    status: str
    #: Of a ledger finding the last accused one.
    contact: Contact
    findings: tuple[Finding, ...] = ()
    ledger: LedgerFinding | None = None

    @property
    def lead(self) -> Finding | None:
        """The finding that gives the incident its rule and severity, and whose quote stands for it; None for a ledger's."""
        return leading(self.findings) if self.findings else None

    @property
    def at(self) -> datetime | None:
        """When it happened: of a ledger finding when the last counted event did."""
        return self.ledger.at if self.ledger else self.contact.at

    @property
    def why(self) -> str:
        """What gave rise to it, as the rule says it."""
        found = self.lead or self.ledger
        return found.why if found else ""

    @property
    def finding_ids(self) -> tuple[str, ...]:
        """What a verdict on the incident decides."""
        return (self.ledger.id,) if self.ledger else tuple(found.id for found in self.findings)

    @property
    def rules(self) -> Mapping[str, str]:
        """Finding -> the rule that found it."""
        return {self.ledger.id: self.ledger.rule} if self.ledger else {found.id: found.rule for found in self.findings}


@dataclass(frozen=True, slots=True)
class Said:
    """Turns of many contacts, as they are stored."""

    texts: Sequence[str]
    #: For each text the number of its contact.
    contacts: Sequence[int]


@dataclass(frozen=True, slots=True)
class About:
    """What contacts are looked up by: those with one of these ids, those of these cases, those with one of these numbers.

    Ids hold in every channel; by case and number only what was under way in [since, until].
    """

    since: datetime
    until: datetime
    ids: Collection[str] = ()
    cases: Collection[str] = ()
    #: As `audit.ledger.events.digits` writes them.
    numbers: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions of `search` and `incidents list`; an empty field asks for nothing."""

    category: frozenset[str] = frozenset()
    rule: frozenset[str] = frozenset()
    channel: frozenset[str] = frozenset()
    agency: frozenset[str] = frozenset()
    agent: frozenset[str] = frozenset()
    institution: frozenset[str] = frozenset()
    case: frozenset[str] = frozenset()
    severity_min: int | None = None
    severity_max: int | None = None
    #: Half-open [since, until).
    since: datetime | None = None
    until: datetime | None = None
    #: Whether incidents are listed that late rows took back.
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A contact that is to be found as it has been since this revision: a new scan, or a case that moved."""

    #: Grows with every transaction that changes something; those of one share it, and are told apart by number.
    revision: int
    number: int
    contact: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A contact that was deleted, and is to be found no more."""

    #: Grows with every one that goes.
    number: int
    contact: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A contact, as of one revision, of which the search index refused at least one turn for good."""

    contact: str
    revision: int
    problem: Problem
    #: The same in words, kept as the reason of the contact's state.
    reason: str


@dataclass(frozen=True, slots=True)
class Totals:
    """What may be asked every few seconds, however much is stored."""

    contacts: Mapping[State, int]
    #: By severity, without those that late rows took back.
    incidents: Mapping[int, int]
    #: Cases, known or not, about which something is new since their ledgers were judged.
    due: int


class Workers(Protocol):
    """Who works on this installation. All times are by one clock, the store's."""

    def beat(self, worker: Worker, *, feeds: bool = False) -> bool:
        """It lives. False when it is new here, or was given up meanwhile with all that it had claimed.

        Without `feeds` it hands on the feeding, if it had it; nobody gets that by a beat.
        """

    def workers(self) -> Sequence[Present]:
        """Oldest first."""

    def feed_alone(self, worker: str) -> bool:
        """Let this worker be the one that queues contacts, unless another one is; whether it is."""

    def give_up(self, silent: float) -> Sequence[str]:
        """Forget all workers that have been silent for more than so many seconds, and what they claimed; who they were."""

    def leave(self, worker: str) -> None:
        """It ends in good order. Forgets it and what it claimed."""


class Store(Workers, Protocol):
    """The system of record. Each call is one transaction."""

    def check(self) -> None:
        """Raises Refused (`store.*`) where the database does not answer or has another schema than this version's."""

    def put_cases(self, cases: Sequence[Case]) -> Stored:
        """Insert or, for a known id with other content, replace: a case is today's picture of a debt."""

    def cases(self, ids: Iterable[str]) -> Mapping[str, Case]: ...

    def correct_case(self, one: "Correction") -> Case:
        """As `audit.subjects.correct` does, also to whatever is put in this case's place later. KeyError for an unknown case."""

    def corrections(self, cases: Iterable[str]) -> "Sequence[Correction]":
        """Of these cases, in the order made."""

    def recorded(self, keys: Collection[str]) -> Sequence[str]:
        """Those of these contacts that name a recording, or have one, in the order received."""

    def keys_of_cases(self, cases: Collection[str]) -> Sequence[str]:
        """Keys of the contacts of these cases, in the order received."""

    def put_contacts(self, contacts: Sequence[Contact]) -> Stored:
        """Insert with the state that `audit.states.first_state` says. Known keys are never changed.

        The recording's hash is no part of the content: the same row with its recording come late is a duplicate. So is
        whatever was deleted once: it does not come back with the file that it came with.
        A case that came along is kept unless its id is known. Raises Refused (`store.broken_text`) and writes nothing
        when a text holds half a character.
        """

    def deleted(self, keys: Collection[str]) -> frozenset[str]:
        """Those of the contacts with these keys that were here and were deleted."""

    def put_messages(self, messages: Sequence[Message]) -> Stored:
        """Add messages to conversations, each of which is one contact that `audit.messages.conversation` makes.

        A conversation with a new message gets its turns anew, what was found in it is forgotten, and it goes back to
        `transcribed`; a rejected one stays so. Known messages are never changed, and those of a conversation that was deleted
        are duplicates; keys in the answer are those of messages.
        Raises Refused (`store.broken_text`) and writes nothing when a text holds half a character.
        """

    def messages(self, key: str) -> Sequence[Message]:
        """Of a conversation, in time order; none for any other contact."""

    def put_complaints(self, complaints: Sequence[Complaint]) -> Stored:
        """Insert. Known ids are never changed. Raises Refused (`store.broken_text`) as for contacts."""

    def complaints(self, cases: Collection[str] | None = None) -> Sequence[Complaint]:
        """Newest first, then by id; with `cases` only those that name one of them."""

    def contacts_about(self, wanted: About) -> Sequence[Contact]:
        """In the order received, with turns and case."""

    def contacts(self, keys: Iterable[str], *, turns: Collection[int] | None = None) -> Sequence[Contact]:
        """In the order asked, with turns and case; unknown keys raise KeyError.

        With `turns` those of other indices may be left out (`Contact.turn`), and times of words and quality: lists show what was
        said in a few places and no more.
        """

    def keys_in(
        self,
        *states: State,
        among: Sequence[str] | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Sequence[str]:
        """Keys of the contacts in these states, in the order received; only those of `among` where it is given.

        At most `limit` of those that came in `after` this contact: a page, whatever became of that contact meanwhile.
        """

    def put_audio(self, key: str, audio: str) -> None:
        """The recording of a call that failed for want of it has come: back to `received`, with its blob's hash."""

    def put_transcript(self, key: str, transcript: Transcript) -> None:
        """Store the turns, forget what was found in the old ones, and move the contact to `transcribed`.

        Another transcript of the same contact becomes a version of its own, and the one before is kept beside it;
        the same one again does not.
        """

    def transcript(self, key: str) -> Transcript | None:
        """The turns of a call and what produced them; None for a contact that was never audio."""

    def transcripts(self, key: str) -> Sequence[Transcript]:
        """Every version, oldest first: the last one is what `transcript` gives and rules judge."""

    def put_redaction(self, redaction: Redaction) -> None:
        """Keep what became of a contact's masked copy, in place of what was kept before. Raises KeyError for an unknown contact.

        A new transcript forgets it: what was masked by the old words proves nothing for the new ones.
        """

    def redaction(self, key: str) -> Redaction | None:
        """None where no copy was made of the recording as it is transcribed now; unknown keys raise KeyError."""

    def redactions(self, *, held: bool = False) -> Sequence[Redaction]:
        """Of all contacts, in the order these were received; with `held` only those that wait for a person."""

    def put_scans(self, scans: Sequence[Scan], pack: str, shadow: ShadowScan | None = None) -> int:
        """Replace what this pack said about these contacts, regroup their incidents, move them to `scanned`.

        What rules in `shadow` say of them takes the place of whatever such rules said before, and opens nothing.
        Returns the revision that all of them have from now on, until they change again.
        Raises Refused (`evidence.*`) and writes nothing when any finding's quote is not at its place in the stored turn.
        """

    def findings(self, keys: Sequence[str]) -> Mapping[str, Sequence[Finding]]:
        """What was found in these contacts, by contact key; contacts without findings are left out."""

    def mark(self, keys: Sequence[str], state: State, reason: str | None = None) -> None:
        """Take a step of `audit.states` for all of these contacts, or raise Refused (`store.*`) and take it for none.

        Unknown keys raise KeyError. An attempt that nobody answered has nothing to transcribe: mark it `transcribed`.
        """

    def state(self, key: str) -> tuple[State, str | None]: ...

    def changes(self, after: Change | None = None, limit: int = 1000) -> Sequence[Change]:
        """What the index is to hold and how it changed, in order; a contact that changes again comes again, at the end.

        Contacts come with `put_scans` and leave with new words, until these are judged. Who has read to the end and asks
        again behind the last one misses nothing, whoever writes meanwhile.
        """

    def last_gone(self) -> int:
        """The number of the last contact that was deleted; 0 where none was."""

    def gone(self, after: int = 0, limit: int = 1000) -> Sequence[Gone]:
        """Contacts that were deleted, in the order in which they went, behind that number."""

    def revisions(self, keys: Sequence[str]) -> Mapping[str, int]:
        """Of those that the index is to hold. Ask before reading what is to be indexed."""

    def mark_indexed(self, revisions: Mapping[str, int]) -> None:
        """The index has acknowledged these contacts as of these revisions; what has changed since stays as it is.

        Those that were scanned, or that the index had refused at this revision, become `indexed`.
        """

    def put_dead_letters(self, letters: Iterable[DeadLetter]) -> None:
        """The index refused these for good: what was scanned or indexed is `failed`, with the reason, unless it has changed since."""

    def dead_letters(self) -> Sequence[DeadLetter]:
        """Those that still stand, in the order received."""

    def due_ledgers(self, limit: int = 500, worker: str | None = None) -> Sequence[Due]:
        """Some ledgers of debtors about whom something is new, by institution and debtor, and none where nothing is.

        Contacts without a known case are in no ledger.

        News are: a contact, a case, a transcript, a scan.

        A `worker` claims what it is given: until it has put it or is forgotten, no other worker is given these debtors.
        """

    def put_ledgers(self, judged: Sequence[tuple[Due, LedgerScan]], pack: str, worker: str | None = None) -> None:
        """Keep what the pack says of these ledgers, supersede what held before and holds no longer, regroup incidents.

        What came in after `Due` was read stays due. What a `worker` no longer has claimed stays as it is.
        """

    def accounts(self, debtor_id: str) -> Sequence[Account]:
        """Under which institutions a debtor has cases, by name."""

    def ledger(self, account: Account, scope: Scope = EVERYTHING) -> Ledger | None:
        """What is known of one debtor at one institution, as far as the scope goes; None for a debtor without a case."""

    def ledger_findings(self, account: Account, *, superseded: bool = False) -> Sequence[LedgerFinding]:
        """What holds now, or with `superseded` what held once, by day, rule and id."""

    def incidents(
        self, wanted: Filter, limit: int | None = 50, after: str | None = None, scope: Scope = EVERYTHING
    ) -> Sequence[Incident]:
        """Gravest first, then newest, then by id; `after` is the id of the last incident of the page before.

        Nothing comes from outside the scope, which is what the person who asks may see.
        `rule` asks for incidents with a finding of that rule. Raises Refused (`store.page_gone`) for an unknown `after`.
        """

    def incident(self, incident: str, scope: Scope = EVERYTHING) -> Incident | None:
        """None for an unknown one, and for one that lies outside the scope."""

    def judged_by(self, incident: str) -> Sequence[str]:
        """What said that it holds: packs, with a reader where one took part, as `put_scans` and `put_ledgers` were told."""

    def institutions(self, scope: Scope = EVERYTHING) -> Sequence[str]:
        """Names of those that have cases, in order, as far as they lie inside the scope.

        Whoever sees some agencies or agents only is told of those institutions alone of which there are incidents inside.
        """

    def accused(self) -> frozenset[str]:
        """Keys of all contacts in which something was found, or that a ledger finding accuses."""

    def not_assessed(self, wanted: Filter, limit: int | None = 50) -> Sequence[tuple[Contact, NotAssessed]]: ...

    def put_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        """Add what people decided; nothing that was decided before is changed. Raises KeyError for unknown contacts."""

    def verdicts(self, contacts: Iterable[str] | None = None) -> Sequence[Verdict]:
        """In the order given; of all contacts where none are named."""

    def put_files(self, files: Sequence[WatchedFile]) -> None:
        """Keep what became of these files; a known path takes the new state."""

    def files(self) -> Sequence[WatchedFile]:
        """By path."""

    def last(self) -> int:
        """The number of the newest contact; 0 for an empty store. Contacts are numbered in the order received, from 1."""

    def said(self, first: int, past: int, speakers: frozenset[str] = frozenset()) -> Said:
        """Every turn of the contacts numbered `[first, past)`, for bulk work; only of these speakers, if any are named."""

    def numbered(self, numbers: Sequence[int]) -> Sequence[Contact]:
        """Contacts by number, in the order asked; unknown numbers raise KeyError."""

    def totals(self) -> Totals: ...

    def counts(self) -> Mapping[str, Mapping[Any, Mapping[Any, int]]]:
        """Totals for summaries, each counted by two things, outer first.

        `contacts` by channel and state, `reasons` by state and reason (failed and rejected), `incidents` by category and
        severity, `not_assessed` by rule and reason.
        """


@dataclass(frozen=True, slots=True)
class Hit:
    contact: str
    turn: int


@dataclass(frozen=True, slots=True)
class Hits:
    hits: tuple[Hit, ...]
    total: int
    #: Field -> value -> number of turns, over all hits and not only this page.
    facets: Mapping[str, Mapping[str, int]]
    #: What `after` takes for the next page; None on the last.
    next: str | None = None


class Indexing(Protocol):
    """Takes in turns."""

    def put(
        self,
        contacts: Sequence[Contact],
        scans: Mapping[str, Sequence[Finding]],
        revisions: Mapping[str, int] | None = None,
    ) -> Mapping[str, Problem]:
        """Index every turn of these contacts, replacing what was there. Visible and on disk when this returns.

        Answers which contacts were refused, at least in part, and will be again, with the reason; raises when the engine
        did not acknowledge all else. `revisions` by contact key, as the store counts them, keep an older one from taking
        the place of a newer one, whichever arrives last; without them, what is put later counts as newer.
        Costs one commit, so give it a thousand contacts rather than one.
        """
        ...


class Rebuilding(Indexing, Protocol):
    """A new index beside the one that answers; what is put goes to the new one only."""

    def swap(self, catch_up: Callable[[], None]) -> None:
        """From now on the new one answers and takes in what is put; the old one is removed.

        Calls `catch_up`, which puts what has changed in the store by then, when nothing that it does not see can end in the
        old one.
        """
        ...


class SearchIndex(Indexing, Protocol):
    """Finds turns. It only finds: text, highlights and rights come from the store and from our own offsets."""

    def search(self, query: "Query", limit: int = 20, offset: int = 0, after: str | None = None) -> Hits:
        """Newest contact first, then by contact key and turn: the same ids in the same order on every engine.

        `after` is the page before's `next`, and then there is no `offset`: it costs the same on every page, and holds
        whatever came or went meanwhile. Raises Refused (`search.bad_page`) for one that no page gave.

        Words hold as `audit.tokens.found_at` says. `category`, `rule` and `severity_*` must hold of one and the same
        finding of the turn. Facets count turns by category, severity (the gravest finding of the turn), channel, agency,
        institution and, for the 20 most frequent (ties by value), agent and rule; by month for the newest 120 of them and by day for
        the newest 100, oldest first, as the calendar is in China.
        """
        ...

    def walk(self, query: "Query") -> Iterator[Hit]:
        """Every hit, in the order of `search`: none twice and none missing of those that are there from first to last."""
        ...

    def rebuild(self) -> AbstractContextManager[Rebuilding]:
        """A new, empty index, which is removed unless it is swapped in, as are those that a killed process left behind.

        Who searches is answered by the old one meanwhile, and writes go there. Raises Refused (`search.busy`) where
        another process is at it, if the engine can tell.
        """
        ...

    def close(self) -> None:
        """Finish what is under way and let another process write; the next `put` opens it again."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """Normalised text that must stand in the turn contiguously; from a bare word or a quoted phrase."""

    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """All words hold in the same turn, the filter holds, and the contact lies inside the scope.

    A filter is what somebody wants, the scope what that person may see: no hit, count or facet comes from outside it.
    """

    words: tuple[Words, ...] = ()
    filter: Filter = Filter()
    scope: Scope = EVERYTHING
