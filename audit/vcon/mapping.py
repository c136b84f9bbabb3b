"""Dialogs to contacts. What our own containers say of a contact comes back as it was; of others the dialogs tell."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from audit.records import Channel, Contact, Direction, Disposition, Message, Party, Speaker, Transcript, Turn
from audit.vcon.dialogs import Dialog, Who
from audit.vcon.model import FACTS, PARTIES, TURNS, Conversation
from audit.vcon.parsing import Fault, Node, listed

#: Applications whose texts are messages of their own, and not lines of one chat.
_SHORT = frozenset({"sms", "mms"})


def conversation(root: Node, identity: str, dialogs: Sequence[Dialog], parties: Sequence[Who]) -> Conversation:
    """`identity` names what the container itself gives no id. Raises Fault."""
    facts = next((one for one in listed(root, "attachments") if _purpose(one) == FACTS), None)
    body = facts.get("body") if facts else None
    if body is None:
        return _of_others(root, identity, dialogs)
    return _own(root, body, dialogs, parties)


def _of_others(root: Node, identity: str, dialogs: Sequence[Dialog]) -> Conversation:
    calls, short, lines = list[Contact](), list[Contact](), list[Message]()
    recordings, transcripts = dict[str, bytes](), dict[str, Transcript]()
    for number, one in enumerate(dialogs):
        name = identity if len(dialogs) == 1 else f"{identity}.{number}"
        if one.kind != "text":
            calls.append(_call(name, one))
            if one.data is not None:
                recordings[calls[-1].key] = one.data
            if (heard := _transcript(root, number)) is not None:
                transcripts[calls[-1].key] = heard
        elif one.application.lower() in _SHORT:
            short.append(_sms(name, one))
        else:
            lines.append(_line(identity, number, one))
    return Conversation((*calls, *short), tuple(lines), recordings, transcripts)


def _call(name: str, one: Dialog) -> Contact:
    other = _other(one)
    spoken = one.kind == "recording"
    ended = one.start + timedelta(seconds=one.duration) if one.duration is not None else None
    return Contact(
        id=name,
        channel=Channel.CALL,
        at=one.start,
        direction=_direction(one),
        party=PARTIES.get(other.speaker, Party.UNKNOWN) if other else Party.UNKNOWN,
        number=other.number if other else None,
        answered_at=one.start if spoken else None,
        ended_at=ended,
        disposition=Disposition.CONNECTED if spoken else one.disposition,
        recording=one.filename if spoken else None,
        channels=tuple(who.speaker if who else Speaker.UNKNOWN for who in one.parties) if spoken else (),
        **_agent(one),
    )


def _sms(name: str, one: Dialog) -> Contact:
    other, sender = _other(one), one.origin.speaker if one.origin else Speaker.UNKNOWN
    return Contact(
        id=one.message or name,
        channel=Channel.SMS,
        at=one.start,
        direction=_direction(one),
        party=PARTIES.get(other.speaker, Party.UNKNOWN) if other else Party.UNKNOWN,
        number=other.number if other else None,
        turns=(Turn(0, sender, one.said),),
        **_agent(one),
    )


def _line(conversation_id: str, number: int, one: Dialog) -> Message:
    speaker = one.origin.speaker if one.origin else Speaker.UNKNOWN
    platform = {"platform": one.application} if one.application else {}
    return Message(
        conversation_id, one.message or str(number), one.start, speaker, one.said, extra=platform, **_agent(one)
    )


def _own(root: Node, body: Node, dialogs: Sequence[Dialog], parties: Sequence[Who]) -> Conversation:
    first, channel = dialogs[0], _need(body, "channel").choice(Channel)
    name, case = _need(body, "id").name(), _maybe_name(body, "case_id")
    if channel is Channel.CHAT:
        every = listed(body, "messages")
        if len(every) != len(dialogs):
            raise Fault("other_count", f"{body.place}.messages", messages=len(every), dialogs=len(dialogs))
        return Conversation(messages=tuple(map(_message, [name] * len(dialogs), dialogs, every)))
    agent = next((one for one in parties if one.speaker is Speaker.AGENT), Who(Speaker.AGENT))
    texts = [one for one in dialogs if one.kind == "text"]
    extra, outcome = body.get("extra"), body.get("disposition")
    contact = Contact(
        id=name,
        channel=channel,
        at=first.start,
        direction=_need(body, "direction").choice(Direction),
        party=_need(body, "party").choice(Party),
        turns=tuple(Turn(at, _speaker(one), one.said) for at, one in enumerate(texts)),
        case_id=case,
        number=next((one.number for one in parties if one.number), None),
        agent_id=agent.agent,
        agency=agent.agency,
        disposition=outcome.choice(Disposition) if outcome else None,
        recording=_maybe_name(body, "recording"),
        extra=extra.texts() if extra else {},
        channels=tuple(one.choice(Speaker) for one in listed(body, "channels")),
        answered_at=_maybe_moment(body, "answered_at"),
        ended_at=_maybe_moment(body, "ended_at"),
    )
    heard, sound = _transcript(root, 0), first.data if first.kind == "recording" else None
    return Conversation(
        (contact,),
        recordings={contact.key: sound} if sound is not None else {},
        transcripts={contact.key: heard} if heard else {},
    )


def _message(name: str, one: Dialog, facts: Node) -> Message:
    told = {key: _maybe_name(facts, key) for key in ("case_id", "agent_id", "agency")}
    extra = facts.get("extra")
    given = extra.texts() if extra else {}
    return Message(name, one.message or "", one.start, _speaker(one), one.said, extra=given, **told)


def _transcript(root: Node, dialog: int) -> Transcript | None:
    """The first one of this dialog whose turns are in our form."""
    for one in listed(root, "analysis"):
        of, schema, body = one.get("dialog"), one.get("schema"), one.get("body")
        if schema and schema.value == TURNS and of and of.value == dialog and body:
            return Transcript(tuple(_turns(body)), "vendor:vcon", "", {})
    return None


def _turns(body: Node) -> Iterator[Turn]:
    for index, one in enumerate(body.items()):
        start, end = one.get("start"), one.get("end")
        times = (start.seconds() if start else None, end.seconds() if end else None)
        yield Turn(index, _need(one, "speaker").choice(Speaker), _need(one, "text").text(), *times)


def _purpose(one: Node) -> object:
    found = one.get("purpose")
    return found.value if found else None


def _need(node: Node, key: str) -> Node:
    found = node.get(key)
    if found is None:
        raise Fault("missing", f"{node.place}.{key}")
    return found


def _maybe_name(node: Node, key: str) -> str | None:
    found = node.get(key)
    return found.name() if found else None


def _maybe_moment(node: Node, key: str) -> datetime | None:
    found = node.get(key)
    return found.moment() if found else None


def _speaker(one: Dialog) -> Speaker:
    return one.origin.speaker if one.origin else Speaker.UNKNOWN


def _other(one: Dialog) -> Who | None:
    """Whoever is not the agent."""
    return next((who for who in one.parties if who and who.speaker is not Speaker.AGENT), None)


def _direction(one: Dialog) -> Direction:
    """Where nobody tells who began, calls go out: that is what collectors do."""
    inbound = one.origin is not None and one.origin.speaker in PARTIES
    return Direction.INBOUND if inbound else Direction.OUTBOUND


def _agent(one: Dialog) -> dict[str, Any]:
    agent = next((who for who in one.parties if who and who.speaker is Speaker.AGENT), None)
    return {"agent_id": agent.agent, "agency": agent.agency} if agent else {}
