"""The search index of one machine: a tantivy folder, one writer process at a time, any number of readers."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import portalocker
import tantivy

from audit.errors import Problem, Refused
from audit.findings import Finding
from audit.ports import Hit, Hits, Query
from audit.records import Contact
from pipelines.adapters.search.documents import FACETS, documents
from pipelines.adapters.search.embedded_query import ANALYSER, SCHEMA, at_moment, to_query, to_tantivy

#: Bytes of memory in which a segment is built before it goes to disk.
_HEAP = 128_000_000
#: How long a writer waits for others that write, and how often it looks.
_PATIENCE_S, _GLANCE_S = 600, 0.02
#: As many facet values as are counted before the most frequent are chosen, so that ties fall the same way everywhere.
_BUCKETS = 10_000


class TantivyIndex:
    """`audit.ports.SearchIndex`. A process that only searches never takes the writer's lock.

    `shared` among several processes that write, each lets the next one write after every commit.
    """

    def __init__(self, folder: Path, *, shared: bool = False) -> None:
        self._folder = folder
        self._shared = shared

    @cached_property
    def _index(self) -> tantivy.Index:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            index = tantivy.Index(SCHEMA, path=str(self._folder))
        except ValueError as error:
            raise Refused(Problem("search.outdated", str(self._folder), {"fault": str(error)})) from error
        index.register_tokenizer(*ANALYSER)
        return index

    @cached_property
    def _writer(self) -> tantivy.IndexWriter:
        # The lock is the operating system's: that of a killed process is gone with it.
        try:
            return self._index.writer(_HEAP, num_threads=1)
        except ValueError as error:
            raise Refused(Problem("search.busy", str(self._folder), {"fault": str(error)})) from error

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._shared:
            yield
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with portalocker.Lock(self._folder.with_suffix(".lock"), timeout=_PATIENCE_S, check_interval=_GLANCE_S):
            try:
                yield
            finally:
                self.close()

    def put(self, contacts: Sequence[Contact], scans: Mapping[str, Sequence[Finding]]) -> None:
        # The last of two contacts with one key counts, as if they had come one after the other.
        latest = {contact.key: contact for contact in contacts}
        with self._turn():
            try:
                for key in latest:
                    self._writer.delete_documents_by_term("contact", key)
                for document in documents(list(latest.values()), scans):
                    self._writer.add_document(to_tantivy(document))
            except BaseException:
                self._writer.rollback()
                raise
            self._writer.commit()

    def clear(self) -> None:
        with self._turn():
            try:
                self._writer.delete_all_documents()
            except Refused as refused:
                if refused.problems[0].code != "search.outdated":
                    raise
                shutil.rmtree(self._folder)
            self._writer.commit()

    def close(self) -> None:
        """Finish background merges and let another process write."""
        if writer := self.__dict__.pop("_writer", None):
            writer.wait_merging_threads()

    def search(self, query: Query, limit: int = 20, offset: int = 0) -> Hits:
        # Whatever any process has committed by now; costs a tenth of a millisecond.
        self._index.reload()
        searcher, asked = self._index.searcher(), to_query(query)
        hits, total = _page(searcher, asked, limit, offset)
        counted = {
            name: {"terms": {"field": name, "size": _BUCKETS, "segment_size": _BUCKETS, "order": {"_count": "desc"}}}
            for name in FACETS
        }
        buckets = searcher.aggregate(asked, counted) if total else {}
        return Hits(tuple(hits), total, {name: _facet(buckets, name, size) for name, size in FACETS.items()})


def _page(searcher: tantivy.Searcher, query: tantivy.Query, limit: int, offset: int) -> tuple[list[Hit], int]:
    """Newest first, then by key. tantivy sorts by one field, so turns of one moment are sorted in a second step."""
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


def _hit(key: str) -> Hit:
    contact, _, turn = key.rpartition("#")
    return Hit(contact, int(turn))


def _facet(counted: Mapping[str, Any], name: str, size: int) -> dict[str, int]:
    """Most frequent first, ties by value."""
    found = [(str(bucket["key"]), bucket["doc_count"]) for bucket in counted.get(name, {}).get("buckets", ())]
    return dict(sorted(found, key=lambda pair: (-pair[1], pair[0]))[:size])
