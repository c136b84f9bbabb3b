"""What an exemption may look at: the place where a rule would hold, and everything around it."""

import re
from dataclasses import dataclass
from functools import cached_property

from audit.records import Contact, Turn
from audit.rules.model import Rule
from audit.sentence import bounds, sentence

#: A full stop of Latin script ends a clause only before a blank or the end: `3.5`, `u.s`.
CLAUSE = re.compile(r"[,。!?;:\n]|\.(?=\s|$)")


@dataclass(frozen=True)  # without slots, so that what several exemptions ask is worked out once
class Hit:
    #: Normalised text of the turn with a comma for each pause; `start` and `end` are offsets into it.
    text: str
    start: int
    end: int
    #: Words within that made the rule hold, in no certain order and as the rule saw them: without those commas.
    words: tuple[str, ...]
    turn: Turn
    contact: Contact
    rule: Rule

    def goes_on_in(self, turn: Turn) -> bool:
        """Whether the same speaker says more there."""
        return turn.index > self.turn.index and turn.speaker is self.turn.speaker

    @property
    def quote(self) -> str:
        return self.text[self.start : self.end]

    @cached_property
    def sentence(self) -> tuple[int, int]:
        """Bounds of the sentence, or sentences, that the hit is in, with the sign that ends them."""
        return sentence(self.text, self.start, self.end)

    @cached_property
    def clause(self) -> tuple[int, int]:
        """Bounds of the clause in which the last word of the hit begins: where its act is."""
        act = self.spots[-1][0]
        return bounds(CLAUSE, self.text, act, act + 1)

    @property
    def before(self) -> str:
        """The sentence up to the hit."""
        return self.text[self.sentence[0] : self.start]

    @property
    def after(self) -> str:
        """The sentence from the end of the hit."""
        return self.text[self.end : self.sentence[1]]

    @cached_property
    def spots(self) -> list[tuple[int, int]]:
        """Where the words stand in the text, in the order of the text; never empty."""
        found = []
        paused = "," in self.quote
        for word in filter(None, self.words):
            if paused and (
                place := re.compile(",?".join(map(re.escape, word))).search(self.text, self.start, self.end)
            ):
                found.append(place.span())
            elif not paused and (start := self.text.find(word, self.start, self.end)) >= 0:
                found.append((start, start + len(word)))
        return sorted(found) or [(self.start, self.end)]
