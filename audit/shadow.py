"""What rules in shadow say: found with every scan, counted and shown with the rule, and never an incident, an alert or a line of a report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from audit.findings import Finding
from audit.statistics import Interval, share


@dataclass(frozen=True, slots=True)
class ShadowScan:
    """Everything that the shadow rules of one pack say about some contacts."""

    #: Digest over these rules.
    pack: str
    #: Rule -> digest of its text and word groups.
    rules: Mapping[str, str]
    #: By contact; those without findings are left out.
    found: Mapping[str, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Shadowed:
    """How often a rule in shadow holds, by its text as it is now."""

    #: Contacts that it looked at, and those of them in which it found something.
    judged: int = 0
    hit: int = 0
    #: First and last day of the contacts that it looked at.
    first: date | None = None
    last: date | None = None

    @property
    def per_thousand(self) -> Interval:
        """With a 95 % interval (Wilson)."""
        value, low, high = (1000 * part for part in share(self.hit, self.judged))
        return Interval(value, low, high)


@dataclass(frozen=True, slots=True)
class Overlap:
    """A live rule that found something in contacts in which the rule in shadow did."""

    rule: str
    #: Such contacts, and those of them in which both quote some of the same words.
    contacts: int
    same_words: int
