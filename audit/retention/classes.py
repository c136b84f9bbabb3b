"""Classes of data and how long each is kept. A deployment may keep longer than a class says, never shorter."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from audit.errors import Problem, Refused


class Kind(StrEnum):
    """What is kept. Those named like a channel are its contacts, with their words and all that hangs on them."""

    #: The sound of a call, its waveform and its masked copies; the words stay.
    RECORDING = "recording"
    CALL = "call"
    SMS = "sms"
    CHAT = "chat"
    VISIT = "visit"
    EMAIL = "email"
    LETTER = "letter"
    #: Findings, incidents and what people did with them: they go with the contact, which stays as long as they must.
    FINDING = "finding"
    COMPLAINT = "complaint"
    CASE = "case"
    #: The log of acts: no personal data is in it, and its chain has no gaps.
    ACT = "act"


#: Those that somebody may ask to be deleted, in the order in which one may go when another is gone.
DELETED = (
    Kind.RECORDING,
    Kind.CALL,
    Kind.SMS,
    Kind.CHAT,
    Kind.VISIT,
    Kind.EMAIL,
    Kind.LETTER,
    Kind.COMPLAINT,
    Kind.CASE,
)


class Bound(StrEnum):
    LEAST = "least"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class Law:
    """Where a bound comes from. `years` is None where the instrument gives no number."""

    bound: Bound
    years: int | None
    instrument: str
    place: str
    force: str
    #: How the text was seen: text, press, weak.
    verified: str
    #: By language.
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RetentionClass:
    kind: Kind
    #: Counted from the last activity of the case; None: never deleted.
    years: int | None
    #: By language.
    title: Mapping[str, str]
    law: tuple[Law, ...]

    @property
    def least(self) -> int:
        """The longest of the minima that the law gives."""
        return max((law.years or 0 for law in self.law if law.bound is Bound.LEAST), default=0)

    def cutoff(self, now: datetime) -> datetime | None:
        """What was last active before that time may go; None where nothing ever may."""
        return None if self.years is None else years_before(now, self.years)


Schedule = Mapping[Kind, RetentionClass]


def years_before(now: datetime, years: int) -> datetime:
    """The same day of the calendar; on the 29th of February where there is none, the day before: late rather than early."""
    try:
        return now.replace(year=now.year - years)
    except ValueError:
        return now.replace(year=now.year - years, day=28)


def raised(schedule: Schedule, wanted: Mapping[str, int]) -> Schedule:
    """The schedule as a deployment sets it, in years by kind. Raises Refused (`retention.*`) for what would be shorter."""
    faults, made = list[Problem](), dict(schedule)
    for name, years in sorted(wanted.items()):
        known = next((one for kind, one in schedule.items() if kind == name), None)
        if known is None or known.years is None:
            may = ", ".join(one.kind for one in schedule.values() if one.years is not None)
            faults.append(Problem("retention.no_class", name, {"known": may}))
        elif years < known.years:
            faults.append(Problem("retention.shorter", name, {"years": years, "least": known.years}))
        else:
            made[known.kind] = replace(known, years=years)
    if faults:
        raise Refused(faults)
    return made


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """Before which last activity something is due: of itself, and where findings hang on it."""

    own: datetime
    accused: datetime


def cutoffs(schedule: Schedule, kind: Kind, now: datetime) -> Cutoffs | None:
    """None for what is never deleted. Findings keep their proof: what they hang on stays as long as they do."""
    own, accused = schedule[kind].cutoff(now), schedule[Kind.FINDING].cutoff(now)
    if own is None or accused is None:
        return None
    proves = kind not in (Kind.COMPLAINT, Kind.CASE)
    return Cutoffs(own, min(own, accused) if proves else own)
