"""Sentences without a language: codes of the catalogue, their values, and what stands below them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Union

#: A text, a sentence, several with what joins them, or a text in each language.
Value = Union[str, int, float, "Line", "Joined", Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """`code` names a text of the catalogue."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
    below: tuple["Line", ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """`joiner` names what stands between two items in the catalogue."""

    items: tuple[Value, ...]
    joiner: str = "explain.or"


def joined(items: Sequence[Value], joiner: str = "explain.or") -> Value:
    return items[0] if len(items) == 1 else Joined(tuple(items), joiner)
