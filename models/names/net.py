"""One hidden layer over the features of a possible name: what they mean together, and not only one by one.

Of the names that may begin at one place at most one is one: a softmax over them and "none", whose score is 0.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Array = NDArray[np.float32]
#: Hidden values, rounds over all examples, places that are learned from at once.
HIDDEN, ROUNDS, BATCH = 16, 6, 1500
#: Step, which falls to nothing; share of features that are left out at random, so that no single one is relied on.
STEP, LEFT_OUT = 0.005, 0.2
_FADE, _FADE_SQUARE, _TINY = np.float32(0.9), np.float32(0.999), np.float32(1e-8)


@dataclass(frozen=True, slots=True)
class Examples:
    """Possible names as rows of features, in groups by where they begin."""

    rows: sparse.csr_matrix
    #: Where each group begins, and the end.
    groups: NDArray[np.int64]
    labels: Array
    #: Of each group.
    weights: Array

    def shuffled(self, order: NDArray[np.int64]) -> "Examples":
        sizes = np.diff(self.groups)[order]
        groups = np.concatenate(([0], np.cumsum(sizes)))
        places = np.repeat(self.groups[:-1][order] - groups[:-1], sizes) + np.arange(groups[-1])
        return Examples(self.rows[places], groups, self.labels[places], self.weights[order])


@dataclass(frozen=True, slots=True)
class Net:
    """`into` has a row for each feature: what it adds to the hidden values and, in its last column, to the score itself."""

    into: Array
    start: Array
    out: Array


class Moved:
    """A part of the net that follows its slopes by Adam (Kingma and Ba 2015): by their mean over the root of their mean square."""

    def __init__(self, part: Array) -> None:
        self.part, self.mean, self.square = part, np.zeros_like(part), np.zeros_like(part)

    def follow(self, slope: Array, rate: float) -> None:
        self.mean += (1 - _FADE) * (slope - self.mean)
        self.square += (1 - _FADE_SQUARE) * (slope * slope - self.square)
        self.part -= np.float32(rate) * self.mean / (np.sqrt(self.square) + _TINY)


def learn(examples: Examples, seed: int = 7) -> Net:
    """The same examples always give the same net on one kind of processor."""
    chance = np.random.default_rng(seed)
    examples = examples.shuffled(chance.permutation(len(examples.weights)))
    features = examples.rows.shape[1]
    net = Net(
        np.zeros((features, HIDDEN + 1), np.float32),
        np.append(chance.random(HIDDEN, np.float32) * np.float32(0.2), np.float32(0)),
        np.append(chance.standard_normal(HIDDEN, np.float32) * np.float32(0.5), np.float32(1)),
    )
    parts = [Moved(part) for part in (net.into, net.start, net.out)]
    batches = np.arange(0, len(examples.weights), BATCH)
    steps = ROUNDS * len(batches)
    for done in range(steps):
        if done % len(batches) == 0:
            order = chance.permutation(batches)
        first = int(order[done % len(batches)])
        slopes = _slopes(net, examples, slice(first, min(first + BATCH, len(examples.weights))), chance)
        rate = STEP * (1 - done / steps) * np.sqrt(1 - _FADE_SQUARE ** (done + 1)) / (1 - _FADE ** (done + 1))
        for part, slope in zip(parts, slopes, strict=True):
            part.follow(slope, rate)
    return net


def _slopes(net: Net, examples: Examples, places: slice, chance: np.random.Generator) -> tuple[Array, Array, Array]:
    """In the direction of which the loss of these groups grows. The last column of the hidden values passes unchanged."""
    first, last = examples.groups[places.start], examples.groups[places.stop]
    rows, labels, weights = examples.rows[first:last], examples.labels[first:last], examples.weights[places]
    rows.data = ((chance.random(len(rows.data), np.float32) >= LEFT_OUT) / (1 - LEFT_OUT)).astype(np.float32)
    firsts, sizes = examples.groups[places] - first, np.diff(examples.groups[places.start : places.stop + 1])
    summed = rows @ net.into + net.start
    open_ = summed > 0
    open_[:, -1] = True
    hidden = summed * open_
    away = _away((hidden * net.out).sum(axis=1), labels, firsts, sizes) * np.repeat(weights, sizes)
    away /= weights.sum()
    back = away[:, None] * net.out * open_
    out = (hidden * away[:, None]).sum(axis=0)
    out[-1] = 0
    return rows.T @ back, back.sum(axis=0), out


def _away(scores: Array, labels: Array, firsts: NDArray[np.int64], sizes: NDArray[np.int64]) -> Array:
    """How much more likely each is taken than it should be; a place of two readings (欧|阳明, 欧阳|明) has both right."""
    highest = np.maximum(np.maximum.reduceat(scores, firsts), 0)
    power = np.exp(scores - np.repeat(highest, sizes))
    share = power / np.repeat(np.add.reduceat(power, firsts) + np.exp(-highest), sizes)
    right = power * labels
    total = np.repeat(np.add.reduceat(right, firsts), sizes)
    wanted = np.divide(right, total, out=np.zeros_like(right), where=total > 0)
    away: Array = share - wanted
    return away
