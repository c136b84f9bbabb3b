"""A conversation as the ledger counts it: every message of the agent, and what the other side answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from audit.ledger.events import Event
from audit.records import OTHER_SIDE, Direction, Message, Party, Speaker
from audit.signs import Signal

_SILENT = frozenset[Signal]()
_WRITERS = {Speaker.DEBTOR: Party.DEBTOR, Speaker.THIRD_PARTY: Party.THIRD_PARTY}


def events_of(whole: Event, messages: Sequence[Message], told: Mapping[int, frozenset[Signal]]) -> Iterator[Event]:
    """`whole` is the conversation as one event, `messages` are in time order, `told` says by turn what the other side told.

    Messages of machines, and those of which nobody knows who wrote them, are nobody's.
    """
    for turn, message in enumerate(messages):
        ours = message.speaker is Speaker.AGENT
        if ours or message.speaker in OTHER_SIDE:
            yield replace(
                whole,
                part=message.id,
                at=message.at,
                direction=Direction.OUTBOUND if ours else Direction.INBOUND,
                party=whole.party if ours else _WRITERS[message.speaker],
                agency=message.agency or whole.agency,
                agent_id=message.agent_id or whole.agent_id if ours else None,
                ended_at=None,
                spoke=None,
                signs=_SILENT if ours else told.get(turn, _SILENT),
            )
