"""The same again: something that holds at several distinct places of one contact."""

from collections.abc import Iterator, Sequence

from audit.heard import Occurrence, Spot


def repeated(times: int, spots: Sequence[Spot]) -> Iterator[Occurrence]:
    """One occurrence that quotes the last of the first `times` sure spots, or a doubtful one, or none."""
    sure = [spot for spot in spots if spot.doubt is None]
    if len(sure) >= times:
        yield Occurrence(tuple(sure[:times]), (sure[times - 1],))
    elif len(spots) >= times:
        doubt = next(spot.doubt for spot in spots if spot.doubt)
        yield Occurrence(tuple(spots[:times]), (spots[times - 1],), doubt)
