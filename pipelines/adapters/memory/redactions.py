"""Masked copies in a dictionary."""

from collections.abc import Iterable, Sequence

from audit.records import Contact
from audit.redaction.model import Redaction


class MemoryRedactions:
    """The part of the store that keeps what was masked."""

    def __init__(self) -> None:
        super().__init__()
        self._redactions: dict[str, Redaction] = {}

    def _contact_list(self) -> Iterable[Contact]:
        raise NotImplementedError

    def put_redaction(self, redaction: Redaction) -> None:
        self._must_know(redaction.contact)
        self._redactions[redaction.contact] = redaction

    def redaction(self, key: str) -> Redaction | None:
        self._must_know(key)
        return self._redactions.get(key)

    def redactions(self, *, held: bool = False) -> Sequence[Redaction]:
        made = (self._redactions.get(contact.key) for contact in self._contact_list())
        return [one for one in made if one is not None and (one.held or not held)]

    def _must_know(self, key: str) -> None:
        if all(contact.key != key for contact in self._contact_list()):
            raise KeyError(key)
