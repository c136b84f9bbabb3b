"""The search index on an Elasticsearch cluster, behind an alias: any number of processes write and read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from uuid import uuid4

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from audit.errors import Problem, Refused
from audit.findings import Finding
from audit.ports import Hit, Hits, Query
from audit.records import Contact
from pipelines.adapters.search.documents import documents
from pipelines.adapters.search.elastic_query import COUNTED, MAPPING, ORDER, Body, facets, identity, source, to_elastic

#: The engine pages no deeper by numbers; what lies behind is reached page by page.
_DEEPEST = 10_000
#: How often what a busy or restarting cluster did not take is sent again; the first time after so many seconds, then after twice as many each.
_TRIES, _PAUSE_S, _LONGEST_PAUSE_S = 9, 0.5, 30
_BUSY = (429, 502, 503, 504)


class ElasticIndex:
    """`audit.ports.SearchIndex`. `name` is an alias; the index behind it can be replaced while others search."""

    def __init__(self, url: str, name: str = "fairdial") -> None:
        self._url, self._name = url, name

    @cached_property
    def _client(self) -> Elasticsearch:
        client = Elasticsearch(
            self._url, request_timeout=60, max_retries=_TRIES, retry_on_timeout=True, retry_on_status=_BUSY
        )
        with self._reached():
            if not client.indices.exists_alias(name=self._name):
                self._begin(client)
        return client

    def put(self, contacts: Sequence[Contact], scans: Mapping[str, Sequence[Finding]]) -> None:
        # The last of two contacts with one key counts, as if they had come one after the other.
        latest = list({contact.key: contact for contact in contacts}.values())
        with self._reached():
            for at in range(0, len(latest), _DEEPEST):
                self._replace(latest[at : at + _DEEPEST], scans)

    def _replace(self, contacts: Sequence[Contact], scans: Mapping[str, Sequence[Finding]]) -> None:
        """What an earlier time put there goes only when the new is there: who searches meanwhile misses nothing."""
        put = uuid4().hex
        self._send({"_id": identity(one), "_source": source(one, put)} for one in documents(contacts, scans))
        self._client.indices.refresh(index=self._name)
        keys = [contact.key for contact in contacts]
        earlier = {"filter": {"terms": {"contact": keys}}, "must_not": {"term": {"put": put}}}
        while stale := self._identities({"bool": earlier}):
            self._send({"_op_type": "delete", "_id": one} for one in stale)
            self._client.indices.refresh(index=self._name)

    def _send(self, acts: Iterable[Body]) -> None:
        """Raises for whatever the cluster did not take in the end; what is gone already need not be deleted."""
        sent = streaming_bulk(
            self._client,
            acts,
            index=self._name,
            max_retries=_TRIES,
            initial_backoff=_PAUSE_S,
            max_backoff=_LONGEST_PAUSE_S,
            ignore_status=404,
        )
        for _ in sent:
            pass

    def _identities(self, asked: Body) -> list[str]:
        """Of some of the documents that are as asked."""
        found = self._client.search(index=self._name, query=asked, size=_DEEPEST, source=False)
        return [hit["_id"] for hit in found["hits"]["hits"]]

    def clear(self) -> None:
        """A new index takes the place of the old one at once."""
        with self._reached():
            self._begin(self._client)

    def close(self) -> None:
        """Nothing is held that another process could want; connections go with the process."""
        if client := self.__dict__.pop("_client", None):
            client.close()

    def search(self, query: Query, limit: int = 20, offset: int = 0) -> Hits:
        asked, near = to_elastic(query), offset + limit <= _DEEPEST
        with self._reached():
            head = self._client.search(
                index=self._name,
                query=asked,
                size=limit if near else 0,
                from_=offset if near else 0,
                sort=ORDER,
                docvalue_fields=[{"field": "key"}],
                aggs=COUNTED,
                track_total_hits=True,
            )
            hits = head["hits"]["hits"] if near else list(self._deep(asked, limit, offset))
        return Hits(
            tuple(_hit(hit["fields"]["key"][0]) for hit in hits),
            head["hits"]["total"]["value"],
            facets(head["aggregations"]),
        )

    def _deep(self, asked: Body, limit: int, offset: int) -> Iterator[Body]:
        """All pages from the first on, as the index was at one moment, and of them what was asked for."""
        moment = self._client.open_point_in_time(index=self._name, keep_alive="1m")["id"]
        after, passed = None, 0
        try:
            while passed < offset + limit:
                page = self._client.search(
                    pit={"id": moment, "keep_alive": "1m"},
                    query=asked,
                    size=min(_DEEPEST, offset + limit - passed),
                    sort=ORDER,
                    docvalue_fields=[{"field": "key"}],
                    **({"search_after": after} if after else {}),
                )["hits"]["hits"]
                if not page:
                    break
                yield from page[max(offset - passed, 0) :]
                passed, after = passed + len(page), page[-1]["sort"][:2]
        finally:
            self._client.close_point_in_time(id=moment)

    def _begin(self, client: Elasticsearch) -> None:
        """A new empty index behind the alias; whatever stood there goes."""
        made = f"{self._name}-{uuid4().hex[:12]}"
        client.indices.create(index=made, mappings=MAPPING, settings={"refresh_interval": "30s"})
        old = client.options(ignore_status=404).indices.get_alias(name=self._name)
        names = [name for name in old.body if name.startswith(f"{self._name}-")]
        client.indices.update_aliases(
            actions=[
                *({"remove_index": {"index": name}} for name in names),
                {"add": {"index": made, "alias": self._name, "is_write_index": True}},
            ]
        )

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """What the cluster says becomes our word for it."""
        try:
            yield
        except TransportError as error:
            raise Refused(Problem("search.unreachable", self._url, {"fault": str(error)})) from error
        except (ApiError, BulkIndexError) as error:
            raise Refused(Problem("search.refused", self._url, {"fault": str(error)})) from error


def _hit(key: str) -> Hit:
    contact, _, turn = key.rpartition("#")
    return Hit(contact, int(turn))
