"""What the index finds, as the store tells it: the index may be behind by a moment, and what is shown never is."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from audit.findings import Finding
from audit.highlight import highlights
from audit.ports import Hit, Query, Store
from audit.records import Contact, Turn

#: Hits that are read together.
PAGE = 500


@dataclass(frozen=True, slots=True)
class Found:
    contact: Contact
    turn: Turn
    findings: tuple[Finding, ...]
    #: Half-open spans of the turn's text.
    highlights: Sequence[tuple[int, int]]


def found(store: Store, query: Query, hits: Iterable[Hit]) -> Iterator[Found]:
    """In the order given. Turns that are gone by now are left out, and so is what lies outside the query's scope by now."""
    coming = iter(hits)
    while page := list(islice(coming, PAGE)):
        keys = list(dict.fromkeys(hit.contact for hit in page))
        contacts, scans = _there(store, keys, {hit.turn for hit in page}), store.findings(keys)
        for hit in page:
            contact = contacts.get(hit.contact)
            turn = contact.turn(hit.turn) if contact else None
            if contact and turn and query.scope.holds(contact):
                accused = tuple(finding for finding in scans.get(hit.contact, ()) if finding.turn == turn.index)
                yield Found(contact, turn, accused, highlights(turn.text, query))


def _there(store: Store, keys: Sequence[str], turns: Collection[int]) -> Mapping[str, Contact]:
    """Without those that were deleted, which the index may still have for a moment."""
    gone = store.deleted(keys)
    left = [key for key in keys if key not in gone]
    return dict(zip(left, store.contacts(left, turns=turns), strict=True))
