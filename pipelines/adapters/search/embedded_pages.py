"""Hits of tantivy in order: newest first, then by key. It sorts by one field, so turns of one moment are sorted in a second step."""

from collections.abc import Iterator
from itertools import groupby

import tantivy

from audit.ports import Hit
from pipelines.adapters.search.embedded_query import at_moment, before
from pipelines.adapters.search.places import Place, hit

#: Hits that are fetched together when all are wanted.
_TOGETHER = 5000
#: Turns of one moment that are fetched at once, before it is known how many there are.
_ONE_MOMENT = 200


def page(searcher: tantivy.Searcher, query: tantivy.Query, limit: int, offset: int) -> tuple[list[Place], int]:
    """Where these hits stand, and how many there are in all."""
    end = offset + limit
    newest = searcher.search(query, end + 1, count=True, order_by_field="at", order=tantivy.Order.Desc)
    times = [at for at, _ in newest.hits]
    found: list[Place] = []
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
        found += [Place(at, key) for key in sorted_keys[max(offset - first, 0) : end - first]]
    return found, int(newest.count)  # type: ignore[attr-defined]  # its stub forgets the field


def page_behind(searcher: tantivy.Searcher, query: tantivy.Query, limit: int, last: Place) -> list[Place]:
    """The hits that follow this place, which itself may be gone."""
    of_moment = sorted(key for key in _all(searcher, query, last.at) if key > last.key)
    found = [Place(last.at, key) for key in of_moment[:limit]]
    return found + page(searcher, before(query, last.at), limit - len(found), 0)[0] if len(found) < limit else found


def moment_by_moment(searcher: tantivy.Searcher, query: tantivy.Query) -> Iterator[Hit]:
    """All hits; those of one moment are in memory together."""
    asked = query
    while newest := searcher.search(asked, _TOGETHER, count=False, order_by_field="at", order=tantivy.Order.Desc).hits:
        last = newest[-1][0]
        for at, hits in groupby(newest, lambda hit: hit[0]):
            keys = (searcher.doc(address)["key"][0] for _, address in hits) if at != last else _all(searcher, query, at)
            yield from map(hit, sorted(keys))
        asked = before(query, last)


def _all(searcher: tantivy.Searcher, query: tantivy.Query, at: int) -> list[str]:
    """Keys of one moment, of which more may be there than were fetched."""
    of_moment = at_moment(query, at)
    found = searcher.search(of_moment, _ONE_MOMENT, order_by_field="key")
    count = int(found.count)  # type: ignore[attr-defined]  # its stub forgets the field
    if count > _ONE_MOMENT:
        found = searcher.search(of_moment, count, count=False, order_by_field="key")
    return [str(key) for key, _ in found.hits]
