"""What comes many times is looked at once: messages are often sent from templates, and people say the same few words."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

_Item = TypeVar("_Item", bound=Hashable)
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Distinct(Generic[_Item]):
    #: Each once, in the order in which they first came.
    items: Sequence[_Item]
    #: Of everything that came, its place among the items.
    places: Sequence[int]

    @classmethod
    def of(cls, all_of_them: Iterable[_Item]) -> Self:
        numbers: dict[_Item, int] = {}
        places = [numbers.setdefault(item, len(numbers)) for item in all_of_them]
        return cls(list(numbers), places)

    def spread(self, answers: Sequence[_Answer]) -> list[_Answer]:
        """What was answered for each item, for everything that came."""
        return [answers[place] for place in self.places]
