"""Messages of one conversation -> the contact it is. Pure: the same messages in any order give the same contact."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from audit.records import Channel, Contact, Direction, Message, Party, Speaker, Turn


def in_time_order(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Ties by id, so that the order does not depend on how the rows came."""
    return tuple(sorted(messages, key=lambda message: (message.at.astimezone(UTC), message.id)))


def conversation(messages: Iterable[Message]) -> Contact:
    """One turn for each message, in time order. What only some messages tell is told by the first that does."""
    ordered = in_time_order(messages)
    first, last = ordered[0], ordered[-1]
    agents = [message for message in ordered if message.speaker is Speaker.AGENT]
    platform = _told(message.extra.get("platform") for message in ordered)
    return Contact(
        id=first.conversation,
        channel=Channel.CHAT,
        at=first.at,
        direction=Direction.OUTBOUND if first.speaker is Speaker.AGENT else Direction.INBOUND,
        party=_party(ordered),
        turns=tuple(Turn(index, message.speaker, message.text) for index, message in enumerate(ordered)),
        case_id=_told(message.case_id for message in ordered),
        agent_id=_told(message.agent_id for message in agents),
        agency=_told(message.agency for message in agents),
        ended_at=last.at,
        extra={"platform": platform} if platform else {},
    )


def content(message: Message) -> tuple[object, ...]:
    """What tells a message that came again from another one of the same id.

    Never the times themselves: around a change of clocks equal moments of two zones are unequal in Python.
    """
    return (
        _moment(message.at),
        message.speaker,
        message.text,
        message.case_id,
        message.agent_id,
        message.agency,
        dict(message.extra),
    )


def _moment(at: datetime) -> tuple[datetime, object]:
    return at.astimezone(UTC), at.utcoffset()


def _party(messages: Sequence[Message]) -> Party:
    speakers = {message.speaker for message in messages}
    alone = Speaker.THIRD_PARTY in speakers and Speaker.DEBTOR not in speakers
    return Party.THIRD_PARTY if alone else Party.DEBTOR


def _told(values: Iterator[str | None]) -> str | None:
    return next((value for value in values if value), None)
