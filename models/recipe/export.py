"""Writes a checkpoint as an int8 CTranslate2 model that unmodified faster-whisper loads.

Usage: python -m models.recipe.export CHECKPOINT FOLDER
"""

import argparse
import json
from pathlib import Path

import torch
from ctranslate2.converters.transformers import WhisperLoader
from tokenizers import AddedToken, Tokenizer, decoders
from tokenizers.models import BPE
from transformers import WhisperForConditionalGeneration

from .network import Listener, build
from .tokens import Vocabulary

_ALIGNMENT_HEADS = [[1, 0], [1, 1], [2, 0], [2, 1]]
"""[decoder layer, head]: the heads that training told where to look."""
TAIL = 1
"""Seconds of silence that the model needs behind a chunk: it was trained on short windows too, so FairDial spares it the rest."""

DECODING = {
    "language": "zh",
    "beam_size": 5,
    "temperature": 0,
    "condition_on_previous_text": False,
    "chunk_length": 10,
    "vad": {"min_silence_duration_ms": 300, "max_speech_duration_s": 10},
    "no_speech_threshold": None,
    "log_prob_threshold": None,
    "compression_ratio_threshold": None,
    "without_timestamps": False,
    "word_timestamps": True,
    "max_new_tokens": 128,
}


def load(checkpoint: Path) -> tuple[WhisperForConditionalGeneration, Vocabulary]:
    """The trained Whisper without its auxiliary head, and its vocabulary."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=False)
    shape = saved["shape"]
    vocabulary = Vocabulary(shape["characters"])
    model = Listener(build(len(vocabulary.tokens), shape["width"], shape["layers"]), sum(shape["classes"]))
    model.load_state_dict(saved["model"])
    return model.whisper.eval(), vocabulary


def export(model: WhisperForConditionalGeneration, vocabulary: Vocabulary, folder: Path) -> None:
    """Weights, vocabulary, tokenizer and settings: everything that a user loads."""
    folder.mkdir(parents=True, exist_ok=True)
    spec = WhisperLoader().get_model_spec(model)
    spec.register_vocabulary(vocabulary.tokens)
    first_special = len(vocabulary.text)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [vocabulary.ids[" "], vocabulary.ids["<|endoftext|>"]]
    spec.config.lang_ids = list(range(first_special + 2, vocabulary.ids["<|translate|>"]))
    spec.config.alignment_heads = _ALIGNMENT_HEADS
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    tokenizer(vocabulary).save(str(folder / "tokenizer.json"))
    _write(
        folder / "preprocessor_config.json",
        {"feature_size": 80, "sampling_rate": 16000, "hop_length": 160, "chunk_length": 30, "n_fft": 400},
    )
    _write(folder / "decoding.json", DECODING | {"tail": TAIL})


def tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """One token per character; only the special tokens are marked as such, not the timestamps."""
    result = Tokenizer(BPE(vocab=vocabulary.ids, merges=[], unk_token="<unk>", fuse_unk=False))
    result.decoder = decoders.Fuse()
    result.add_special_tokens([AddedToken(token, special=True) for token in vocabulary.special])
    return result


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("checkpoint", type=Path)
    arguments.add_argument("folder", type=Path)
    options = arguments.parse_args()
    export(*load(options.checkpoint), options.folder)


if __name__ == "__main__":
    main()
