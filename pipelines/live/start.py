"""How a call under way is announced: our own flat message, or the start message of media streams."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from audit.errors import Problem, Refused
from audit.records import Direction, Party, Speaker
from pipelines.sources import fields
from pipelines.sources.rows import Fault
from pipelines.sources.times import Times

E = TypeVar("E", bound=StrEnum)
V = TypeVar("V")

RATES = (8000, 16000)
_MOST_TRACKS = 2


class Encoding(StrEnum):
    PCM = "pcm_s16le"
    MULAW = "mulaw"


#: Names that media streams give them.
_ENCODINGS = {"audio/x-mulaw": "mulaw", "audio/pcmu": "mulaw", "pcmu": "mulaw", "audio/x-l16": "pcm_s16le"}


@dataclass(frozen=True, slots=True)
class Start:
    """What is known of a call when it begins."""

    encoding: Encoding
    rate: int
    #: Who is heard on each track, in the order in which binary frames number them.
    speakers: Mapping[str, Speaker]
    party: Party = Party.UNKNOWN
    direction: Direction = Direction.OUTBOUND
    #: Of a stored case.
    case_id: str | None = None
    number: str | None = None
    agent_id: str | None = None
    agency: str | None = None
    at: datetime | None = None


def start_of(message: Mapping[str, Any], where: str) -> Start:
    """Raises Refused (`live.*`, `sources.*`) with all that is wrong."""
    return _Fields(_flat(message), where).start()


def _flat(message: Mapping[str, Any]) -> dict[str, Any]:
    """Our own start message is flat; a media stream's has its parts under `start`, and ours among its custom parameters."""
    inner = message.get("start")
    if not isinstance(inner, dict):
        return dict(message)
    form, own = inner.get("mediaFormat"), inner.get("customParameters")
    form, own = form if isinstance(form, dict) else {}, own if isinstance(own, dict) else {}
    return {"encoding": form.get("encoding"), "sample_rate": form.get("sampleRate"), **inner, **own, **_told(own)}


def _told(own: Mapping[str, Any]) -> dict[str, Any]:
    """Custom parameters are texts only: `speakers` is then written `inbound:debtor,outbound:agent`."""
    speakers = own.get("speakers")
    if not isinstance(speakers, str):
        return {}
    return {"speakers": dict(pair.strip().partition(":")[::2] for pair in speakers.split(","))}


class _Fields:
    """Reads the fields of a start message and gathers what is wrong with them."""

    def __init__(self, given: Mapping[str, Any], where: str) -> None:
        self._given = given
        self._where = where
        self._problems: list[Problem] = []

    def start(self) -> Start:
        found = Start(
            encoding=self._read("encoding", _encoding, needed=True) or Encoding.MULAW,
            rate=self._read("sample_rate", _rate, needed=True) or RATES[0],
            speakers=self._read("speakers", _speakers, needed=True) or {},
            party=self._read("party", _choice(Party)) or Party.UNKNOWN,
            direction=self._read("direction", _choice(Direction)) or Direction.OUTBOUND,
            case_id=self._read("case", _text(fields.name)),
            number=self._read("number", _text(fields.phone)),
            agent_id=self._read("agent_id", _text(fields.name)),
            agency=self._read("agency", _text(fields.name)),
            at=self._read("at", _text(Times(None))),
        )
        if self._problems:
            raise Refused(self._problems)
        return found

    def _read(self, key: str, parse: Callable[[Any], V], *, needed: bool = False) -> V | None:
        value = self._given.get(key)
        if value is None:
            if needed:
                self._problems.append(Problem("live.missing_field", self._where, {"column": key}))
            return None
        try:
            return parse(value)
        except Fault as fault:
            self._problems.append(fault.at(self._where, key))
            return None


def _text(parse: Callable[[str], V]) -> Callable[[Any], V]:
    def parsed(value: Any) -> V:
        if not isinstance(value, str):
            raise Fault("lines.not_text", value=repr(value)[:80])
        return parse(value)

    return parsed


def _choice(kind: type[E]) -> Callable[[Any], E]:
    return _text(fields.Choice(kind, {}).__getitem__)


def _encoding(value: Any) -> Encoding:
    word = str(value)[:80].casefold()
    try:
        return Encoding(_ENCODINGS.get(word, word))
    except ValueError:
        raise Fault("sources.unknown_word", value=word, known=", ".join(Encoding)) from None


def _rate(value: Any) -> int:
    if str(value) not in map(str, RATES):
        raise Fault("live.rate", value=str(value)[:80], known=", ".join(map(str, RATES)))
    return int(value)


def _speakers(value: Any) -> dict[str, Speaker]:
    if not isinstance(value, dict) or not 1 <= len(value) <= _MOST_TRACKS:
        raise Fault("live.speakers", most=_MOST_TRACKS)
    parse = _choice(Speaker)
    return {track[:80]: parse(speaker) for track, speaker in value.items()}
