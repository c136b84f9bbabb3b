"""`python -m models.names.train [--without FILE]`: learns the weights of names and writes audit/pii/name_weights.py."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from audit.pii.name_features import before, ends, first_look, within
from audit.text import normalise
from models.names.lessons import ROOT, ROWS, Lesson, lessons, marked

#: Possible names that begin at one place: features, and whether it is one.
Group = list[tuple[list[str], bool]]
Array = NDArray[np.float64]
TARGET = ROOT / "audit/pii/name_weights.py"
#: Strength of fitting; smallest weight that is kept; weights are stored in hundredths.
C, LEAST, SCALE = 1, 6, 100
#: Rows that a feature must be in.
ROWS_LEAST = 4
#: Weight from which on it is a name, and the share of names that the gate may lose.
DECIDE, GATE_LOSS = 50, 0.01


def starts(lesson: Lesson) -> Iterator[tuple[Group, list[str]]]:
    """For each place where a name may begin the possible names there, with their features and whether it is one."""
    source, names, other = lesson
    normal = normalise(source)
    text = normal.text
    for start in range(len(text)):
        group = []
        left: list[str] = []
        for surname, length in ends(text, start):
            place = normal.span(start, start + length)
            if any(low < place[1] and place[0] < high for low, high in other):
                continue
            left = left or before(text, start)
            group.append((left + within(text, start, surname, length, left[0][1:]), place in names))
        if group:
            yield group, first_look(text, start)


@dataclass
class Table:
    """Rows of features in groups, by number."""

    numbers: dict[str, int] = field(default_factory=dict)
    seen: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=lambda: [0])
    groups: list[int] = field(default_factory=lambda: [0])
    labels: list[bool] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, group: Group, weight: float, row: int) -> None:
        for features, label in group:
            for feature in features:
                number = self.numbers.setdefault(feature, len(self.numbers))
                self.columns.append(number)
                if number == len(self.last):
                    self.last.append(row)
                    self.seen.append(1)
                elif self.last[number] != row:
                    self.last[number] = row
                    self.seen[number] += 1
            self.rows.append(len(self.columns))
            self.labels.append(label)
        self.groups.append(len(self.labels))
        self.weights.append(weight)

    def fitted(self) -> dict[str, int]:
        shape = (len(self.labels), len(self.numbers))
        matrix = sparse.csr_matrix((np.ones(len(self.columns)), np.array(self.columns), np.array(self.rows)), shape)
        kept = np.flatnonzero(np.array(self.seen) >= ROWS_LEAST)
        print(f"{len(self.weights)} starts, {sum(self.labels)} names, {len(kept)} of {shape[1]} features")
        found = fit(matrix[:, kept], np.array(self.groups), np.array(self.labels, float), np.array(self.weights))
        names = list(self.numbers)
        stored = {names[number]: round(SCALE * weight) for number, weight in zip(kept, found[:-1], strict=True)}
        return {feature: weight for feature, weight in stored.items() if abs(weight) >= LEAST} | {
            "": round(SCALE * found[-1])
        }


def learn(taught: Iterable[tuple[Lesson, float, int]]) -> dict[str, int]:
    table = Table()
    for one, weight, row in taught:
        for group, _ in starts(one):
            table.add(group, weight, row)
    return table.fitted()


def learn_gate(taught: Sequence[tuple[Lesson, float, int]]) -> tuple[dict[str, int], int]:
    """Weights of three characters, and the sum that nearly all names reach."""
    table, named = Table(), []
    for one, weight, row in taught:
        for group, features in starts(one):
            label = any(found for _, found in group)
            table.add([(features, label)], weight, row)
            if label:
                named.append(features)
    weights = table.fitted()
    sums = sorted(sum(weights.get(feature, 0) for feature in features) for features in named)
    return weights, sums[round(len(sums) * GATE_LOSS)]


def fit(matrix: sparse.csr_matrix, groups: Array, labels: Array, weights: Array) -> Array:
    """Of the names that may begin at one place at most one does: a softmax over them and "none", weight 0. The last weight is the bias."""
    sizes, firsts = np.diff(groups), groups[:-1]
    each = np.repeat(weights, sizes)
    back = matrix.T.tocsr()

    def loss(at: Array) -> tuple[float, Array]:
        scores = matrix @ at[:-1] + at[-1]
        highest = np.maximum(np.maximum.reduceat(scores, firsts), 0)
        power = np.exp(scores - np.repeat(highest, sizes))
        total = np.add.reduceat(power, firsts) + np.exp(-highest)
        share = power / np.repeat(total, sizes)
        value = weights @ (np.log(total) + highest) - (each * labels) @ scores
        away = each * (share - labels)
        slope = np.append(back @ away, away.sum()) + np.append(at[:-1], 0) / C
        return float(value + at[:-1] @ at[:-1] / (2 * C)), slope

    return minimize(loss, np.zeros(matrix.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x


def write(weights: dict[str, int], gate: dict[str, int], gate_least: int, path: Path = TARGET) -> None:
    by_weight: dict[int, list[str]] = {}
    for feature, weight in sorted(weights.items()):
        by_weight.setdefault(weight, []).append(feature.replace("\t", ""))
    lines = "\n".join(f"    {weight}: {chr(9).join(features)!r}," for weight, features in sorted(by_weight.items()))
    path.write_text(
        '"""What each feature of a possible name counts, in hundredths. Generated by `models.names.train`; do not edit."""\n\n'
        f"LEAST, GATE_LEAST = {DECIDE}, {gate_least}\n"
        f"#: By weight, the features that have it.\nWEIGHTS = {{\n{lines}\n}}\nGATE = {gate!r}\n",
        encoding="utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", action="append", default=[], help="files of rows that stay out, by name")
    parser.add_argument("--to", type=Path, default=TARGET)
    chosen = parser.parse_args()
    rows = [row for path in ROWS if path.name not in chosen.without for row in marked(path)]
    taught = list(lessons(rows))
    write(learn(taught), *learn_gate(taught), chosen.to)


if __name__ == "__main__":
    main()
