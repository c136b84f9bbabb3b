"""A contact of a sample that two people look at without seeing one another, and a lead who settles what they differ on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from audit.agreement import Pair
from audit.double import Stage
from audit.errors import Problem, Refused
from audit.looks import Look


@dataclass(frozen=True, slots=True)
class Shared:
    """One contact that was drawn, and what two make of it apart."""

    plan: str
    #: In the order drawn, from 0.
    place: int
    contact: str
    lookers: tuple[str, str]
    #: By person; a lead's is in it once it is settled.
    said: Mapping[str, Look] = field(default_factory=dict)
    #: Whoever looked, also those whose word is not shown yet.
    looked: frozenset[str] = frozenset()

    @property
    def stage(self) -> Stage:
        if self.looked - set(self.lookers):
            return Stage.SETTLED
        if self.owed:
            return Stage.ASKED
        first, second = (self.said[name] for name in self.lookers)
        return Stage.AGREED if alike(first, second) else Stage.DISPUTED

    @property
    def owed(self) -> tuple[str, ...]:
        """Who has not looked yet."""
        return tuple(name for name in self.lookers if name not in self.looked)

    @property
    def settled(self) -> Look | None:
        """A lead's word."""
        return next((look for name, look in self.said.items() if name not in self.lookers), None)

    @property
    def outcome(self) -> Look | None:
        """What counts: the lead's word where there is one, else what both say, as the later one put it; None before."""
        if self.stage is Stage.AGREED:
            return max(self.said.values(), key=lambda look: look.at)
        return self.settled

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """What agreement is computed of, whether anything was missed here; empty until both looked. It belongs to no rule."""
        if self.owed:
            return ()
        return (Pair("", *self.lookers, *(self.said[name].outcome.value for name in self.lookers)),)

    def seen_by(self, who: str) -> "Shared":
        """Without what the other one says, for as long as not both have looked."""
        return (
            replace(self, said={name: look for name, look in self.said.items() if name == who}) if self.owed else self
        )


def alike(one: Look, other: Look) -> bool:
    """Whether they say the same, and miss the same violations by category and rule."""
    return (one.outcome, one.told) == (other.outcome, other.told)


def looked(of: Shared, look: Look) -> Shared:
    """With one more look: that of one of the two, or of a lead on what is disputed. Raises Refused (`looks.*`)."""
    if look.by in of.looked:
        raise Refused(Problem("looks.twice", of.contact, {"who": look.by}))
    if look.by not in of.lookers and of.stage is not Stage.DISPUTED:
        raise Refused(Problem("looks.not_asked", of.contact, {"who": look.by}))
    return replace(of, said={**of.said, look.by: look}, looked=of.looked | {look.by})
