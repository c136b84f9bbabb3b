"""Contact + pack -> what the rules say. Pure: the same contact and pack give equal scans, alone or in bulk."""

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, compress, count

from audit.alike import Judged, likeness
from audit.detectors.matcher import Matcher
from audit.distinct import Distinct
from audit.findings import PiiSpan, Scan
from audit.gate import Concerned, gate_of
from audit.heard import Heard
from audit.judge import judge
from audit.misheard import Meant
from audit.pack import Pack
from audit.pii.find import find_many
from audit.ports import Reader
from audit.reading import NOTHING
from audit.records import Channel, Contact, Turn
from audit.second_reading import NONE, SecondReading, read_again, reconsidered
from audit.sieve import Asked
from audit.text import Normal, normalise_many

#: What goes through the prefilter at once; more gains no speed and costs memory.
MOST_TURNS, MOST_CHARACTERS = 8192, 1_000_000


def scan(contact: Contact, pack: Pack, reader: Reader | None = None, *, pii: bool = True) -> Scan:
    return next(_scan_chunk((contact,), pack, pii, reader))


def scan_many(
    contacts: Iterable[Contact], pack: Pack, *, pii: bool = True, reader: Reader | None = None
) -> Iterator[Scan]:
    """One Scan for each contact, in order. Contacts are read some thousand turns ahead.

    Without `pii` the scans name no personal data outside of findings; without `reader` the rules that ask one say nothing.
    """
    for chunk in _chunks(contacts):
        yield from _scan_chunk(chunk, pack, pii, reader)


def _chunks(contacts: Iterable[Contact]) -> Iterator[list[Contact]]:
    chunk, turns, characters = list[Contact](), 0, 0
    for contact in contacts:
        chunk.append(contact)
        for turn in contact.turns:
            turns += 1
            characters += len(turn.text)
        if turns >= MOST_TURNS or characters >= MOST_CHARACTERS:
            yield chunk
            chunk, turns, characters = [], 0, 0
    if chunk:
        yield chunk


def _scan_chunk(contacts: Sequence[Contact], pack: Pack, pii: bool, reader: Reader | None) -> Iterator[Scan]:
    texts = Distinct.of(turn.text for contact in contacts for turn in contact.turns)
    own = normalise_many(texts.items)
    normals = texts.spread(own)
    gate = gate_of(pack)
    concerned = [gate.concerned(contact) for contact in contacts]
    opened = _opened(contacts, concerned, own, texts.places, pack)
    meant = _listen(contacts, normals, pack)
    worded = {*opened, *(number for number, guesses in meant.items() if guesses)}
    again = read_again(contacts, normals, worded, pack, reader) if reader else NONE
    ends = list(accumulate(len(contact.turns) for contact in contacts))
    busy = {bisect_right(ends, number) for number in worded.union(again.open)}
    found = texts.spread(find_many(own)) if pii else []
    known: dict[Hashable, Judged] = {}

    def heard(contact: Contact, one: Concerned, first: int) -> Iterator[Heard]:
        for number, turn in enumerate(contact.turns, first):
            loose = one.always.union(one.matchers.intersection(again.open.get(number, ())))
            held = {other: pack.matcher(other) for other in loose} | opened.get(number, {})
            guessed = tuple(guess for guess in meant.get(number, ()) if guess.number in one.matchers)
            yield Heard(turn, normals[number], held, again.read.get(number, NOTHING), guessed)

    first = 0
    for place, (contact, one, end) in enumerate(zip(contacts, concerned, ends, strict=True)):
        personal = _personal(contact.turns, found[first:end]) if pii else ()
        if place in busy or one.restless:
            like = likeness(contact, one)
            judged = known.get(like) if like else None
            if judged is None:
                judged = judge(contact, [*heard(contact, one, first)], pack, one.wordless, personal)
                if reader and judged.scan.findings:
                    judged = replace(judged, scan=reconsidered(judged.scan, _ruled_out(contact, first, again), pack))
                if like:
                    known[like] = judged
            yield judged.of(contact.key)
        else:
            yield Scan(contact.key, (), (), personal)
        first = end


def _ruled_out(contact: Contact, first: int, again: SecondReading) -> Mapping[int, frozenset[str]]:
    """By index of the turn what is ruled out there; `first` is the number of the contact's first turn."""
    return {turn.index: again.ruled_out.get(number, frozenset()) for number, turn in enumerate(contact.turns, first)}


def _opened(
    contacts: Sequence[Contact], concerned: Sequence[Concerned], own: Sequence[Normal], texts: Sequence[int], pack: Pack
) -> Mapping[int, dict[int, Matcher]]:
    """By number of the turn, the matchers that hold there by its words; most turns have no entry.

    `texts` tells which of `own` each turn is. What several turns of one kind share is looked at once.
    """
    rows = (one.rows[turn.speaker] for contact, one in zip(contacts, concerned, strict=True) for turn in contact.turns)
    asked = Distinct.of(zip(texts, rows, strict=True))
    gate, asking = gate_of(pack), [row for _, row in asked.items]
    found = gate.sieve(frozenset(asking)).found([own[text].text for text, _ in asked.items], Asked(asking, gate.rows))
    return {number: found[place] for number, place in enumerate(asked.places) if place in found}


def _listen(contacts: Sequence[Contact], normals: Sequence[Normal], pack: Pack) -> dict[int, tuple[Meant, ...]]:
    """By number of the turn, what turns that a machine wrote down may have meant."""
    recognised = [
        contact.channel is Channel.CALL or turn.avg_logprob is not None
        for contact in contacts
        for turn in contact.turns
    ]
    spoken = list(compress(count(), recognised))
    if not spoken:
        return {}
    texts = Distinct.of(normals[number].text for number in spoken)
    return dict(zip(spoken, texts.spread(pack.ear.listen(texts.items)), strict=True))


def _personal(turns: Sequence[Turn], found: Sequence[tuple[PiiSpan, ...]]) -> tuple[PiiSpan, ...]:
    """Found in each turn."""
    return tuple(
        PiiSpan(span.kind, span.start, span.end, turn.index)
        for turn, spans in zip(turns, found, strict=True)
        for span in spans
    )
