"""The vocabulary in the order that CTranslate2's Whisper code expects, and texts as token numbers."""

from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase, digits

from faster_whisper.tokenizer import _LANGUAGE_CODES

TIMESTAMPS = 1501
"""<|0.00|> to <|30.00|> in steps of 20 ms; the last tokens of the vocabulary."""
_SIGNS = ["<unk>", " ", "-", "'", ",", "。", "?", "!"]


@dataclass(frozen=True)
class Vocabulary:
    """Text tokens first, then the special ones, then timestamps; the C++ code compares these numbers."""

    characters: str

    @cached_property
    def text(self) -> list[str]:
        # the empty token makes CTranslate2 treat the model as multilingual
        return [*_SIGNS, *self.characters, *digits, *ascii_lowercase, ""]

    @cached_property
    def special(self) -> list[str]:
        languages = ["en", "zh", *(code for code in _LANGUAGE_CODES if code not in ("en", "zh", "yue"))]
        return [
            "<|endoftext|>",
            "<|startoftranscript|>",
            *(f"<|{code}|>" for code in languages),
            "<|translate|>",
            "<|transcribe|>",
            "<|startoflm|>",
            "<|startofprev|>",
            "<|nospeech|>",
            "<|notimestamps|>",
        ]

    @cached_property
    def tokens(self) -> list[str]:
        return [*self.text, *self.special, *(f"<|{i * 0.02:.2f}|>" for i in range(TIMESTAMPS))]

    @cached_property
    def ids(self) -> dict[str, int]:
        return {token: number for number, token in enumerate(self.tokens)}

    @property
    def first_timestamp(self) -> int:
        return len(self.text) + len(self.special)

    def timestamp(self, seconds: float) -> int:
        """Number of the timestamp token nearest to a time."""
        return self.first_timestamp + min(max(round(seconds * 50), 0), TIMESTAMPS - 1)

    def prompt(self, timestamps: bool) -> list[int]:
        """What every transcript starts with: Chinese, transcribed, with or without times."""
        names = ["<|startoftranscript|>", "<|zh|>", "<|transcribe|>", *([] if timestamps else ["<|notimestamps|>"])]
        return [self.ids[name] for name in names]
