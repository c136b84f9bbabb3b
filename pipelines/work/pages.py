"""All contacts in some states, page by page: as long as there may be millions, nobody asks for all of them at once."""

from collections.abc import Iterator, Sequence

from audit.ports import Store
from audit.records import State

#: Contacts that are read together.
PAGE = 500


def pages(store: Store, *states: State, size: int = PAGE) -> Iterator[Sequence[str]]:
    """Keys in the order received. What leaves these states meanwhile disturbs nothing."""
    last: str | None = None
    while keys := store.keys_in(*states, after=last, limit=size):
        yield keys
        last = keys[-1]
