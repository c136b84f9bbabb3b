"""The search index of one machine: a tantivy folder, one writer process, any number of readers."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import tantivy

from audit.errors import Problem, Refused
from audit.findings import Finding
from audit.ports import Hit, Hits, Query
from audit.records import Contact
from pipelines.adapters.search.documents import BY_DAY, FACETS, by_date, documents
from pipelines.adapters.search.embedded_pages import moment_by_moment, page, page_behind
from pipelines.adapters.search.embedded_query import ANALYSER, SCHEMA, to_query, to_tantivy
from pipelines.adapters.search.places import paged, read

#: Bytes of memory in which a segment is built before it goes to disk.
_HEAP = 128_000_000
#: As many facet values as are counted before the most frequent are chosen, so that ties fall the same way everywhere.
_BUCKETS = 10_000
#: Queries whose facets are kept, a few kilobytes each.
_REMEMBERED = 64
_COUNTED = {
    name: {"terms": {"field": name, "size": _BUCKETS, "segment_size": _BUCKETS, "order": {"_count": "desc"}}}
    for name in FACETS
} | {"day": BY_DAY, "total": {"value_count": {"field": "at"}}}  # every turn has one, even without a time


class TantivyIndex:
    """One folder of `EmbeddedIndex`. A process that only searches never takes the writer's lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counts = lru_cache(_REMEMBERED)(self._count)

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

    def put(
        self,
        contacts: Sequence[Contact],
        scans: Mapping[str, Sequence[Finding]],
        _revisions: Mapping[str, int] | None = None,
    ) -> Mapping[str, Problem]:
        """There is one writer: what comes last is newest, and nothing is refused."""
        # The last of two contacts with one key counts, as if they had come one after the other.
        latest = {contact.key: contact for contact in contacts}
        writer = self._writer  # nobody else writes from here on
        try:
            for key in self._known(latest):
                writer.delete_documents_by_term("contact", key)
            for document in documents(list(latest.values()), scans):
                writer.add_document(to_tantivy(document))
        except BaseException:
            writer.rollback()
            raise
        writer.commit()
        return {}

    def _known(self, contacts: Collection[str]) -> Collection[str]:
        """All of them if any is in the index, else none. To delete what is not there costs as much as to add what is, and tantivy
        remembers it through every merge: 170 bytes a document.
        """
        self._index.reload()  # all that was put was committed
        asked = tantivy.Query.term_set_query(SCHEMA, "contact", list(contacts))
        return contacts if self._index.searcher().search(asked, limit=1, count=False).hits else ()

    def close(self) -> None:
        """Finish background merges and let another process write."""
        if writer := self.__dict__.pop("_writer", None):
            writer.wait_merging_threads()

    def search(self, query: Query, limit: int = 20, offset: int = 0, after: str | None = None) -> Hits:
        # Whatever any process has committed by now; costs a tenth of a millisecond.
        state = self._state()
        self._index.reload()
        searcher, asked = self._index.searcher(), to_query(query)
        if after is None:
            found, total = page(searcher, asked, limit + 1, offset)
        else:
            found, total = page_behind(searcher, asked, limit + 1, read(after)), None
        counted, facets = self._counts(query, state) if total != 0 else (0, _facets({}))
        hits, following = paged(found, limit)
        return Hits(hits, counted if total is None else total, facets, following)

    def _count(self, query: Query, _state: object) -> tuple[int, Mapping[str, Mapping[str, int]]]:
        """How many turns a query finds, and its facets. Nothing else takes as long, and every page of its hits shows the same, until
        somebody commits.
        """
        counted = self._index.searcher().aggregate(to_query(query), _COUNTED)
        return int(counted["total"]["value"]), _facets(counted)

    def _state(self) -> object:
        """Another one after each commit. Looked at before an answer is made, so that no older answer is kept for it."""
        try:
            of = (self._folder / "meta.json").stat()
        except FileNotFoundError:
            return None
        return of.st_ino, of.st_mtime_ns, of.st_size

    def walk(self, query: Query) -> Iterator[Hit]:
        """As the index is now: a searcher sees what was committed when it was made."""
        self._index.reload()
        return moment_by_moment(self._index.searcher(), to_query(query))


def _facets(buckets: Mapping[str, Any]) -> Mapping[str, Mapping[str, int]]:
    days = [(int(day["key"]), day["doc_count"]) for day in buckets.get("day", {}).get("buckets", ())]
    return {name: _facet(buckets, name, size) for name, size in FACETS.items()} | by_date(days)


def _facet(counted: Mapping[str, Any], name: str, size: int) -> dict[str, int]:
    """Most frequent first, ties by value."""
    found = [(str(bucket["key"]), bucket["doc_count"]) for bucket in counted.get(name, {}).get("buckets", ())]
    return dict(sorted(found, key=lambda pair: (-pair[1], pair[0]))[:size])
