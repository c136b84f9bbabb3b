"""Words of people as HTML: personal data masked and saying why, hits marked."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from markupsafe import Markup

from audit.findings import PiiSpan
from audit.personal import CLEAR, personal, within
from audit.pii.mask import mask
from audit.records import Case
from config.messages import words

#: What tells who somebody is comes with it: pages that show words need both.
__all__ = ["CLEAR", "personal", "shown", "within"]

Span = tuple[int, int]


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
