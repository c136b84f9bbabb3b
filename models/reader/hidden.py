"""A second opinion for each text: characters and pairs summed into a small hidden layer that all categories share."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.reader.fit import Lesson, Matrix, rarity
from pipelines.adapters.reading.hidden import Hidden
from pipelines.adapters.reading.letters import Numbers

WIDTH, EPOCHS, BATCH = 96, 24, 128
#: Of the sums, of which a step moves those of its own lines alone, and of what all lines share.
SUMS_RATE, RATE = 1e-2, 4e-3
#: Share of the characters and pairs of a text, and of the hidden values, that are left out at each step.
LEFT_OUT, SILENT = 0.5, 0.5
#: Characters and pairs that fewer lines have teach more noise than sense.
LEAST_LINES = 2
WIDEST = 127


class _Net(nn.Module):
    def __init__(self, pieces: int, categories: int) -> None:
        super().__init__()
        self.sums = nn.EmbeddingBag(pieces, WIDTH, mode="sum", sparse=True)
        nn.init.normal_(self.sums.weight, 0, 0.05)
        self.shift = nn.Parameter(torch.zeros(WIDTH))
        self.silence = nn.Dropout(SILENT)
        self.out = nn.Linear(WIDTH, categories)

    def forward(self, pieces: torch.Tensor, starts: torch.Tensor, shares: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.sums(pieces, starts, per_sample_weights=shares) + self.shift)
        return self.out(self.silence(hidden))  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class _Bags:
    """The known pieces of each line, flat, and how much each counts."""

    rows: Numbers
    starts: Numbers
    counts: Numbers
    shares: NDArray[np.float32]

    def batch(self, lines: Numbers, chance: np.random.Generator) -> tuple[torch.Tensor, ...]:
        places = np.concatenate([np.arange(self.starts[line], self.starts[line] + self.counts[line]) for line in lines])
        owner = np.repeat(np.arange(len(lines)), self.counts[lines])
        kept = chance.random(len(places)) >= LEFT_OUT
        places, owner = places[kept], owner[kept]
        starts = np.searchsorted(owner, np.arange(len(lines)))
        shares = self.shares[places] / (1 - LEFT_OUT)
        return torch.from_numpy(self.rows[places]), torch.from_numpy(starts), torch.from_numpy(shares)


def fit_hidden(taught: Lesson, seed: int = 0) -> Hidden:
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    chance = np.random.default_rng(seed)
    texts, found = taught.letters.pieces
    pieces, columns, lines = np.unique(found, return_inverse=True, return_counts=True)
    count = len(taught.letters.starts)
    rare = rarity(lines, count)
    often = lines >= LEAST_LINES
    number = np.cumsum(often) - 1
    kept = often[columns]
    texts, rows = texts[kept], number[columns[kept]]
    starts = np.searchsorted(texts, np.arange(count))
    counts = np.diff(np.append(starts, len(texts)))
    shares = (rare[often][rows] / taught.letters.roots[texts]).astype(np.float32)
    net = _train(_Bags(rows, starts, counts, shares), taught, int(often.sum()), chance)
    return _stored(net, pieces[often], rare[often])


def _train(bags: _Bags, taught: Lesson, pieces: int, chance: np.random.Generator) -> _Net:
    labels = torch.from_numpy(taught.labels.astype(np.float32))
    judged = torch.from_numpy(taught.judged.astype(np.float32))
    net = _Net(pieces, labels.shape[1])
    paced = _optimisers(net, EPOCHS * -(-len(labels) // BATCH))
    for _ in range(EPOCHS):
        order = chance.permutation(len(labels))
        for start in range(0, len(order), BATCH):
            lines = order[start : start + BATCH]
            told = net(*bags.batch(lines, chance))
            weight = judged[lines]
            loss = nn.functional.binary_cross_entropy_with_logits(told, labels[lines], reduction="none")
            net.zero_grad()
            ((loss * weight).sum() / weight.sum() * labels.shape[1]).backward()
            for optimiser, pace in paced:
                optimiser.step()
                pace.step()
    return net.eval()


def _optimisers(net: _Net, steps: int) -> list[tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]]:
    """Nearly all sums are of pieces that no line of a batch has; to leave them alone takes a tenth of the time and reads as well."""
    shared = [net.shift, *net.out.parameters()]
    sums = torch.optim.SparseAdam([net.sums.weight], lr=SUMS_RATE)
    rest = torch.optim.AdamW(shared, lr=RATE, weight_decay=1e-4)
    return [
        (one, torch.optim.lr_scheduler.OneCycleLR(one, rate, total_steps=steps, pct_start=0.1, cycle_momentum=False))
        for one, rate in ((sums, SUMS_RATE), (rest, RATE))
    ]


def _stored(net: _Net, pieces: Numbers, rare: Matrix) -> Hidden:
    weights = net.sums.weight.detach().double().numpy() * rare[:, None]
    scale = np.abs(weights).max(axis=0) / WIDEST
    return Hidden(
        pieces,
        np.rint(weights / scale).astype(np.int16),
        scale,
        net.shift.detach().double().numpy(),
        net.out.weight.detach().double().numpy().T.copy(),
        net.out.bias.detach().double().numpy(),
    )
