"""From which confidence on a category's rule holds: what the rules find anyway counts, and false alarms cost."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from models.reader.crossing import Crossed
from models.reader.fit import Matrix
from models.reader.lines import CATEGORIES

STEPS = tuple(round(0.4 + 0.05 * step, 2) for step in range(11))
NEVER = 2.0
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figures:
    """Over (line, category); categories that a line may have are neither demanded nor wrong."""

    f1: float
    precision: float
    recall: float
    #: Share of compliant lines with any finding.
    false_alarms: float


def figures(found: Flags, crossed: Crossed) -> Figures:
    labels, may = crossed.taught.labels, crossed.may
    right, wrong = int((found & labels).sum()), int((found & ~labels & ~may).sum())
    compliant = ~labels.any(axis=1)
    alarmed = (found & ~may).any(axis=1)
    precision, recall = right / max(1, right + wrong), right / max(1, int(labels.sum()))
    return Figures(
        f1=round(2 * precision * recall / max(precision + recall, 1e-9), 4),
        precision=round(precision, 4),
        recall=round(recall, 4),
        false_alarms=round(float(alarmed[compliant].mean()), 4),
    )


def read(sure: Matrix, least: Mapping[str, float], crossed: Crossed) -> Flags:
    limits = np.array([least.get(category, NEVER) for category in CATEGORIES])
    return np.asarray((np.round(sure, 2) >= limits) & crossed.taught.judged)


def choose(sure: Matrix, ruled: Flags, crossed: Crossed, most_alarms: float) -> dict[str, float]:
    """Lowers one category's limit at a time, whichever gains most for its false alarms, until they are used up."""
    least = dict.fromkeys(CATEGORIES, NEVER)
    base = figures(ruled, crossed)
    best = base
    while True:
        tried = []
        for category in CATEGORIES:
            for step in STEPS:
                if step < least[category]:
                    now = figures(ruled | read(sure, {**least, category: step}, crossed), crossed)
                    cost = now.false_alarms - best.false_alarms
                    if now.f1 > best.f1 and now.false_alarms - base.false_alarms <= most_alarms:
                        tried.append(((now.f1 - best.f1) / (cost + 0.0003), category, step, now))
        if not tried:
            return least
        _, category, step, best = max(tried, key=lambda one: one[0])
        least[category] = step


def by_category(found: Flags, crossed: Crossed) -> dict[str, dict[str, float]]:
    table = {}
    for column, category in enumerate(CATEGORIES):
        only = np.zeros_like(found)
        only[:, column] = found[:, column]
        labels, may = crossed.taught.labels[:, column], crossed.may[:, column]
        right, wrong = int((only[:, column] & labels).sum()), int((only[:, column] & ~labels & ~may).sum())
        table[category] = {"lines": int(labels.sum()), "right": right, "wrong": wrong}
    return table


def as_row(found: Flags, crossed: Crossed) -> dict[str, float]:
    return asdict(figures(found, crossed))
