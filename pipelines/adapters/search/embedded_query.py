"""Documents and queries in tantivy's terms."""

import re

import tantivy

from audit.letters import HAN
from audit.ports import Query, Words
from audit.tokens import search_tokens
from pipelines.adapters.search.documents import Document, asked_facts, asked_keywords, asked_times

_KEYWORDS = ("channel", "agency", "agent", "institution", "case")
_LISTS = ("category", "rule")
_HAN = re.compile(f"[{HAN}]")

ANALYSER = ("tokens", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("contact", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="tokens", index_option="position")
    builder.add_integer_field("at", indexed=True, fast=True)
    builder.add_integer_field("severity", fast=True)
    builder.add_text_field("facts", tokenizer_name="raw", index_option="basic")
    for name in (*_KEYWORDS, *_LISTS):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


SCHEMA = _schema()


def to_tantivy(document: Document) -> tantivy.Document:
    made = tantivy.Document(
        key=document.key, contact=document.contact, text=document.text, at=document.at, **document.keywords
    )
    if document.severity is not None:
        made.add_integer("severity", document.severity)
        for name in _LISTS:
            for value in getattr(document, name):
                made.add_text(name, value)
        for fact in document.facts:
            made.add_text("facts", fact)
    return made


def to_query(query: Query) -> tantivy.Query:
    """Only conditions, no scores."""
    must = [tantivy.Query.all_query()]
    must_not: list[tantivy.Query] = []
    for words in query.words:
        if said := _said(words):
            (must_not if words.negated else must).append(said)
    for name, values in asked_keywords(query):
        must.append(tantivy.Query.term_set_query(SCHEMA, name, values))
    if (facts := asked_facts(query.filter)) is not None:
        must.append(tantivy.Query.term_set_query(SCHEMA, "facts", facts))
    if (times := asked_times(query.filter)) is not None:
        must.append(tantivy.Query.range_query(SCHEMA, "at", tantivy.FieldType.Integer, *times))
    if len(must) > 1:
        must = must[1:]
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Must, one) for one in must] + [(tantivy.Occur.MustNot, one) for one in must_not]
    )


def at_moment(query: tantivy.Query, at: int) -> tantivy.Query:
    moment = tantivy.Query.term_query(SCHEMA, "at", at)  # a range would look at every turn
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, moment)])


def before(query: tantivy.Query, at: int) -> tantivy.Query:
    """What is older than this moment; contacts without a time are older than all others."""
    older = tantivy.Query.range_query(SCHEMA, "at", tantivy.FieldType.Integer, None, at, include_upper=False)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, older)])


def _said(words: Words) -> tantivy.Query | None:
    """The words' tokens side by side. Text is indexed in pairs, so a Chinese character alone at either end of what is
    asked stands for every pair that ends or begins with it.
    """
    tokens = search_tokens(words.text)
    if not tokens:
        return None
    first, last = _lone(tokens[0]), _lone(tokens[-1])
    if len(tokens) == 1:
        if first:
            return tantivy.Query.regex_query(SCHEMA, "text", f".?{tokens[0]}|{tokens[0]}.")
        return tantivy.Query.term_query(SCHEMA, "text", tokens[0])
    if not (first or last):
        return tantivy.Query.phrase_query(SCHEMA, "text", [*tokens])
    patterns = [f".?{tokens[0]}" if first else tokens[0], *tokens[1:-1], f"{tokens[-1]}.?" if last else tokens[-1]]
    return tantivy.Query.regex_phrase_query(SCHEMA, "text", [*patterns])


def _lone(token: str) -> bool:
    return len(token) == 1 and _HAN.match(token) is not None
