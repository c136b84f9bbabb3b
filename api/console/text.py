"""Words of people as HTML: personal data masked and saying why, hits marked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from markupsafe import Markup

from audit.findings import PiiSpan
from audit.pii.find import find_pii
from audit.pii.mask import mask
from audit.records import Case
from config.messages import words

Span = tuple[int, int]
#: Stays readable in `audit.pii.mask`, too.
CLEAR = "amount_of_debt"


def shown(  # noqa: PLR0913 - one text, and all that may be done with it
    text: str,
    language: str,
    *,
    marks: Iterable[Span] = (),
    pii: Sequence[PiiSpan] | None = None,
    case: Case | None = None,
    reveal: bool = False,
) -> Markup:
    """`marks` are stretches to highlight, by offsets into `text`. Without `pii` it is looked for here, as `personal` does.

    With `reveal` masked values stand in the clear, still recognisable as such; only `Visit.unmasked` may say so.
    """
    found = [span for span in (personal(text, case) if pii is None else pii) if span.kind != CLEAR]
    safe = text if reveal else mask(text, found)
    lit = list(marks)
    cuts = {
        0,
        len(text),
        *(at for span in found for at in (span.start, span.end)),
        *(at for mark in lit for at in mark),
    }
    pieces = [
        _piece(safe[start:end], _kind(found, start), any(a <= start < b for a, b in lit), language, reveal=reveal)
        for start, end in pairwise(sorted(at for at in cuts if 0 <= at <= len(text)))
    ]
    return Markup("").join(pieces)


def personal(text: str, case: Case | None = None) -> tuple[PiiSpan, ...]:
    """What tells who somebody is: what looks like it, and the names that the case knows, whatever they look like."""
    found = find_pii(text)
    known = [case.debtor_name, *(one.name for one in case.registered_contacts)] if case else []
    taken = {at for span in found if span.kind != CLEAR for at in range(span.start, span.end)}
    named = [
        PiiSpan("person_name", *hit.span())
        for name in filter(None, known)
        for hit in re.finditer(re.escape(name), text)
        if taken.isdisjoint(range(*hit.span()))
    ]
    return (*found, *named)


def within(text: str, start: int, end: int, case: Case | None = None) -> tuple[PiiSpan, ...]:
    """Personal data in `text[start:end]`, with offsets into that piece: a name is known by the words around it."""
    return tuple(
        replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
        for span in personal(text, case)
        if span.start < end and span.end > start
    )


def _kind(found: Sequence[PiiSpan], at: int) -> str | None:
    return next((span.kind for span in found if span.start <= at < span.end), None)


def _piece(text: str, kind: str | None, marked: bool, language: str, *, reveal: bool) -> Markup:
    piece = Markup("{}").format(text)
    if kind:
        code = "console.unmasked" if reveal else "console.masked"
        title = words(code, language, kind=words(f"pii.{kind}", language))
        name = "unmasked" if reveal else "masked"
        piece = Markup('<span class="{}" title="{}">{}</span>').format(name, title, piece)
    return Markup("<mark>{}</mark>").format(piece) if marked else piece
