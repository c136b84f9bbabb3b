"""Initial weights that let a small Whisper hear from the first step; the default ones keep it deaf for minutes."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .network import HEAD, Listener

_OFFSETS = ((-7.0, -2.5, 2.5, 7.0), (-13.0, -5.0, 5.0, 13.0))
"""Frames of 20 ms that the heads of the first two encoder layers look aside at."""


@torch.no_grad()
def initialise(model: Listener, mel: Tensor) -> None:
    """Sets all weights; `mel` (batch, 80, frames) is a typical batch that the convolutions are scaled on."""
    torch.manual_seed(1)
    whisper = model.whisper.model
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear) and not name.endswith("whisper.proj_out"):
            nn.init.xavier_normal_(module.weight, 0.6 if name.endswith(("out_proj", "fc2")) else 1.0)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    nn.init.normal_(whisper.decoder.embed_tokens.weight, std=0.06)
    nn.init.normal_(whisper.decoder.embed_positions.weight, std=0.06)
    _scale_convolutions(whisper.encoder, mel)
    width = model.whisper.config.d_model
    for layer, offsets in zip(whisper.encoder.layers, _OFFSETS):
        for head, offset in enumerate(offsets[: width // HEAD]):
            _look_aside(layer.self_attn, head, offset, width)


def _scale_convolutions(encoder: nn.Module, mel: Tensor) -> None:
    for conv in (encoder.conv1, encoder.conv2):
        nn.init.xavier_normal_(conv.weight)
        nn.init.zeros_(conv.bias)
    first = encoder.conv1(mel)
    encoder.conv1.weight /= first.std()
    encoder.conv1.bias -= encoder.conv1(mel).mean((0, 2))
    heard = F.gelu(encoder.conv1(mel))
    for _ in range(8):
        encoder.conv2.weight *= 0.8 / F.gelu(encoder.conv2(heard)).std()


def _look_aside(part: nn.Module, head: int, offset: float, width: int) -> None:
    """Keys are the fastest position waves; queries are the same waves, turned by the offset."""
    pairs, half = HEAD // 2, width // 2
    speed = torch.exp(-math.log(10000) / (half - 1) * torch.arange(pairs))
    turn_sin, turn_cos = torch.sin(speed * offset), torch.cos(speed * offset)
    rows = slice(head * HEAD, (head + 1) * HEAD)
    at = torch.arange(pairs)
    key, query = torch.zeros(HEAD, width), torch.zeros(HEAD, width)
    key[at, at] = key[pairs + at, half + at] = 1.5
    query[at, at], query[at, half + at] = 1.5 * turn_cos, 1.5 * turn_sin
    query[pairs + at, half + at], query[pairs + at, at] = 1.5 * turn_cos, -1.5 * turn_sin
    part.k_proj.weight[rows] = 0.2 * part.k_proj.weight[rows] + key
    part.q_proj.weight[rows] = 0.2 * part.q_proj.weight[rows] + query
