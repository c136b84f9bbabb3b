"""A contact as a container: every container says the same of the same contact, but for when it was made."""

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from audit.errors import Problem, Refused
from audit.personal import masked
from audit.records import Channel, Contact, Message, Speaker, Turn
from audit.vcon.model import CONTACT_CENTRE, FACTS, INCOMPLETE, ROLES, TURNS, VERSIONS, content_hash, unpadded

#: How files begin -> their media type in containers.
_MEDIA = {b"RIFF": "audio/x-wav", b"OggS": "audio/ogg", b"ID3": "audio/x-mp3", b"fLaC": "audio/flac"}
_OTHER = "application/octet-stream"


def write(
    contact: Contact, messages: Sequence[Message], recording: bytes | None, at: datetime, *, original: bool
) -> Mapping[str, Any]:
    """Values of JSON. Without `original` the container says that personal data was taken out, as `without_persons` does.

    Raises Refused (`vcon.no_time`) for a contact of which nobody knows when it was.
    """
    if contact.at is None:
        raise Refused(Problem("vcon.no_time", contact.key))
    said = [message.speaker for message in messages] or [turn.speaker for turn in contact.turns]
    speakers = tuple(dict.fromkeys((Speaker.AGENT, Speaker.DEBTOR, *contact.channels, *said)))
    identity = _uuid(contact.key, original=original)
    made: dict[str, Any] = {
        "vcon": VERSIONS[0],
        "uuid": identity,
        "extensions": [CONTACT_CENTRE],
        "created_at": at.isoformat(),
        "parties": [_party(one, contact) for one in speakers],
        "dialog": list(_dialogs(contact, messages, recording, speakers)),
        "analysis": _analysis(contact),
        "attachments": [_facts(contact, messages)],
    }
    return (
        made if original else {**made, "redacted": {"uuid": _uuid(contact.key, original=True), "type": "personal data"}}
    )


def without_persons(contact: Contact, messages: Sequence[Message]) -> tuple[Contact, Sequence[Message]]:
    """Texts starred out; number, name of the recording and other columns left out."""
    case = contact.case
    turns = tuple(replace(turn, text=masked(turn.text, case), words=()) for turn in contact.turns)
    clean = replace(contact, turns=turns, number=None, recording=None, extra={}, case=None)
    return clean, [replace(one, text=masked(one.text, case), extra={}) for one in messages]


def _uuid(key: str, *, original: bool) -> str:
    """Version 8: made of our own key, so that the same contact is the same container."""
    raw = bytearray(hashlib.sha256(f"vcon\x1f{key}\x1f{original}".encode()).digest()[:16])
    raw[6], raw[8] = raw[6] & 0x0F | 0x80, raw[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(raw)))


def _party(speaker: Speaker, contact: Contact) -> dict[str, str]:
    told = {"role": ROLES[speaker]} if speaker in ROLES else {"name": "anonymous"}
    if speaker is Speaker.AGENT:
        told |= {name: text for name, text in (("uuid", contact.agent_id), ("org", contact.agency)) if text}
    elif speaker is Speaker.DEBTOR and contact.number:
        told["tel"] = contact.number
    return told


def _dialogs(
    contact: Contact, messages: Sequence[Message], recording: bytes | None, speakers: tuple[Speaker, ...]
) -> Iterator[dict[str, Any]]:
    at = contact.at.isoformat() if contact.at else ""
    if messages:
        for one in messages:
            kind = {"application": one.extra.get("platform", "chat"), "message_id": one.id}
            yield _text(one.at.isoformat(), one.text, speakers.index(one.speaker), kind)
        return
    if contact.channel is Channel.CALL or recording is not None or not contact.turns:
        yield _recording(contact, at, recording, speakers)
    for turn in () if contact.channel is Channel.CALL else contact.turns:
        if turn.start is not None:
            continue  # heard in the recording
        kind = {"application": contact.channel.value, "message_id": contact.id}
        yield _text(at, turn.text, speakers.index(turn.speaker), kind)


def _text(at: str, text: str, sender: int, kind: Mapping[str, str]) -> dict[str, Any]:
    parties = [sender, 1 if sender == 0 else 0]
    return {
        "type": "text",
        "start": at,
        "parties": parties,
        "mediatype": "text/plain",
        "encoding": "none",
        "body": text,
        **kind,
    }


def _recording(contact: Contact, at: str, data: bytes | None, speakers: tuple[Speaker, ...]) -> dict[str, Any]:
    why = INCOMPLETE.get(contact.disposition) if contact.disposition else None
    if data is None and why is not None:
        return {"type": "incomplete", "start": at, "parties": [0, 1], "disposition": why}
    made: dict[str, Any] = {"type": "recording", "start": at}
    made["parties"] = [speakers.index(one) for one in contact.channels] or [0, 1]
    if contact.ended_at and contact.at:
        made["duration"] = (contact.ended_at - contact.at).total_seconds()
    if contact.recording:
        made["filename"] = contact.recording
    if data is not None:
        media = next((kind for head, kind in _MEDIA.items() if data.startswith(head)), _OTHER)
        made |= {
            "mediatype": media,
            "encoding": "base64url",
            "body": unpadded(data),
            "content_hash": content_hash(data),
        }
    return made


def _analysis(contact: Contact) -> list[dict[str, Any]]:
    """What was heard, as a transcript; of written messages the dialog says it all."""
    if contact.channel not in {Channel.CALL, Channel.VISIT} or all(turn.start is None for turn in contact.turns):
        return []
    body = [_turn(turn) for turn in contact.turns]
    kind = {"type": "transcript", "dialog": 0, "vendor": "FairDial", "schema": TURNS}
    return [{**kind, "mediatype": "application/json", "encoding": "json", "body": body}]


def _turn(turn: Turn) -> dict[str, Any]:
    return {"speaker": turn.speaker.value, "text": turn.text, "start": turn.start, "end": turn.end}


def _facts(contact: Contact, messages: Sequence[Message]) -> dict[str, Any]:
    times = {name: getattr(contact, name) for name in ("answered_at", "ended_at")}
    body = {
        "channel": contact.channel.value,
        "id": contact.id,
        "direction": contact.direction.value,
        "party": contact.party.value,
        "disposition": contact.disposition.value if contact.disposition else None,
        "case_id": contact.case_id,
        "recording": contact.recording,
        "channels": [one.value for one in contact.channels],
        "extra": dict(contact.extra),
        "messages": [
            {"case_id": one.case_id, "agent_id": one.agent_id, "agency": one.agency, "extra": dict(one.extra)}
            for one in messages
        ],
        **{name: time.isoformat() if time else None for name, time in times.items()},
    }
    at = contact.at.isoformat() if contact.at else ""
    return {"purpose": FACTS, "start": at, "party": 0, "dialog": 0, "encoding": "json", "body": body}
