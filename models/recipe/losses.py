"""What the model is taught: the next token, where to look for it, and which syllable every frame belongs to."""

import torch
from torch import Tensor
from torch.nn import functional as F

from .layout import POSITIONS_PER_SECOND
from .windows import Batch

_SMOOTHING = 0.05


def token_loss(logits: Tensor, targets: Tensor, text_tokens: int) -> tuple[Tensor, Tensor]:
    """Cross entropy with smoothing among text tokens only, and the share of tokens guessed right."""
    asked = targets >= 0
    logits, targets = logits[asked].float(), targets[asked]
    log_probability = logits.log_softmax(-1)
    right = log_probability.gather(1, targets[:, None])[:, 0]
    spread = log_probability[:, 1 : text_tokens - 1].mean(1)
    smoothing = _SMOOTHING * (targets < text_tokens)
    loss = -((1 - smoothing) * right + smoothing * spread).mean()
    return loss, (logits.argmax(-1) == targets).float().mean()


def attention_loss(weights: list[Tensor], spans: Tensor, positions: Tensor) -> Tensor:
    """-log of the attention inside a character's span; layer 0 looks at the input, the others at what comes next.

    weights: per layer (batch, 2, t, n); spans: (batch, t + 1, 2) in seconds, NaN where nothing is spoken.
    """
    offset = positions[1, 0]
    frames = ((spans * POSITIONS_PER_SECOND).round() + offset)[:, :, None]
    place = positions[1].float()
    inside = (place >= frames[..., 0]) & (place < frames[..., 1])
    losses = []
    for number, weight in enumerate(weights):
        wanted = inside[:, :-1] if number == 0 else inside[:, 1:]
        asked = wanted.any(-1)
        mass = (weight * wanted[:, None]).sum(-1).transpose(1, 2)[asked]
        losses.append(-(mass + 1e-4).log().mean())
    return torch.stack(losses).mean()


def syllable_loss(guesses: Tensor, labels: Tensor, counts: list[int], copies: Tensor | None) -> Tensor:
    """Frame-wise cross entropy of initial, final and tone; the previous syllable's counts half."""
    computed = slice(None) if copies is None else copies == 1
    pieces = guesses[:, computed].float().split(counts * 2, -1)
    labels = labels[:, computed]
    terms = [F.cross_entropy(piece.flatten(0, 1), labels[..., at].flatten()) for at, piece in enumerate(pieces)]
    return sum(terms[:3]) / 3 + 0.5 * sum(terms[3:]) / 3  # type: ignore[return-value]


def total(
    batch: Batch,
    logits: Tensor,
    weights: list[Tensor],
    guesses: Tensor,
    text_tokens: int,
    counts: list[int],
    progress: float,
) -> tuple[Tensor, dict[str, float]]:
    """Weighted sum of the three losses, whose helpers fade while training progresses from 0 to 1."""
    tokens, accuracy = token_loss(logits, batch.targets, text_tokens)
    attention = attention_loss(weights, batch.spans, batch.positions)
    syllables = syllable_loss(guesses, batch.syllables, counts, batch.copies)
    loss = tokens + (0.3 - 0.2 * progress) * attention + (1.0 - 0.7 * progress) * syllables
    return loss, {
        "tokens": tokens.item(),
        "accuracy": accuracy.item(),
        "attention": attention.item(),
        "syllables": syllables.item(),
    }
