"""Hits of tantivy in order: newest first, then by key. It sorts by one field, so turns of one moment are sorted in a second step."""

from collections.abc import Iterator
from itertools import groupby

import tantivy

from audit.ports import Hit
from pipelines.adapters.search.embedded_query import at_moment, before

#: Hits that are fetched together when all are wanted.
_TOGETHER = 5000


def page(searcher: tantivy.Searcher, query: tantivy.Query, limit: int, offset: int) -> tuple[list[Hit], int]:
    """These hits, and how many there are in all."""
    end = offset + limit
    newest = searcher.search(query, end + 1, count=True, order_by_field="at", order=tantivy.Order.Desc)
    times = [at for at, _ in newest.hits]
    keys: list[str] = []
    for at in dict.fromkeys(times[offset:end]):
        first, count = times.index(at), times.count(at)
        if first + count > end:
            # There may be more turns of this moment than were fetched.
            of_moment = searcher.search(
                at_moment(query, at), end - first, order_by_field="key", order=tantivy.Order.Asc
            ).hits
            sorted_keys = [str(key) for key, _ in of_moment]
        else:
            sorted_keys = sorted(searcher.doc(address)["key"][0] for _, address in newest.hits[first : first + count])
        keys += sorted_keys[max(offset - first, 0) : end - first]
    return [_hit(key) for key in keys], int(newest.count)  # type: ignore[attr-defined]  # its stub forgets the field


def moment_by_moment(searcher: tantivy.Searcher, query: tantivy.Query) -> Iterator[Hit]:
    """All hits; those of one moment are in memory together."""
    asked = query
    while newest := searcher.search(asked, _TOGETHER, count=False, order_by_field="at", order=tantivy.Order.Desc).hits:
        last = newest[-1][0]
        for at, hits in groupby(newest, lambda hit: hit[0]):
            keys = (searcher.doc(address)["key"][0] for _, address in hits) if at != last else _all(searcher, query, at)
            yield from map(_hit, sorted(keys))
        asked = before(query, last)


def _all(searcher: tantivy.Searcher, query: tantivy.Query, at: int) -> list[str]:
    """Keys of one moment, of which more may be there than were fetched."""
    of_moment = at_moment(query, at)
    count = searcher.search(of_moment, 1).count  # type: ignore[attr-defined]  # its stub forgets the field
    return [str(key) for key, _ in searcher.search(of_moment, count, count=False, order_by_field="key").hits]


def _hit(key: str) -> Hit:
    contact, _, turn = key.rpartition("#")
    return Hit(contact, int(turn))
