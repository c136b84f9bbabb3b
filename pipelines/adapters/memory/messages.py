"""Conversations as dictionaries of messages."""

from collections.abc import Sequence

from audit.messages import in_time_order
from audit.records import Message


class MemoryMessages:
    """The part of the store that keeps messages; what a new one does to its conversation is the store's to say."""

    def __init__(self) -> None:
        super().__init__()
        #: Key of the conversation -> id -> message.
        self._messages: dict[str, dict[str, Message]] = {}

    def messages(self, key: str) -> Sequence[Message]:
        return in_time_order(self._messages.get(key, {}).values())

    def _known(self, message: Message) -> Message | None:
        return self._messages.get(message.contact, {}).get(message.id)
