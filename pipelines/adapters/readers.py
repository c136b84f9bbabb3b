"""Several readers as one: each says what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.ports import Reader
from audit.reading import NOTHING, Read, Spoken


@dataclass(frozen=True, slots=True)
class Readers:
    parts: tuple[Reader, ...]

    @property
    def id(self) -> str:
        return "+".join(part.id for part in self.parts)

    def read(self, spoken: Sequence[Spoken]) -> Mapping[int, Read]:
        said: dict[int, Read] = {}
        for part in self.parts:
            for place, read in part.read(spoken).items():
                known = said.get(place, NOTHING)
                said[place] = Read(known.readings + read.readings, known.doubts + read.doubts)
        return said

    def rules_out(self, spoken: Sequence[Spoken]) -> Sequence[frozenset[str]]:
        parts = [part.rules_out(spoken) for part in self.parts]
        return [frozenset[str]().union(*own) for own in zip(*parts, strict=True)]
