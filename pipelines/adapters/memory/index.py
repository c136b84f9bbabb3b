"""A search index that looks at every turn: slow, and plainly right."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from audit.errors import Problem
from audit.findings import Finding
from audit.ports import Hit, Hits, Query, Words
from audit.query import CHINA
from audit.records import Contact, Turn
from audit.text import normalise
from audit.wanted import about_contact, about_findings
from audit.words import Unit, places, units
from pipelines.adapters.search.documents import FACETS, NO_TIME, by_date, micros
from pipelines.adapters.search.places import Place, paged, read


@dataclass(frozen=True, slots=True)
class _Entry:
    contact: Contact
    turn: Turn
    findings: tuple[Finding, ...]
    said: tuple[Unit, ...]


class MemoryIndex:
    def __init__(self) -> None:
        self._entries: dict[str, list[_Entry]] = {}
        self._revisions: dict[str, int] = {}
        self._newest = 0

    def put(
        self,
        contacts: Sequence[Contact],
        scans: Mapping[str, Sequence[Finding]],
        revisions: Mapping[str, int] | None = None,
    ) -> Mapping[str, Problem]:
        for contact in contacts:
            self._newest += 1
            revision = self._newest if revisions is None else revisions[contact.key]
            if revision < self._revisions.get(contact.key, 0):
                continue
            self._revisions[contact.key] = revision
            found = scans.get(contact.key, ())
            self._entries[contact.key] = [
                _Entry(
                    contact,
                    turn,
                    tuple(finding for finding in found if finding.turn == turn.index),
                    tuple(units(normalise(turn.text).text)),
                )
                for turn in contact.turns
            ]
        return {}

    def close(self) -> None:
        """Nothing is held that another process could want."""

    def search(self, query: Query, limit: int = 20, offset: int = 0, after: str | None = None) -> Hits:
        found = self._found(query)
        days = Counter(_midnight(entry.contact) for entry in found)
        facets = {name: _facet(found, name, size) for name, size in FACETS.items()}
        places = [_place(entry) for entry in found]
        if after is not None:
            last = read(after)
            places = [place for place in places if place.sorts > last.sorts]
        hits, following = paged(places[offset : offset + limit + 1], limit)
        return Hits(hits, len(found), facets | by_date(days.items()), following)

    def walk(self, query: Query) -> Iterator[Hit]:
        yield from (Hit(entry.contact.key, entry.turn.index) for entry in self._found(query))

    @contextmanager
    def rebuild(self) -> Iterator["_Rebuilding"]:
        yield _Rebuilding(self)

    def _found(self, query: Query) -> list[_Entry]:
        asked = [(words, units(normalise(words.text).text)) for words in query.words]
        found = [
            entry
            for entries in self._entries.values()
            for entry in entries
            if query.scope.holds(entry.contact)
            and about_contact(query.filter, entry.contact)
            and about_findings(query.filter, entry.findings)
            and all(_holds(words, wanted, entry.said) for words, wanted in asked)
        ]
        return sorted(found, key=lambda entry: _place(entry).sorts)


class _Rebuilding(MemoryIndex):
    def __init__(self, live: MemoryIndex) -> None:
        super().__init__()
        self._live = live

    def swap(self, catch_up: Callable[[], None]) -> None:
        catch_up()
        self._live._entries, self._live._revisions = self._entries, self._revisions  # noqa: SLF001  # its own kind


def _place(entry: _Entry) -> Place:
    return Place(micros(entry.contact.at), f"{entry.contact.key}#{entry.turn.index:06d}")


def _midnight(contact: Contact) -> int:
    """When the contact's day began, as the calendar is in China."""
    if contact.at is None:
        return NO_TIME
    return micros(contact.at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0))


def _holds(words: Words, wanted: Sequence[Unit], said: Sequence[Unit]) -> bool:
    return not wanted or bool(places(wanted, said)) is not words.negated


def _facet(entries: Sequence[_Entry], name: str, size: int) -> dict[str, int]:
    counted = Counter(value for entry in entries for value in _values(entry, name))
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:size])


def _values(entry: _Entry, name: str) -> set[str]:
    match name:
        case "category" | "rule":
            return {getattr(finding, name) for finding in entry.findings}
        case "severity":
            return {str(max(finding.severity for finding in entry.findings))} if entry.findings else set()
        case "channel":
            return {entry.contact.channel.value}
        case "institution":
            value = entry.contact.institution
        case "agency":
            value = entry.contact.agency
        case _:
            value = entry.contact.agent_id
    return {value} if value else set()
