"""What the voices say: sentence templates with slots, and random sequences of the same words."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import jieba
import yaml

from .pinyin import PAUSES, plain, readings

FOLDER = Path(__file__).parent / "texts"
_SLOT = re.compile(r"\{(\w+)\}")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence pattern; `category` is T01..T25 or ok, `held_out` keeps it from the training texts."""

    id: str
    category: str
    speaker: str
    text: str
    held_out: bool


@dataclass(frozen=True, slots=True)
class Word:
    """Characters and the reading they have in the sentence they were taken from."""

    text: str
    read: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Everything a random sequence is made of."""

    long: tuple[Word, ...]
    single: tuple[Word, ...]
    values: tuple[tuple[Word, ...], ...]


Slots = Mapping[str, list[str]]


def load_slots(folder: Path = FOLDER) -> Slots:
    """Slot name to its possible values."""
    slots: Slots = yaml.safe_load((folder / "slots.yml").read_text("utf-8"))
    return slots


def load_templates(folder: Path = FOLDER) -> list[Template]:
    """All templates of the folder, in the order of files and entries."""
    files = sorted(path for path in folder.glob("*.yml") if path.name != "slots.yml")
    entries = [entry for path in files for entry in yaml.safe_load(path.read_text("utf-8")) or []]
    return [Template(**(entry | {"text": plain(entry["text"]).replace("、", ",")})) for entry in entries]


def pieces(template: Template, slots: Slots, rng: random.Random) -> list[str]:
    """The sentence in parts: fixed text and drawn slot values alternate, fixed text first and last."""
    parts = _SLOT.split(template.text)
    return [rng.choice(slots[part]) if at % 2 else part for at, part in enumerate(parts)]


def fill(template: Template, slots: Slots, rng: random.Random) -> str:
    """The sentence with a drawn value in every slot."""
    return "".join(pieces(template, slots, rng))


def clause(text: str, rng: random.Random) -> str:
    """One part of a sentence between punctuation marks, closed with a full stop."""
    clauses = [part for part in re.split("[,。?!]", text) if len(part) > 1]
    return rng.choice(clauses) + "。" if clauses else text


def word_list(templates: list[Template], slots: Slots) -> Words:
    """What jieba cuts out of all templates, held-out ones too: held-out sentences are new, their words are not."""
    jieba.initialize()
    found: set[Word] = set()
    for template in templates:
        parts = pieces(template, slots, random.Random(0))
        read = readings("".join(parts))
        start = 0
        for at, part in enumerate(parts):
            if at % 2 == 0:
                found |= set(_cut(part, read[start : start + len(part)]))
            start += len(part)
    values = tuple(tuple(Word(value, tuple(readings(value))) for value in slots[name]) for name in sorted(slots))
    found |= {word for group in values for value in group for word in _cut(value.text, list(value.read))}
    found |= {
        Word(character, value.read[at : at + 1])
        for group in values
        for value in group
        for at, character in enumerate(value.text)
    }
    ordered = sorted(found, key=lambda word: (word.text, word.read))
    return Words(tuple(w for w in ordered if len(w.text) > 1), tuple(w for w in ordered if len(w.text) == 1), values)


def _cut(text: str, read: list[str]) -> Iterator[Word]:
    for stretch in _HAN.finditer(text):
        at = stretch.start()
        for word in jieba.cut(stretch.group(), HMM=False):
            yield Word(word, tuple(read[at : at + len(word)]))
            at += len(word)


def random_sequence(words: Words, rng: random.Random) -> Word:
    """1 to 6 unrelated words with commas between some: text that teaches hearing, not guessing."""
    text, read = "", []
    for _ in range(rng.randint(1, 6)):
        if text and rng.random() < 0.12:
            text, read = text + ",", [*read, PAUSES[","]]
        word = _draw(words, rng)
        text, read = text + word.text, [*read, *word.read]
    return Word(text + "。", (*read, PAUSES["。"]))


def _draw(words: Words, rng: random.Random) -> Word:
    dice = rng.random()
    if dice < 0.03:
        digits = "".join(rng.choices(_DIGITS, k=rng.randint(2, 5)))
        return Word(digits, tuple(readings(digits)))
    if dice < 0.12:
        return rng.choice(rng.choice(words.values))
    return rng.choice(words.long if dice < 0.80 else words.single)
