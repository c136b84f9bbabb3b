"""Contacts into the indices of one build: what is not acknowledged is an error, what is refused for good has its reason."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from elasticsearch.helpers import BulkIndexError, streaming_bulk

from audit.errors import Problem
from audit.findings import Finding
from audit.records import Contact
from pipelines.adapters.search.documents import documents
from pipelines.adapters.search.elastic_indices import WRITTEN, Build, Replaced, month_of
from pipelines.adapters.search.elastic_query import Body, identity, put_mark, routing, source

#: Contacts that are replaced in one go, and documents that are looked for in one.
TOGETHER = 10_000
#: How often what a busy or restarting cluster did not take is sent again; the first time after so many seconds, then after twice as many each.
TRIES, _PAUSE_S, _LONGEST_PAUSE_S = 9, 0.5, 30
BUSY = (429, 502, 503, 504)
#: What is wrong with the document itself, and would be next time.
_BAD, _GONE, _OVERTAKEN = 400, 404, 409
_LATE = "search.overtaken"


def replace(
    build: Build,
    contacts: Sequence[Contact],
    scans: Mapping[str, Sequence[Finding]],
    revisions: Mapping[str, int] | None,
) -> dict[str, Problem]:
    """What an earlier revision put there goes only when the new is there: who searches meanwhile misses nothing.

    Raises Replaced where the build is gone.
    """
    now = time.time_ns()
    numbers = {one.key: now if revisions is None else revisions[one.key] for one in contacts}
    institutions = {one.key: one.institution for one in contacts}
    found = list(documents(contacts, scans))
    build.make({month_of(one.at) for one in found})
    refused: dict[str, Problem] = {}
    acts = (
        {
            "_index": build.written(month_of(one.at)),
            "_id": identity(one),
            "routing": routing(institutions[one.contact]),
            "version": numbers[one.contact],
            "version_type": "external_gte",  # what is older than what is there is refused, the same is taken again
            "_source": source(one, numbers[one.contact]),
        }
        for one in found
    )
    whose = {identity(one): one for one in found}
    for name, status, why in _sent(build, acts):
        code, one = _LATE if status == _OVERTAKEN else "search.document_refused", whose[name]
        refused.setdefault(one.contact, Problem(code, one.contact, {"turn": one.turn, "fault": why}))
    if found:
        build.client.indices.refresh(index=build.pattern)
    _remove_old(build, numbers, {key for key, problem in refused.items() if problem.code == _LATE})
    return refused


def _remove_old(build: Build, numbers: Mapping[str, int], late: set[str]) -> None:
    """Turns of earlier revisions that these do not have, or that lie in another month or with another institution; and what
    was put of contacts that came too `late`: their newer revision may have fewer turns, or lie elsewhere.
    """
    while True:
        standing = [put_mark(key, number) for key, number in numbers.items() if key not in late]
        asked: Body = {"filter": {"terms": {"contact": list(numbers)}}, "must_not": {"terms": {"put": standing}}}
        page = build.client.search(
            index=build.pattern,
            query={"bool": asked},
            size=TOGETHER,
            source=False,
            docvalue_fields=[{"field": "key"}, {"field": "revision"}],
            stored_fields="_routing",
            seq_no_primary_term=True,
            allow_partial_search_results=False,
        )["hits"]["hits"]
        found = [(hit, *_contact_and_revision(hit)) for hit in page]
        newer = {contact for _, contact, revision in found if revision > numbers[contact]} - late
        late |= newer
        acts = [
            _removal(hit)
            for hit, contact, revision in found
            if revision < numbers[contact] or (contact in late and revision == numbers[contact])
        ]
        for _, status, why in _sent(build, acts):
            if status != _OVERTAKEN:
                raise BulkIndexError(why, [{"delete": why}])
        if not acts and not newer:
            return
        build.client.indices.refresh(index=build.pattern)


def _contact_and_revision(hit: Body) -> tuple[str, int]:
    return hit["fields"]["key"][0].rpartition("#")[0], hit["fields"]["revision"][0]


def _removal(hit: Body) -> Body:
    """Of this very version: what somebody has put there since stays."""
    return {
        "_op_type": "delete",
        "_index": f"{hit['_index']}{WRITTEN}",
        "_id": hit["_id"],
        "routing": hit["_routing"],
        "if_seq_no": hit["_seq_no"],
        "if_primary_term": hit["_primary_term"],
    }


def _sent(build: Build, acts: Iterable[Body]) -> Iterator[tuple[str, int, str]]:
    """Ids of what was refused for good, with status and reason. Raises for whatever else was not acknowledged in the end."""
    sent = streaming_bulk(
        build.client,
        acts,
        require_alias=True,
        max_retries=TRIES,
        initial_backoff=_PAUSE_S,
        max_backoff=_LONGEST_PAUSE_S,
        raise_on_error=False,
        retry_on_status=BUSY,
    )
    for taken, answer in sent:
        ((act, result),) = answer.items()
        status = result["status"]
        if taken or (act == "delete" and status == _GONE and "error" not in result):
            continue
        why = _why(result)
        if status == _GONE:
            raise Replaced(why)
        if status not in (_BAD, _OVERTAKEN):
            raise BulkIndexError(why, [answer])
        yield result["_id"], status, why


def _why(result: Mapping[str, Any]) -> str:
    error = result.get("error")
    if not isinstance(error, Mapping):
        return str(error or result.get("result"))
    cause = error.get("caused_by") or {}
    return f"{error.get('type')}: {cause.get('reason') or error.get('reason')}"
