"""The turns of a chunk go to the reader together; what it says opens the rules that ask for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from audit.pack import Pack
from audit.ports import Reader
from audit.reading import Read, Spoken
from audit.records import Contact, Speaker
from audit.text import Normal


@dataclass(frozen=True, slots=True)
class SecondReading:
    """By number of the turn within the chunk; most turns have no entry."""

    read: Mapping[int, Read] = field(default_factory=dict)
    #: Numbers of the matchers that this opens.
    open: Mapping[int, frozenset[int]] = field(default_factory=dict)


NONE = SecondReading()


def read_again(contacts: Sequence[Contact], normals: Sequence[Normal], pack: Pack, reader: Reader) -> SecondReading:
    """`normals` holds the texts of all turns of these contacts, in order."""
    if not pack.recognitions:
        return NONE
    heard = frozenset((*pack.read_speakers, Speaker.UNKNOWN))
    places, spoken, number = list[int](), list[Spoken](), 0
    for contact in contacts:
        for turn in contact.turns:
            if turn.speaker in heard:
                places.append(number)
                spoken.append(Spoken(normals[number].text, contact.channel, contact.party))
            number += 1
    read = {places[place]: said for place, said in reader.read(spoken).items()}
    opened = {place: _opened(pack, said) for place, said in read.items()}
    return SecondReading(read, opened)


def _opened(pack: Pack, said: Read) -> frozenset[int]:
    return frozenset(number for number, recognition in pack.recognitions if recognition.opens(said))
