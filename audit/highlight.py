"""Where the words of a query stand in the text as it was given."""

from collections.abc import Iterable

from audit.ports import Query
from audit.text import normalise
from audit.words import places, units


def highlights(text: str, query: Query) -> list[tuple[int, int]]:
    """Half-open spans of the original text, in order, overlapping ones joined. Negated words show nothing."""
    normal = normalise(text)
    said = units(normal.text)
    return join(
        normal.span(*place)
        for words in query.words
        if not words.negated
        for place in places(units(normalise(words.text).text), said)
    )


def join(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same stretches of text, in order, overlapping and touching ones as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
