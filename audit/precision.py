"""How often a rule is right, by the verdicts of people, and how much work it makes."""

from dataclasses import dataclass, replace
from datetime import datetime

from audit.pii.find import find_pii
from audit.pii.mask import mask
from audit.review import Decision
from audit.statistics import Interval, share

#: Hits are counted per so many contacts.
PER = 1000


@dataclass(frozen=True, slots=True)
class RuleVerdicts:
    """The verdicts that hold on one rule's findings. Doubt counts for neither side and is shown beside."""

    rule: str
    true: int
    false: int
    unsure: int = 0

    @property
    def precision(self) -> Interval:
        """Share of right ones among those decided, with its 95 % interval (Wilson 1927); from the first verdict on."""
        return share(self.true, self.true + self.false)


@dataclass(frozen=True, slots=True)
class Budget:
    """How noisy a rule may be before somebody has to look at it."""

    #: Per 1,000 contacts.
    hits: float = 50.0
    #: Share of rejected findings among the decided ones.
    rejected: float = 0.3


@dataclass(frozen=True, slots=True)
class Noise:
    """What one rule makes of the contacts of a period."""

    rule: str
    #: Contacts with a finding of the rule, and contacts scanned.
    hit: int
    contacts: int
    confirmed: int
    rejected: int

    @property
    def hits(self) -> Interval:
        """Contacts hit per 1,000 contacts (Wilson 1927)."""
        return Interval(*(PER * value for value in share(self.hit, self.contacts)))

    @property
    def reject_rate(self) -> Interval:
        return share(self.rejected, self.rejected + self.confirmed)

    def over(self, budget: Budget) -> tuple[str, ...]:
        """What is over budget, `hits` or `rejected`: only where even the low end of the interval is."""
        found = (("hits", self.hits.low > budget.hits), ("rejected", self.reject_rate.low > budget.rejected))
        return tuple(name for name, over in found if over)


@dataclass(frozen=True, slots=True)
class Example:
    """A finding that somebody decided on, in its turn: what the rule was right or wrong about."""

    finding: str
    contact: str
    rule: str
    decision: Decision
    #: The verdict's reason code.
    reason: str
    at: datetime
    #: The turn's text and the quote's place in it.
    text: str
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.text[self.start : self.end]


def masked(example: Example) -> Example:
    """Personal data starred out, places as they were."""
    return replace(example, text=mask(example.text, find_pii(example.text)))
