"""One line of JSON -> a contact, or Refused with everything wrong in it."""

import json
import math
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from audit.errors import Problem, Refused
from audit.records import Channel, Contact, Direction, Party, Speaker, Turn
from pipelines.sources.fields import LONGEST_TEXT
from pipelines.sources.line_case import read_case
from pipelines.sources.rows import Fault
from pipelines.sources.times import Times

Identity = str | int | None
E = TypeVar("E", bound=StrEnum)
V = TypeVar("V")

_MOST_TURNS = 100_000
_ID = re.compile(r'"id"\s*:\s*(?:"([^"\\\x00-\x1f]{1,128})"|(\d{1,18}))')
_MOMENT = Times(None)
#: Who speaks where nobody says so: an outgoing message is the agent's, anything heard needs a diarisation.
_WRITTEN = frozenset((Channel.SMS, Channel.CHAT, Channel.EMAIL, Channel.LETTER))


class RefusedLine(Refused):
    """Carries the line's id, if it could be read, for the answer."""

    def __init__(self, problems: list[Problem], identity: Identity) -> None:
        super().__init__(problems)
        self.id = identity


def read_contact(line: bytes, where: str) -> tuple[Identity, Contact]:
    """The id as given, and the contact. `where` is the line's place, for messages."""
    try:
        given = _object(line)
    except Fault as fault:
        raise RefusedLine([fault.at(where)], _glimpsed(line)) from None
    reader = _Reader(given, where)
    identity = reader.read("id", _identity, None)
    contact = reader.contact(str(identity))
    if reader.problems:
        raise RefusedLine(reader.problems, identity)
    return identity, contact


def _glimpsed(line: bytes) -> Identity:
    """The id of a line that is no JSON, where it can be made out, so that its sender finds it again."""
    found = _ID.search(line[:1000].decode("utf-8", "replace"))
    return found and (found[1] or int(found[2]))


class _Reader:
    """Reads the fields of one line and gathers what is wrong with them."""

    def __init__(self, given: Mapping[str, Any], where: str) -> None:
        self.problems: list[Problem] = []
        self._given = given
        self._where = where

    def read(self, key: str, parse: Callable[[Any], V], default: V) -> V:
        if self._given.get(key) is None and key != "id":
            return default
        try:
            return parse(self._given.get(key))
        except Fault as fault:
            self.problems.append(fault.at(self._where, key))
            return default

    def contact(self, identity: str) -> Contact:
        channel = self.read("channel", _choice(Channel), Channel.SMS if "text" in self._given else Channel.CALL)
        direction = self.read("direction", _choice(Direction), Direction.OUTBOUND)
        ours = channel in _WRITTEN and direction is Direction.OUTBOUND
        speaker = self.read("speaker", _choice(Speaker), Speaker.AGENT if ours else Speaker.UNKNOWN)
        return Contact(
            id=identity,
            channel=channel,
            at=self.read("at", lambda value: _MOMENT(_string(value)), None),
            direction=direction,
            party=self.read("party", _choice(Party), Party.UNKNOWN),
            turns=self._turns(speaker),
            case=(case := self.read("case", read_case, None)),
            case_id=case.id if case else None,
        )

    def _turns(self, speaker: Speaker) -> tuple[Turn, ...]:
        text, turns = self._given.get("text"), self._given.get("turns")
        if (text is None) == (turns is None):
            self.problems.append(Problem("lines.text_or_turns", self._where))
            return ()
        if turns is None:
            return (Turn(0, speaker, self.read("text", _string, "")),)
        if not isinstance(turns, list) or len(turns) > _MOST_TURNS:
            self.problems.append(Problem("lines.not_turns", self._where, {"limit": _MOST_TURNS}))
            return ()
        return tuple(self._turn(index, turn, speaker) for index, turn in enumerate(turns))

    def _turn(self, index: int, turn: Any, speaker: Speaker) -> Turn:
        where = f"{self._where} turns[{index}]"
        inner = _Reader(turn if isinstance(turn, dict) else {}, where)
        if inner._given.get("text") is None:
            self.problems.append(Problem("lines.turn_without_text", where))
        start, end = inner.read("start", _seconds, None), inner.read("end", _seconds, None)
        if start is not None and end is not None and end < start:
            self.problems.append(Problem("lines.ended_before_start", where, {"start": start, "end": end}))
        said = Turn(
            index, inner.read("speaker", _choice(Speaker), speaker), inner.read("text", _string, ""), start, end
        )
        self.problems += inner.problems
        return said


def _object(line: bytes) -> dict[str, Any]:
    try:
        given = json.loads(line.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_unique)
    except UnicodeDecodeError as error:
        raise Fault("lines.not_utf8", byte=error.start) from None
    except (ValueError, RecursionError) as error:
        reason = "too deep" if isinstance(error, RecursionError) else str(error)[:120]
        raise Fault("lines.not_json", reason=reason) from None
    if not isinstance(given, dict):
        raise Fault("lines.not_an_object")
    return given


def _no_number(name: str) -> float:
    raise ValueError(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        doubled = next(key for index, (key, _) in enumerate(pairs) if any(key == other for other, _ in pairs[:index]))
        raise Fault("lines.doubled_key", key=doubled[:80].encode("ascii", "backslashreplace").decode())
    return found


def _identity(value: Any) -> str | int:
    if (isinstance(value, str) and value.strip()) or (isinstance(value, int) and not isinstance(value, bool)):
        return value if isinstance(value, int) else _string(value)
    raise Fault("lines.no_id")


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise Fault("lines.not_text", value=repr(value)[:80])
    if len(value) > LONGEST_TEXT:
        raise Fault("sources.too_long", limit=LONGEST_TEXT, found=len(value))
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Fault("lines.half_character", place=error.start) from None
    return value


def _choice(kind: type[E]) -> Callable[[Any], E]:
    def parse(value: Any) -> E:
        try:
            return kind(_string(value))
        except ValueError:
            raise Fault("sources.unknown_word", value=value[:80], known=", ".join(kind)) from None

    return parse


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise Fault("lines.not_seconds", value=repr(value)[:80])
    return float(value)
