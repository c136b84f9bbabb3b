"""What tells who somebody is, in a text of a contact whose case is known or not."""

import re
from dataclasses import replace
from functools import lru_cache

from audit.findings import Finding, PiiSpan
from audit.pii.find import find_pii
from audit.pii.mask import mask
from audit.records import Case, Contact

#: Stays readable in `audit.pii.mask`, too.
CLEAR = "amount_of_debt"


def personal(text: str, case: Case | None = None) -> tuple[PiiSpan, ...]:
    """What looks like personal data, and the names that the case knows, whatever they look like."""
    known = (case.debtor_name, *(one.name for one in case.registered_contacts)) if case else ()
    return _personal(text, tuple(filter(None, known)))


@lru_cache(maxsize=1 << 13)  # screens show the same turns again and again
def _personal(text: str, known: tuple[str, ...]) -> tuple[PiiSpan, ...]:
    found = find_pii(text)
    taken = {at for span in found if span.kind != CLEAR for at in range(span.start, span.end)}
    named = [
        PiiSpan("person_name", *hit.span())
        for name in known
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


def masked(text: str, case: Case | None = None) -> str:
    """The text with all of it starred out, offsets unchanged."""
    return mask(text, personal(text, case))


def quoted(contact: Contact, found: Finding) -> str:
    """What a finding quotes, masked by what the whole turn tells."""
    return masked(contact.said(found.turn), contact.case)[found.start : found.end]
