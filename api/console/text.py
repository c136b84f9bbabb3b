"""Words of people as HTML: personal data masked and saying why, hits marked."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from markupsafe import Markup

from audit.findings import PiiSpan
from audit.pii.find import find_pii
from audit.pii.mask import mask
from config.messages import words

Span = tuple[int, int]
#: Stays readable in `audit.pii.mask`, too.
CLEAR = "amount_of_debt"


def shown(
    text: str,
    language: str,
    *,
    marks: Iterable[Span] = (),
    pii: Sequence[PiiSpan] | None = None,
    reveal: bool = False,
) -> Markup:
    """`marks` are stretches to highlight, by offsets into `text`. Without `pii` the text is searched here.

    With `reveal` masked values stand in the clear, still recognisable as such; only `Visit.unmasked` may say so.
    """
    found = [span for span in (find_pii(text) if pii is None else pii) if span.kind != CLEAR]
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


def within(text: str, start: int, end: int) -> tuple[PiiSpan, ...]:
    """Personal data in `text[start:end]`, with offsets into that piece: a name is known by the words around it."""
    return tuple(
        replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
        for span in find_pii(text)
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
