"""What came in: cases, contacts and their turns. Frozen, and every time carries its zone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from audit.quality import Grade, Quality

#: The text of a turn of speaker `ivr` in which nobody speaks, because music plays.
MUSIC = "♪"


class Channel(StrEnum):
    CALL = "call"
    SMS = "sms"
    CHAT = "chat"
    VISIT = "visit"
    EMAIL = "email"
    LETTER = "letter"


class Speaker(StrEnum):
    """Who utters a turn. `unknown` can accuse nobody: rules about a speaker are then not assessed."""

    AGENT = "agent"
    DEBTOR = "debtor"
    THIRD_PARTY = "third_party"
    IVR = "ivr"
    UNKNOWN = "unknown"


#: Who is called, against the side that collects. What nobody is known to have said counts for nobody.
OTHER_SIDE = frozenset((Speaker.DEBTOR, Speaker.THIRD_PARTY))


class Party(StrEnum):
    """Whom the agent reached. `contact` is a person the debtor registered, `third_party` anybody else."""

    DEBTOR = "debtor"
    GUARANTOR = "guarantor"
    CONTACT = "contact"
    THIRD_PARTY = "third_party"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    OUTBOUND = "outbound"
    INBOUND = "inbound"


class Disposition(StrEnum):
    CONNECTED = "connected"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REJECTED = "rejected"
    VOICEMAIL = "voicemail"
    INVALID = "invalid"


class Met(StrEnum):
    """Whom visitors met."""

    DEBTOR = "debtor"
    FAMILY = "family"
    COLLEAGUE = "colleague"
    NOBODY = "nobody"


class YesNo(StrEnum):
    YES = "yes"
    NO = "no"


class LegalStage(StrEnum):
    NONE = "none"
    FILED = "filed"
    ACCEPTED = "accepted"
    JUDGED = "judged"
    ENFORCED = "enforced"


class State(StrEnum):
    """How far a contact has come; `failed` and `rejected` always carry a reason."""

    RECEIVED = "received"
    TRANSCRIBED = "transcribed"
    SCANNED = "scanned"
    INDEXED = "indexed"
    FAILED = "failed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word; times in seconds from the start of the recording."""

    text: str
    start: float
    end: float
    probability: float
    #: Whether the times were worked out from the words around, since the recogniser gave none.
    interpolated: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance of one speaker. `index` counts from 0 within the contact, in time order."""

    index: int
    speaker: Speaker
    text: str
    #: Seconds from the start of the recording; None for text that was never audio.
    start: float | None = None
    end: float | None = None
    words: tuple[Word, ...] = ()
    #: Mean log probability of the recognised tokens, <= 0; None where no recogniser was at work.
    avg_logprob: float | None = None
    #: Probability in [0, 1] that the recogniser heard no speech at all.
    no_speech_prob: float | None = None
    #: None where nobody measured it: a message, a transcript of others.
    quality: Quality | None = None

    @property
    def void(self) -> bool:
        """Whether nothing may be proven by these words."""
        return self.quality is not None and self.quality.grade is Grade.VOID


@dataclass(frozen=True, slots=True)
class Transcript:
    """The turns of one recording and what produced them, so that the result can be made again."""

    turns: tuple[Turn, ...]
    #: `faster-whisper`, or `vendor:json`, `vendor:srt`, `vendor:vtt` for transcripts that came with the call.
    origin: str
    #: Model name and revision or hash; empty for vendors that do not say.
    model: str
    settings: Mapping[str, object]
    #: Length of the recording in seconds; None where only the transcript is at hand.
    duration: float | None = None
    #: SHA-256 of the recording that was heard; None for transcripts that came with the call.
    audio: str | None = None


@dataclass(frozen=True, slots=True)
class RegisteredContact:
    name: str
    relation: str
    phone: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What the debtor agreed to, e.g. `off_hours` between 22:00 and 23:00; `detail` holds the terms as given."""

    kind: str
    detail: Mapping[str, str]
    given_at: datetime
    withdrawn_at: datetime | None = None

    def in_force(self, at: datetime) -> bool:
        """From the moment it was given until it was withdrawn."""
        return self.given_at <= at and (self.withdrawn_at is None or at < self.withdrawn_at)


