"""What kind of event something is, in the law's words. Each class says yes, no, or why it cannot say."""

from collections.abc import Callable, Mapping

from audit.ledger.events import Event
from audit.records import Channel, Direction, Disposition

#: A reason, where the log does not tell.
Said = bool | str

#: Without a transcript so many seconds of talk make a conversation; no instrument defines "effective" (a house value).
TALK_S = 30.0

ANSWERED_UNKNOWN = "answered_at missing"
OUTCOME_UNKNOWN = "disposition missing"

_UNANSWERED = frozenset((Disposition.NO_ANSWER, Disposition.BUSY, Disposition.REJECTED, Disposition.VOICEMAIL))
_MESSAGES = frozenset((Channel.SMS, Channel.CHAT, Channel.EMAIL, Channel.LETTER))


def attempt(event: Event) -> Said:
    """A call that was placed, whatever came of it."""
    return event.channel is Channel.CALL and event.direction is Direction.OUTBOUND


def connected(event: Event) -> Said:
    """A placed call that somebody took."""
    if not attempt(event):
        return False
    return OUTCOME_UNKNOWN if event.disposition is None else event.disposition is Disposition.CONNECTED


def unanswered(event: Event) -> Said:
    """A placed call that rang out, was refused, was busy or met a machine; a dead number annoys nobody."""
    if not attempt(event):
        return False
    return OUTCOME_UNKNOWN if event.disposition is None else event.disposition in _UNANSWERED


def conversation(event: Event) -> Said:
    """A placed call in which the other side spoke; without a transcript one with more than 30 s of talk."""
    taken = connected(event)
    return _talked(event) if taken is True else taken


def talk(event: Event) -> Said:
    """A conversation, whoever placed the call."""
    if event.channel is not Channel.CALL:
        return False
    if event.disposition is None:
        return OUTCOME_UNKNOWN
    return event.disposition is Disposition.CONNECTED and _talked(event)


def message(event: Event) -> Said:
    return event.channel in _MESSAGES and event.direction is Direction.OUTBOUND


def visit(event: Event) -> Said:
    return event.channel is Channel.VISIT


def contact(event: Event) -> Said:
    """Whatever was done to reach somebody, by any channel."""
    return event.direction is Direction.OUTBOUND


def _talked(event: Event) -> Said:
    if event.spoke is not None:
        return event.spoke
    return ANSWERED_UNKNOWN if event.talk is None else event.talk > TALK_S


#: By the names that rules use.
CLASSES: Mapping[str, Callable[[Event], Said]] = {
    "attempts": attempt,
    "connected": connected,
    "unanswered": unanswered,
    "conversations": conversation,
    "talks": talk,
    "messages": message,
    "visits": visit,
    "contacts": contact,
}
