"""What a telephone system sends of a call under way: JSON messages in the form that media streams have, or binary frames."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audit.errors import Problem, Refused
from pipelines.live.start import Encoding, Start, start_of

#: Characters or bytes of one message; 20 ms of sound are a few hundred.
LARGEST = 64 << 10


@dataclass(frozen=True, slots=True)
class Frame:
    """Some sound of one track, still coded."""

    track: str
    payload: bytes
    #: Milliseconds from the start of the stream, where the sender says so.
    timestamp: int | None = None
    #: The sender's number of the message, where it has one.
    sequence: int | None = None


class Stop:
    """The call is over."""


def read_start(text: str | bytes, where: str) -> Start | None:
    """The first message that says something; None for greetings. Raises Refused (`live.*`), also for sound before the start."""
    message = _message(text, where)
    if message.get("event") == "connected":
        return None
    if message.get("event") != "start":
        raise Refused(Problem("live.not_started", where))
    return start_of(message, where)


def read_message(text: str | bytes, start: Start, where: str) -> Frame | Stop | None:
    """None for what says nothing about sound: marks, pressed keys. Raises Refused; the call can go on."""
    if isinstance(text, bytes):
        return _binary(text, start, where)
    message = _message(text, where)
    match message.get("event"):
        case "media":
            return _frame(message, start, where)
        case "stop":
            return Stop()
        case "start":
            raise Refused(Problem("live.started_twice", where))
    return None


def _message(text: str | bytes, where: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise Refused(Problem("live.too_large", where, {"limit": LARGEST}))
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(Problem("live.not_json", where, {"reason": str(error)[:120]})) from error
    if not isinstance(message, dict):
        raise Refused(Problem("live.not_an_object", where))
    return message


def _binary(data: bytes, start: Start, where: str) -> Frame:
    if len(data) > LARGEST:
        raise Refused(Problem("live.too_large", where, {"limit": LARGEST}))
    tracks = list(start.speakers)
    if not data or data[0] >= len(tracks):
        raise Refused(Problem("live.unknown_track", where, {"track": data[:1].hex(), "tracks": ", ".join(tracks)}))
    return Frame(tracks[data[0]], _whole(data[1:], start, where))


def _frame(message: Mapping[str, Any], start: Start, where: str) -> Frame:
    media = message.get("media")
    if not isinstance(media, dict):
        raise Refused(Problem("live.no_media", where))
    sequence = _number(message.get("sequenceNumber"), where)
    if sequence is not None:
        where = f"{where}#{sequence}"
    track = str(media.get("track"))
    if track not in start.speakers:
        values = {"track": track[:80], "tracks": ", ".join(start.speakers)}
        raise Refused(Problem("live.unknown_track", where, values))
    try:
        payload = base64.b64decode(media.get("payload", ""), validate=True)
    except (TypeError, ValueError) as error:
        raise Refused(Problem("live.not_base64", where)) from error
    return Frame(track, _whole(payload, start, where), _number(media.get("timestamp"), where), sequence)


def _whole(payload: bytes, start: Start, where: str) -> bytes:
    if start.encoding is Encoding.PCM and len(payload) % 2:
        raise Refused(Problem("live.half_sample", where, {"bytes": len(payload)}))
    return payload


def _number(value: Any, where: str) -> int | None:
    """Media streams write numbers as text."""
    if value is None:
        return None
    try:
        number = int(str(value)[:20])
    except ValueError:
        number = -1
    if number < 0:
        raise Refused(Problem("live.not_a_number", where, {"value": str(value)[:80]}))
    return number
