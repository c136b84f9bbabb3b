"""What was expected against what was found: counts, precision, recall, F1, and how sure they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.conduct_zh.rows import Row, Span

ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class Counts:
    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 1.0


def compare(row: Row, found: frozenset[str]) -> dict[str, Counts]:
    """By category. What only `may` be found counts neither way."""
    counts = {category: Counts(right=1) for category in row.expect & found}
    counts |= {category: Counts(missed=1) for category in row.expect - found}
    return counts | {category: Counts(wrong=1) for category in found - row.expect - row.may}


@dataclass(frozen=True, slots=True)
class Result:
    """Of one program on one set of rows."""

    total: Counts
    by_category: Mapping[str, Counts]
    #: Kind of row -> (violating rows in which all was found, violating rows, compliant rows with an alarm, compliant rows).
    by_kind: Mapping[str, tuple[int, int, int, int]]
    #: 95 % bootstrap interval of the micro-F1 over rows.
    interval: tuple[float, float]

    @property
    def false_alarms(self) -> tuple[int, int]:
        """Compliant rows on which something was raised, and all compliant rows."""
        return sum(kind[2] for kind in self.by_kind.values()), sum(kind[3] for kind in self.by_kind.values())


def score(rows: Sequence[Row], found: Mapping[str, frozenset[str]]) -> Result:
    """`found` has the categories by row id; a row without entry found nothing."""
    by_category: dict[str, Counts] = defaultdict(Counts)
    by_kind: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    each = []
    for row in rows:
        counts = compare(row, found.get(row.id, frozenset()))
        for category, count in counts.items():
            by_category[category] += count
        whole = sum(counts.values(), Counts())
        each.append((whole.right, whole.wrong, whole.missed))
        kind = by_kind[row.kind]
        kind[3 if row.compliant else 1] += 1
        kind[2] += row.compliant and whole.wrong > 0
        kind[0] += not row.compliant and whole.missed == 0
    total = sum(by_category.values(), Counts())
    kinds = {kind: (counts[0], counts[1], counts[2], counts[3]) for kind, counts in sorted(by_kind.items())}
    return Result(total, dict(sorted(by_category.items())), kinds, _bootstrap(each))


def _bootstrap(each: Sequence[tuple[int, int, int]]) -> tuple[float, float]:
    if not each:
        return 0.0, 1.0
    counts, chance = np.array(each, dtype=np.int64), np.random.default_rng(7)
    sums = np.array([counts[chance.integers(len(counts), size=len(counts))].sum(axis=0) for _ in range(ROUNDS)])
    f1 = 2 * sums[:, 0] / np.maximum(2 * sums[:, 0] + sums[:, 1] + sums[:, 2], 1)
    low, high = np.quantile(f1, [0.025, 0.975])
    return float(low), float(high)


def spans(rows: Iterable[Row], found: Mapping[str, frozenset[Span]], kinds: frozenset[str]) -> dict[str, Counts]:
    """Personal data by kind; only the same kind at exactly the same place is right."""
    by_kind: dict[str, Counts] = defaultdict(Counts)
    for row in rows:
        wanted = {span for span in row.pii or () if span[0] in kinds}
        given = {span for span in found.get(row.id, frozenset()) if span[0] in kinds}
        for group, counts in (
            (wanted & given, Counts(right=1)),
            (given - wanted, Counts(wrong=1)),
            (wanted - given, Counts(missed=1)),
        ):
            for kind, *_ in group:
                by_kind[kind] += counts
    return dict(sorted(by_kind.items()))
