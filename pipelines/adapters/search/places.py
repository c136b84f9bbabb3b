"""Where a hit stands in the order of hits: what a page gives out for the next one, alike on every engine."""

from collections.abc import Sequence
from typing import NamedTuple

from audit.errors import Problem, Refused
from audit.ports import Hit
from pipelines.adapters.search.documents import NO_TIME

#: Times behind these bounds no engine could compare.
_BOUND = -NO_TIME


class Place(NamedTuple):
    #: Of `Document`.
    at: int
    key: str

    @property
    def sorts(self) -> tuple[int, str]:
        """Smaller is earlier in the order: newest first, then by key."""
        return -self.at, self.key


def written(place: Place) -> str:
    return f"{place.at}:{place.key}"


def read(after: str) -> Place:
    """Raises Refused (`search.bad_page`)."""
    number, _, key = after.partition(":")
    contact, _, turn = key.rpartition("#")
    try:
        at = int(number)
    except ValueError as error:
        raise Refused(Problem("search.bad_page", after)) from error
    if abs(at) > _BOUND or not contact or not turn.isascii() or not turn.isdigit():
        raise Refused(Problem("search.bad_page", after))
    return Place(at, key)


def hit(key: str) -> Hit:
    contact, _, turn = key.rpartition("#")
    return Hit(contact, int(turn))


def paged(found: Sequence[Place], limit: int) -> tuple[tuple[Hit, ...], str | None]:
    """The hits of a page of which one more was asked for than it holds, and what leads to the next."""
    page = found[:limit]
    return tuple(hit(place.key) for place in page), written(page[-1]) if page and len(found) > limit else None
