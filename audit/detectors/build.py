"""A rule's pattern becomes matchers, one for each alternative that can hold by itself."""

from collections.abc import Iterable
from functools import reduce

from audit.detectors.boolean import All, Either
from audit.detectors.matcher import Matcher
from audit.detectors.phrase import Expression
from audit.detectors.pii import PersonalData
from audit.detectors.reader import Recognition
from audit.detectors.sequence import Chain, exact, orders
from audit.needs import Way, both, either
from audit.rules.model import AllOf, Near, Pattern, Pii, Recognised


def matchers(pattern: Pattern) -> tuple[Matcher, ...]:
    """The pattern holds where one of these does."""
    return tuple(_matcher(order) for order in orders(pattern))


def _matcher(pattern: Pattern) -> Matcher:
    if expression := exact(pattern):
        return Expression.of(expression)
    if isinstance(pattern, Recognised):
        return Recognition(pattern.category, pattern.at_least)
    if isinstance(pattern, Pii):
        return PersonalData(pattern.kinds)
    if isinstance(pattern, AllOf):
        parts = tuple(_one(part) for part in pattern.parts)
        return All.of(parts, tuple(_one(part) for part in pattern.none), _together(parts))
    if isinstance(pattern, Near):
        parts = tuple(_one(part) for part in pattern.parts)
        return Chain(parts, pattern.within, _together(parts))
    return _one(pattern)


def _one(pattern: Pattern) -> Matcher:
    if expression := exact(pattern):
        return Expression.of(expression)
    parts = matchers(pattern)
    return parts[0] if len(parts) == 1 else Either(parts, either(part.needs for part in parts))


def _together(parts: Iterable[Matcher]) -> tuple[Way, ...]:
    """All parts must hold, so what each needs is needed."""
    return reduce(both, (part.needs for part in parts))
