"""What an exemption may look at: the place where a rule would hold, and everything around it."""

from dataclasses import dataclass

from audit.records import Contact, Turn
from audit.rules.model import Rule


@dataclass(frozen=True, slots=True)
class Hit:
    #: Normalised text of the turn; `start` and `end` are offsets into it.
    text: str
    start: int
    end: int
    #: Words within that made the rule hold.
    words: tuple[str, ...]
    turn: Turn
    contact: Contact
    rule: Rule

    @property
    def quote(self) -> str:
        return self.text[self.start : self.end]
