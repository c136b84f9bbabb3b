"""The search index on an Elasticsearch cluster, behind an alias: any number of processes write and read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError
from elasticsearch.helpers import BulkIndexError

from audit.errors import Problem, Refused
from audit.findings import Finding
from audit.ports import Hit, Hits, Query
from audit.records import Contact
from pipelines.adapters.search.elastic_indices import UNDATED, Build, Replaced, answering, begin, new_build, tidy
from pipelines.adapters.search.elastic_query import COUNTED, ORDER, Body, facets, routes, to_elastic
from pipelines.adapters.search.elastic_writing import BUSY, TOGETHER, TRIES, replace
from pipelines.adapters.search.places import Place, hit, paged, read

#: The engine pages no deeper by numbers; what lies behind is reached page by page.
_DEEPEST = 10_000
#: How long the cluster keeps a moment that nobody asks for.
_KEPT = "2m"
#: How often a build may be replaced while one put goes on.
_REPLACED = 3


class ElasticIndex:
    """`audit.ports.SearchIndex`. `name` is an alias; the indices behind it can be replaced while others search."""

    def __init__(self, url: str, name: str = "fairdial", shards: int = 1) -> None:
        self._url, self._name, self._shards = url, name, shards

    @cached_property
    def _client(self) -> Elasticsearch:
        client = Elasticsearch(
            self._url.split(","), request_timeout=60, max_retries=TRIES, retry_on_timeout=True, retry_on_status=BUSY
        )
        with self._reached():
            begin(client, self._name, self._shards)
        return client

    def put(
        self,
        contacts: Sequence[Contact],
        scans: Mapping[str, Sequence[Finding]],
        revisions: Mapping[str, int] | None = None,
    ) -> Mapping[str, Problem]:
        with self._reached():
            for _ in range(_REPLACED):
                build = answering(self._client, self._name, self._shards)
                try:
                    return _put(build, contacts, scans, revisions)
                except Replaced:
                    continue
            return _put(answering(self._client, self._name, self._shards), contacts, scans, revisions)

    @contextmanager
    def rebuild(self) -> Iterator["_Rebuilding"]:
        """Of two that are at it at once, the later one stands; the earlier one is refused when it goes on."""
        with self._reached():
            tidy(self._client, self._name)
            build = new_build(self._client, self._name, self._shards)
            build.make([UNDATED])
            try:
                yield _Rebuilding(build)
            finally:
                if not build.answers:
                    tidy(self._client, self._name)

    def close(self) -> None:
        """Nothing is held that another process could want; connections go with the process."""
        if client := self.__dict__.pop("_client", None):
            client.close()

    def search(self, query: Query, limit: int = 20, offset: int = 0, after: str | None = None) -> Hits:
        last = read(after) if after is not None else None
        near = last is not None or offset + limit < _DEEPEST
        with self._reached():
            head = self._client.search(
                index=self._name,
                routing=routes(query),
                query=to_elastic(query),
                size=limit + 1 if near else 0,
                from_=offset if near and last is None else 0,
                search_after=[*last] if last else None,
                sort=ORDER,
                aggs=COUNTED,
                track_total_hits=True,
                allow_partial_search_results=False,
            )
            found = head["hits"]["hits"] if near else list(self._all(query, offset + limit + 1))[offset:]
        hits, following = paged([Place(*one["sort"][:2]) for one in found], limit)
        return Hits(hits, head["hits"]["total"]["value"], facets(head["aggregations"]), following)

    def walk(self, query: Query) -> Iterator[Hit]:
        with self._reached():
            yield from (hit(one["sort"][1]) for one in self._all(query))

    def _all(self, query: Query, limit: int | None = None) -> Iterator[Body]:
        """From the first on, as the index was at one moment. Where that moment is lost, because the index was replaced or
        a node went away, the rest is as it is now, from the same place on.
        """
        moment, after, passed = self._moment(query), None, 0
        try:
            while limit is None or passed < limit:
                try:
                    page = self._client.search(
                        pit={"id": moment, "keep_alive": _KEPT},
                        query=to_elastic(query),
                        size=_DEEPEST if limit is None else min(_DEEPEST, limit - passed),
                        sort=ORDER,
                        search_after=after,
                        allow_partial_search_results=False,
                    )["hits"]["hits"]
                except NotFoundError:
                    moment = self._moment(query)
                    continue
                if not page:
                    break
                yield from page
                passed, after = passed + len(page), page[-1]["sort"][:2]
        finally:
            self._client.options(ignore_status=404).close_point_in_time(id=moment)

    def _moment(self, query: Query) -> str:
        opened = self._client.open_point_in_time(index=self._name, keep_alive=_KEPT, routing=routes(query))
        return str(opened["id"])

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """What the cluster says becomes our word for it."""
        try:
            yield
        except TransportError as error:
            raise Refused(Problem("search.unreachable", self._url, {"fault": str(error)})) from error
        except ApiError as error:
            code = "search.unreachable" if error.status_code in BUSY else "search.refused"
            raise Refused(Problem(code, self._url, {"fault": str(error)})) from error
        except (BulkIndexError, Replaced) as error:
            raise Refused(Problem("search.refused", self._url, {"fault": str(error)})) from error


class _Rebuilding:
    def __init__(self, build: Build) -> None:
        self._build = build

    def put(
        self,
        contacts: Sequence[Contact],
        scans: Mapping[str, Sequence[Finding]],
        revisions: Mapping[str, int] | None = None,
    ) -> Mapping[str, Problem]:
        return _put(self._build, contacts, scans, revisions)

    def swap(self, catch_up: Callable[[], None]) -> None:
        """Who found the old index still writes there, but only what the store told before: so once more after the swap."""
        old = self._build.swap_in()
        catch_up()
        for index in old:
            self._build.client.options(ignore_status=404).indices.delete(index=index)


def _put(
    build: Build,
    contacts: Sequence[Contact],
    scans: Mapping[str, Sequence[Finding]],
    revisions: Mapping[str, int] | None,
) -> dict[str, Problem]:
    # The last of two contacts with one key counts, as if they had come one after the other.
    latest = list({contact.key: contact for contact in contacts}.values())
    refused: dict[str, Problem] = {}
    for at in range(0, len(latest), TOGETHER):
        refused |= replace(build, latest[at : at + TOGETHER], scans, revisions)
    return refused
