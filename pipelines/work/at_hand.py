"""Messages that were just read from the store to be scanned, for the index, which would read them again."""

from collections.abc import Iterable, Sequence

from audit.ports import Store
from audit.records import Channel, Contact

#: More than that is read again rather than kept: some thirty megabytes.
MOST = 20_000


class AtHand:
    """What is taken from it is gone: it is read from the store the next time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[str, Contact] = {}

    def keep(self, contacts: Iterable[Contact]) -> None:
        """Only messages with their case: nothing but that changes of them any more.

        A conversation grows, a recording is heard again, and a contact without its case is judged anew when that comes.
        """
        for contact in contacts:
            if contact.channel is Channel.SMS and contact.case is not None and len(self._kept) < MOST:
                self._kept[contact.key] = contact

    def take(self, keys: Sequence[str]) -> Sequence[Contact]:
        """As they are now, in the order asked. Raises KeyError for a key that was never stored."""
        kept = self._as_they_are([self._kept.pop(key, None) for key in keys])
        others = iter(self._store.contacts([key for key, one in zip(keys, kept, strict=True) if one is None]))
        return [one or next(others) for one in kept]

    def _as_they_are(self, kept: Sequence[Contact | None]) -> Sequence[Contact | None]:
        """Without those whose case has changed, to which another institution may belong by now."""
        known = self._store.cases({one.case.id for one in kept if one and one.case})
        return [one if one and one.case and known.get(one.case.id) == one.case else None for one in kept]
