"""A rule's pattern becomes matchers, one for each alternative that can hold by itself."""

from collections.abc import Iterable
from re import _parser as parser  # type: ignore[attr-defined]

from audit.detectors.boolean import All, Either
from audit.detectors.matcher import Matcher
from audit.detectors.phrase import Expression
from audit.detectors.pii import PersonalData
from audit.detectors.sequence import Chain, exact, orders, rough
from audit.rules.model import AllOf, Near, Pattern, Pii


def matchers(pattern: Pattern) -> tuple[Matcher, ...]:
    """The pattern holds where one of these does."""
    return tuple(_matcher(order) for order in orders(pattern))


def _matcher(pattern: Pattern) -> Matcher:
    if expression := exact(pattern):
        return Expression.of(expression, rough(pattern))
    if isinstance(pattern, Pii):
        return PersonalData(pattern.kinds)
    if isinstance(pattern, AllOf):
        parts = tuple(_one(part) for part in pattern.parts)
        return All(parts, tuple(_one(part) for part in pattern.none), _telling(parts))
    if isinstance(pattern, Near):
        parts = tuple(_one(part) for part in pattern.parts)
        return Chain(parts, pattern.within, _telling(parts))
    return _one(pattern)


def _one(pattern: Pattern) -> Matcher:
    if expression := exact(pattern):
        return Expression.of(expression, rough(pattern))
    parts = matchers(pattern)
    return parts[0] if len(parts) == 1 else Either(parts)


def _telling(parts: Iterable[Matcher]) -> str | None:
    """Of several expressions that must all hold the one that will hold in fewest texts: that with the longest words."""
    known = [part.rough for part in parts if part.rough]
    return max(known, key=_width, default=None)


def _width(expression: str) -> int:
    return int(parser.parse(expression).getwidth()[0])
