"""How much of what is wrong the rules find, from a random sample of what they left alone."""

from dataclasses import dataclass

from audit.errors import Problem, Refused
from audit.sampling import Method, Plan
from audit.statistics import Z_OF_TWO, Interval, share


@dataclass(frozen=True, slots=True)
class Recall:
    """Contacts that are wrong: found, missed, and the share that was found, each with its interval."""

    found: Interval
    missed: Interval
    value: Interval


@dataclass(frozen=True, slots=True)
class Hits:
    """Contacts of a frame with a finding, and of those the confirmed ones and the rejected ones."""

    hit: int
    confirmed: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Seen:
    """Contacts, counted."""

    #: With a finding, and of those the confirmed and the rejected ones.
    hit: int
    confirmed: int
    rejected: int
    #: Without one; of those drawn at random and looked at; and of these the wrong ones.
    unhit: int
    sampled: int
    wrong: int


def recall(seen: Seen) -> Recall:
    """The elusion test of document review (Grossman & Cormack, Glossary, 7 Fed. Cts. L. Rev. 1, 2013), with an interval.

    Precision and the share of wrong ones among the unhit each take a 97.5 % interval (Wilson 1927), so both hold at once
    with 95 % (Bonferroni), and so does the recall between their worst and best ends. Drawing without putting back makes
    it surer than that.
    """
    precision = share(seen.confirmed, seen.confirmed + seen.rejected, Z_OF_TWO)
    elusion = share(seen.wrong, seen.sampled, Z_OF_TWO)
    found = Interval(*(seen.hit * part for part in precision))
    missed = Interval(*(seen.unhit * part for part in elusion))
    value = _part(found.value, missed.value)
    return Recall(found, missed, Interval(value, _part(found.low, missed.high), _part(found.high, missed.low)))


def must_estimate(plan: Plan) -> None:
    """Raises Refused (`sampling.no_estimate`) for a sample from which no recall can be told."""
    if plan.method is not Method.RANDOM or not plan.query.unhit:
        raise Refused(Problem("sampling.no_estimate", plan.id, {"method": plan.method}))


def _part(found: float, missed: float) -> float:
    return found / (found + missed) if found + missed else 0.0