class OfferKind(StrEnum):
    #: At most so many instalments.
    INSTALMENTS = "instalments"
    #: At most so many percent of what is owed are waived.
    WAIVER = "waiver"
    #: The debt is settled for so many yuan or more.
    SETTLEMENT = "settlement"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the institution allows an agent to promise in this case."""

    kind: OfferKind
    limit: float


@dataclass(frozen=True, slots=True)
class Case:
    """One debtor's overdue debt at one institution. Amounts are in yuan; None means: not told to us."""

    id: str
    institution: str
    debtor_id: str
    due_amount: float | None = None
    overdue_days: int | None = None
    agency: str | None = None
    debtor_name: str | None = None
    debtor_phones: tuple[str, ...] = ()
    product: str | None = None
    principal: float | None = None
    legal_stage: LegalStage | None = None
    registered_contacts: tuple[RegisteredContact, ...] = ()
    consents: tuple[Consent, ...] = ()
    offers: tuple[Offer, ...] = ()
    timezone: str | None = None
    assigned_at: datetime | None = None
    notified_at: datetime | None = None
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """One communication or attempt. `id` is the table's own; ids are unique within a channel."""

    id: str
    channel: Channel
    at: datetime | None = None
    direction: Direction = Direction.OUTBOUND
    party: Party = Party.UNKNOWN
    turns: tuple[Turn, ...] = ()
    case: Case | None = None
    case_id: str | None = None
    number: str | None = None
    agent_id: str | None = None
    agency: str | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    disposition: Disposition | None = None
    #: File name of the recording as the dial log gives it.
    recording: str | None = None
    #: SHA-256 of the recording's bytes, the key of its blob.
    audio: str | None = None
    #: Other fields of the table: what a visit log tells (visitors, recorded, met, address_kind), status, platform.
    extra: Mapping[str, str] = field(default_factory=dict)
    #: Who is on each channel of the recording; `debtor` stands for the other side of the line, whoever that is.
    channels: tuple[Speaker, ...] = ()

    def __post_init__(self) -> None:
        for time in (self.at, self.answered_at, self.ended_at):
            if time is not None and time.tzinfo is None:
                _refuse_naive(f"contact {self.id}", time)

    @property
    def key(self) -> str:
        """Identity over all channels, `sms:17`: dialers and gateways both number from 1."""
        return self.channel + ":" + self.id  # several times as fast as formatting, and asked of every contact

    @property
    def institution(self) -> str | None:
        return self.case.institution if self.case else None

    def turn(self, index: int) -> Turn | None:
        """By its own index, where it is there: in a list a contact may hold those turns alone that the list shows."""
        if index < len(self.turns) and self.turns[index].index == index:
            return self.turns[index]
        return next((turn for turn in self.turns if turn.index == index), None)

    def said(self, index: int) -> str:
        """What was said in a turn that is there."""
        turn = self.turn(index)
        assert turn is not None, f"{self.key}: turn {index}"
        return turn.text

    def with_case(self, case: Case | None) -> "Contact":
        """By position, at a third of what `replace` takes: messages come in millions."""
        return Contact(
            self.id,
            self.channel,
            self.at,
            self.direction,
            self.party,
            self.turns,
            case,
            self.case_id,
            self.number,
            self.agent_id,
            self.agency,
            self.answered_at,
            self.ended_at,
            self.disposition,
            self.recording,
            self.audio,
            self.extra,
            self.channels,
        )

    def with_turns(self, turns: tuple[Turn, ...]) -> "Contact":
        return replace(self, turns=turns)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation. Ids are unique within the conversation; `audit.messages` makes a contact of them."""

    conversation: str
    id: str
    at: datetime
    speaker: Speaker
    text: str
    case_id: str | None = None
    agent_id: str | None = None
    agency: str | None = None
    #: `platform`, and the columns that nobody knows, as given.
    extra: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            _refuse_naive(f"message {self.key}", self.at)

    @property
    def contact(self) -> str:
        """The key of the conversation as a contact."""
        return f"{Channel.CHAT}:{self.conversation}"

    @property
    def key(self) -> str:
        return f"{self.contact}#{self.id}"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a consumer complained of, as the desk that took it wrote it down."""

    id: str
    received_at: datetime
    text: str
    case_id: str | None = None
    #: By which way it came, in the desk's own words: hotline, regulator, app.
    channel: str | None = None
    #: About which agency.
    agency: str | None = None
    #: Id of the contact it is about, where the desk knows it.
    about: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.received_at.tzinfo is None:
            _refuse_naive(f"complaint {self.id}", self.received_at)


def _refuse_naive(whose: str, time: datetime) -> None:
    message = f"{whose}: times must carry a zone, got {time.isoformat()}"
    raise ValueError(message)
