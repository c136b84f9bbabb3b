"""Contact + pack -> what the rules say. Pure: the same contact and pack give equal scans, alone or in bulk."""

from collections.abc import Iterable, Iterator, Sequence

from audit.findings import PiiSpan, Scan
from audit.gate import Gate
from audit.heard import Heard
from audit.judge import judge
from audit.misheard import Meant
from audit.pack import Pack
from audit.pii.find import find_in
from audit.ports import Reader
from audit.reading import NOTHING
from audit.records import Channel, Contact, Turn
from audit.second_reading import NONE, read_again, reconsidered
from audit.text import Normal, normalise_many

#: What goes through the prefilter at once; more gains no speed and costs memory.
MOST_TURNS, MOST_CHARACTERS = 8192, 1_000_000


def scan(contact: Contact, pack: Pack, reader: Reader | None = None) -> Scan:
    return next(scan_many((contact,), pack, reader=reader))


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
        turns += len(contact.turns)
        characters += sum(len(turn.text) for turn in contact.turns)
        if turns >= MOST_TURNS or characters >= MOST_CHARACTERS:
            yield chunk
            chunk, turns, characters = [], 0, 0
    if chunk:
        yield chunk


def _scan_chunk(contacts: Sequence[Contact], pack: Pack, pii: bool, reader: Reader | None) -> Iterator[Scan]:
    normals = normalise_many([turn.text for contact in contacts for turn in contact.turns])
    candidates = pack.prefilter.candidates([normal.text for normal in normals])
    again = read_again(contacts, normals, pack, reader) if reader else NONE
    meant = _listen(contacts, normals, pack)
    gate, number = Gate(pack), 0
    for contact in contacts:
        concerned = gate.concerned(contact)
        always = pack.prefilter.always & concerned.matchers
        heard = []
        for turn in contact.turns:
            opened = always.union(concerned.matchers.intersection(candidates.get(number, ())))
            if number in again.open:
                opened = opened.union(concerned.matchers.intersection(again.open[number]))
            guessed = tuple(guess for guess in meant.get(number, ()) if guess.number in concerned.matchers)
            heard.append(Heard(turn, normals[number], opened, again.read.get(number, NOTHING), guessed))
            number += 1
        personal = _personal(heard) if pii else ()
        if concerned.absences or any(turn.open or turn.meant for turn in heard):
            said = judge(contact, heard, pack, concerned.absences, personal)
            if reader and said.findings:
                said = reconsidered(said, contact, {one.turn.index: one.normal for one in heard}, pack, reader)
            yield said
        else:
            yield Scan(contact.key, (), (), personal)


def _listen(contacts: Sequence[Contact], normals: Sequence[Normal], pack: Pack) -> dict[int, tuple[Meant, ...]]:
    """By number of the turn, what turns that a machine wrote down may have meant."""
    turns = ((contact, turn) for contact in contacts for turn in contact.turns)
    spoken = [number for number, (contact, turn) in enumerate(turns) if _recognised(contact, turn)]
    if not spoken:
        return {}
    return dict(zip(spoken, pack.ear.listen([normals[number].text for number in spoken]), strict=True))


def _recognised(contact: Contact, turn: Turn) -> bool:
    return contact.channel is Channel.CALL or turn.avg_logprob is not None


def _personal(heard: Sequence[Heard]) -> tuple[PiiSpan, ...]:
    return tuple(
        PiiSpan(span.kind, span.start, span.end, spoken.turn.index)
        for spoken in heard
        for span in find_in(spoken.normal)
    )
