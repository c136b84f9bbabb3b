"""The dialogs of a container, each with who was there."""

from dataclasses import dataclass
from datetime import datetime

from audit.records import Disposition, Speaker
from audit.vcon.model import DISPOSITIONS, SPEAKERS
from audit.vcon.parsing import Fault, Node, content

#: What relates other dialogs and holds nothing itself.
NO_CONVERSATION = frozenset({"transfer", "recording-set"})


@dataclass(frozen=True, slots=True)
class Who:
    """A party: who speaks there, and what is known of them."""

    speaker: Speaker
    number: str | None = None
    agent: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Dialog:
    kind: str
    start: datetime
    duration: float | None
    #: One for each channel or person; None for several on one channel.
    parties: tuple[Who | None, ...]
    #: Who began.
    origin: Who | None
    data: bytes | None
    application: str
    message: str | None
    filename: str | None
    disposition: Disposition | None
    place: str

    @property
    def said(self) -> str:
        """Raises Fault where it is no text."""
        try:
            return Node((self.data or b"").decode(), f"{self.place}.body").text()
        except UnicodeDecodeError:
            raise Fault("broken_text", f"{self.place}.body") from None


def party(one: Node) -> Who:
    role, tel, agent, org = (one.get(key) for key in ("role", "tel", "uuid", "org"))
    speaker = SPEAKERS.get(str(role.value).lower(), Speaker.UNKNOWN) if role else Speaker.UNKNOWN
    number = tel.name().removeprefix("tel:") if tel else None
    if speaker is not Speaker.AGENT:
        return Who(speaker, number)
    return Who(speaker, number, agent.name() if agent else None, org.name() if org else None)


def kind_of(entry: Node) -> str:
    kind = entry.get("type")
    known = ("recording", "text", "incomplete", *sorted(NO_CONVERSATION))
    if kind is None or kind.value not in known:
        raise Fault(
            "unknown_word", f"{entry.place}.type", value=ascii(kind and kind.value)[:40], known=", ".join(known)
        )
    return str(kind.value)


def dialog_of(entry: Node, kind: str, parties: list[Who]) -> Dialog:
    start, duration, word = entry.get("start"), entry.get("duration"), entry.get("disposition")
    application, message, filename, origin = (
        entry.get(key) for key in ("application", "message_id", "filename", "originator")
    )
    if start is None:
        raise Fault("missing", f"{entry.place}.start")
    if word is not None and word.value not in DISPOSITIONS:
        raise Fault("unknown_word", word.place, value=ascii(word.value)[:40], known=", ".join(DISPOSITIONS))
    there = _there(entry, parties)
    return Dialog(
        kind=kind,
        start=start.moment(),
        duration=duration.seconds() if duration else None,
        parties=there,
        origin=_whom(origin, parties) if origin else next(iter(there), None),
        data=content(entry),
        application=application.name() if application else "",
        message=message.name() if message else None,
        filename=filename.name() if filename else None,
        disposition=DISPOSITIONS[word.value] if word else None,
        place=entry.place,
    )


def _there(entry: Node, parties: list[Who]) -> tuple[Who | None, ...]:
    found = entry.get("parties")
    if found is None:
        return ()
    every = found.items() if isinstance(found.value, list) else [found]
    return tuple(None if isinstance(one.value, list) or one.value is None else _whom(one, parties) for one in every)


def _whom(number: Node, parties: list[Who]) -> Who:
    value = number.value
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < len(parties):
        raise Fault("no_party", number.place, value=ascii(value)[:40], parties=len(parties))
    return parties[value]
