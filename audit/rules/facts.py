"""Conditions on the facts of a case, as a rule states them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OneOf:
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Between:
    """A number above `more_than` and below `less_than`; None is no bound."""

    more_than: float | None = None
    less_than: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Whether the case tells the field at all."""

    known: bool


@dataclass(frozen=True, slots=True)
class Timed:
    """A time before that of the contact, or not before it."""

    before: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """`field` is a field of Case."""

    field: str
    condition: OneOf | Between | Told | Timed
