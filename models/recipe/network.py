"""A small Whisper whose forward pass also gives cross-attention weights and frame-wise syllable guesses.

Parameters keep the names of Hugging Face's Whisper, so the usual converter can read them.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import WhisperConfig, WhisperForConditionalGeneration

from .features import MELS

POSITIONS = 1500
HEAD = 64
"""Dimensions of one attention head."""


def build(vocabulary: int, width: int = 256, layers: int = 3) -> WhisperForConditionalGeneration:
    """The Hugging Face model that holds the parameters; its own forward pass is not used."""
    config = WhisperConfig(
        vocab_size=vocabulary,
        d_model=width,
        encoder_layers=layers,
        decoder_layers=layers,
        num_mel_bins=MELS,
        encoder_attention_heads=width // HEAD,
        decoder_attention_heads=width // HEAD,
        encoder_ffn_dim=4 * width,
        decoder_ffn_dim=4 * width,
        max_source_positions=POSITIONS,
        max_target_positions=448,
        dropout=0.0,
        pad_token_id=0,
        bos_token_id=0,
        eos_token_id=0,
        decoder_start_token_id=0,
        suppress_tokens=None,
        begin_suppress_tokens=None,
        tie_word_embeddings=True,
    )
    return WhisperForConditionalGeneration(config)


class Listener(nn.Module):
    """Whisper plus the auxiliary head that names the current and the previous syllable of every frame."""

    def __init__(self, whisper: WhisperForConditionalGeneration, syllable_classes: int) -> None:
        super().__init__()
        self.whisper = whisper
        self.syllables = nn.Linear(whisper.config.d_model, 2 * syllable_classes)

    def encode(self, mel: Tensor, positions: Tensor, copies: Tensor | None = None) -> Tensor:
        """Hidden states (batch, positions, width) of mel (batch, 80, frames).

        positions: which of the convolution's outputs get which place, shape (2, n): output number, place.
        copies: how many neighbours each output stands for; a padding position may represent several.
        """
        encoder = self.whisper.model.encoder
        hidden = F.gelu(encoder.conv2(F.gelu(encoder.conv1(mel)))).transpose(1, 2)
        hidden = hidden[:, positions[0]] + encoder.embed_positions.weight[positions[1]]
        mask = None if copies is None else copies.log().to(torch.bfloat16)[None, None, None, :]
        for layer in encoder.layers:
            normal = layer.self_attn_layer_norm(hidden)
            hidden = hidden + attend(layer.self_attn, normal, normal, mask)
            hidden = hidden + feed(layer, hidden)
        return encoder.layer_norm(hidden)

    def decode(self, tokens: Tensor, heard: Tensor, copies: Tensor | None = None) -> tuple[Tensor, list[Tensor]]:
        """Logits (batch, tokens, vocabulary), and per layer the cross-attention weights of heads 0 and 1."""
        decoder = self.whisper.model.decoder
        hidden = decoder.embed_tokens(tokens) + decoder.embed_positions.weight[: tokens.shape[1]]
        mask = None if copies is None else copies.log()[None, None, None, :]
        weights = []
        for layer in decoder.layers:
            normal = layer.self_attn_layer_norm(hidden)
            hidden = hidden + attend(layer.self_attn, normal, normal, causal=True)
            normal = layer.encoder_attn_layer_norm(hidden)
            answer, weight = look(layer.encoder_attn, normal, heard, mask)
            weights.append(weight)
            hidden = hidden + answer
            hidden = hidden + feed(layer, hidden)
        return F.linear(decoder.layer_norm(hidden), decoder.embed_tokens.weight), weights


def split(states: Tensor) -> Tensor:
    """(batch, n, width) as (batch, heads, n, HEAD)."""
    return states.unflatten(-1, (-1, HEAD)).transpose(1, 2)


def attend(part: nn.Module, query: Tensor, source: Tensor, mask: Tensor | None = None, causal: bool = False) -> Tensor:
    """Multi-head attention without weights."""
    q, k, v = split(part.q_proj(query)), split(part.k_proj(source)), split(part.v_proj(source))
    answer = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal)
    return part.out_proj(answer.transpose(1, 2).flatten(2))


def look(part: nn.Module, query: Tensor, source: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
    """Multi-head attention, and the weights of the first two heads."""
    q, k, v = split(part.q_proj(query)), split(part.k_proj(source)), split(part.v_proj(source))
    scores = (q @ k.transpose(2, 3)).float() / math.sqrt(HEAD)
    weights = (scores if mask is None else scores + mask).softmax(-1)
    answer = (weights.to(v.dtype) @ v).transpose(1, 2).flatten(2)
    return part.out_proj(answer), weights[:, :2]


def feed(layer: nn.Module, hidden: Tensor) -> Tensor:
    """The position-wise part of a layer."""
    return layer.fc2(F.gelu(layer.fc1(layer.final_layer_norm(hidden))))
