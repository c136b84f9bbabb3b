"""Documents and queries in Elasticsearch's terms: the same tokens, conditions and facets as on one machine."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from audit.letters import HAN
from audit.ports import Query, Words
from audit.tokens import search_tokens
from pipelines.adapters.search.documents import (
    BY_DAY,
    FACETS,
    Document,
    asked_facts,
    asked_keywords,
    asked_times,
    by_date,
)

Body = dict[str, Any]
_KEYWORDS = ("channel", "agency", "agent", "institution", "case", "category", "rule")
_HAN = re.compile(f"[{HAN}]")
_EXACT: Body = {"type": "keyword", "doc_values": False}
#: As many facet values as are counted before the most frequent are chosen, so that ties fall the same way everywhere.
_BUCKETS = 10_000

#: Nothing but these fields; a document with another one is refused.
MAPPING: Body = {
    "dynamic": "strict",
    "_source": {"enabled": False},  # text and all else come from the store
    "properties": {
        "key": {"type": "keyword"},
        "contact": _EXACT,
        "put": _EXACT,
        "revision": {"type": "long", "index": False},
        "text": {"type": "text", "analyzer": "whitespace", "index_options": "positions", "norms": False},
        "at": {"type": "long"},
        "severity": {"type": "byte"},
        "facts": _EXACT,
        **{name: {"type": "keyword"} for name in _KEYWORDS},
    },
}
#: Newest first, then by key, whose bytes sort as its characters do.
ORDER: list[Mapping[str, Any]] = [{"at": "desc"}, {"key": "asc"}]
COUNTED: Body = {
    name: {"terms": {"field": name, "size": _BUCKETS, "order": [{"_count": "desc"}, {"_key": "asc"}]}}
    for name in FACETS
} | {"day": BY_DAY}


def identity(document: Document) -> str:
    """The engine takes 512 bytes at most, and ids of contacts may be longer."""
    return hashlib.sha256(document.key.encode()).hexdigest()[:40]


def put_mark(contact: str, revision: int) -> str:
    """On every turn of a contact as of one revision: what has another mark is of another one."""
    return f"{contact}\x1f{revision}"


def routing(institution: str | None) -> str:
    """Contacts of one institution lie together. A name may hold commas, which part routes in a request."""
    return hashlib.sha256((institution or "").encode()).hexdigest()[:8]


def routes(query: Query) -> str | None:
    """Where alone hits can be; None where they can be anywhere."""
    sides = [one for one in (query.filter.institution or None, query.scope.institutions) if one is not None]
    if not sides:
        return None
    return ",".join(sorted(map(routing, frozenset.intersection(*sides)))) or None


def source(document: Document, revision: int) -> Body:
    found = {
        "category": list(document.category),
        "rule": list(document.rule),
        "severity": document.severity,
        "facts": list(document.facts),
    }
    return {
        "key": document.key,
        "contact": document.contact,
        "put": put_mark(document.contact, revision),
        "revision": revision,
        "text": document.text,
        "at": document.at,
        **document.keywords,
        **(found if document.severity is not None else {}),
    }


def to_elastic(query: Query) -> Body:
    """Only conditions, no scores."""
    return {"bool": {"filter": list(_must(query)), "must_not": list(_must_not(query))}}


def _must(query: Query) -> Iterator[Body]:
    yield from (said for words in query.words if not words.negated and (said := _said(words)))
    yield from ({"terms": {name: values}} for name, values in asked_keywords(query))
    if (facts := asked_facts(query.filter)) is not None:
        yield {"terms": {"facts": facts}}
    if (times := asked_times(query.filter)) is not None:
        yield {"range": {"at": {"gte": times[0], "lte": times[1]}}}


def _must_not(query: Query) -> Iterator[Body]:
    return (said for words in query.words if words.negated and (said := _said(words)))


def _said(words: Words) -> Body | None:
    """The words' tokens side by side. Text is indexed in pairs, so a Chinese character alone at either end of what is
    asked stands for every pair that ends or begins with it.
    """
    tokens = search_tokens(words.text)
    if not tokens:
        return None
    first, last = _lone(tokens[0]), _lone(tokens[-1])
    if len(tokens) == 1:
        return _spelt(f".?{tokens[0]}|{tokens[0]}.") if first else {"term": {"text": tokens[0]}}
    if not (first or last):
        return {"match_phrase": {"text": " ".join(tokens)}}
    spans: list[Body] = [{"span_term": {"text": token}} for token in tokens]
    if first:
        spans[0] = {"span_multi": {"match": _spelt(f".?{tokens[0]}")}}
    if last:
        spans[-1] = {"span_multi": {"match": _spelt(f"{tokens[-1]}.?")}}
    return {"span_near": {"clauses": spans, "slop": 0, "in_order": True}}


def _spelt(pattern: str) -> Body:
    return {"regexp": {"text": {"value": pattern, "flags": "NONE"}}}


def _lone(token: str) -> bool:
    return len(token) == 1 and _HAN.match(token) is not None


def facets(counted: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Most frequent first, ties by value."""
    terms = {
        name: {str(bucket["key"]): bucket["doc_count"] for bucket in counted[name]["buckets"][:size]}
        for name, size in FACETS.items()
    }
    return terms | by_date((int(bucket["key"]), bucket["doc_count"]) for bucket in counted["day"]["buckets"])
