"""Whether two people who do not see one another decide alike: Cohen's kappa with its interval."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from audit.statistics import Interval, Z, share


@dataclass(frozen=True, slots=True)
class Pair:
    """What two people said of one finding, apart from one another."""

    rule: str
    first: str
    second: str
    first_said: str
    second_said: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of one rule and two reviewers; either is empty where all are taken together."""

    rule: str
    reviewers: tuple[str, str]
    items: int
    agreed: int
    #: 1 for always alike, 0 for no more than chance; None where there is nothing to tell it from.
    kappa: Interval | None


def kappa(answers: Sequence[tuple[str, str]]) -> Interval | None:
    """Cohen 1960, with a 95 % interval that reaches as far as either of two do: the standard error of Fleiss, Cohen & Everitt
    (Psychological Bulletin 72, 1969), and Wilson's score interval of the share that was alike, chance taken as known as Cohen
    took it. The first alone has no width where all are alike; twenty of twenty then told more than they can.

    None for fewer than two items, and where both always say the same one thing: then chance alone agrees.
    """
    count = len(answers)
    if count < 2:
        return None
    both = Counter(answers)
    rows, columns = Counter(one for one, _ in answers), Counter(other for _, other in answers)
    kinds = sorted(rows.keys() | columns.keys())
    seen = sum(both[kind, kind] for kind in kinds) / count
    chance = sum(rows[kind] * columns[kind] for kind in kinds) / count**2
    if chance == 1:
        return None
    value = (seen - chance) / (1 - chance)
    of = {(a, b): both[a, b] / count for a in kinds for b in kinds}
    margin = {(a, b): (columns[a] + rows[b]) / count for a in kinds for b in kinds}
    alike = sum(of[a, a] * (1 - margin[a, a] * (1 - value)) ** 2 for a in kinds)
    apart = (1 - value) ** 2 * sum(of[a, b] * margin[a, b] ** 2 for a in kinds for b in kinds if a != b)
    variance = (alike + apart - (value - chance * (1 - value)) ** 2) / (count * (1 - chance) ** 2)
    half = Z * sqrt(max(variance, 0.0))
    low, high = ((end - chance) / (1 - chance) for end in share(sum(one == other for one, other in answers), count)[1:])
    return Interval(value, max(min(value - half, low), -1.0), min(max(value + half, high), 1.0))


def agreements(pairs: Iterable[Pair]) -> tuple[Agreement, ...]:
    """For each rule all reviewers together, then each pair of them; people in the order of their names."""
    groups: dict[tuple[str, tuple[str, str]], list[tuple[str, str]]] = {}
    for pair in pairs:
        turned = pair.first > pair.second
        names = (pair.second, pair.first) if turned else (pair.first, pair.second)
        said = (pair.second_said, pair.first_said) if turned else (pair.first_said, pair.second_said)
        for whose in (("", ""), names):
            groups.setdefault((pair.rule, whose), []).append(said)
    return tuple(
        Agreement(rule, names, len(said), sum(one == other for one, other in said), kappa(said))
        for (rule, names), said in sorted(groups.items())
    )
