"""The texts that measure the model; training never contains one of them."""

import random

from .pinyin import readings
from .texts import Slots, Template, Word, Words, fill, load_slots, load_templates, random_sequence, word_list

SETS = ("seen", "held_out", "random")


def test_texts(size: int = 60) -> dict[str, list[Word]]:
    """`size` texts per set: seen templates newly filled, held-out templates, random word sequences."""
    slots, templates = load_slots(), load_templates()
    return make(templates, slots, word_list(templates, slots), size)


def make(templates: list[Template], slots: Slots, words: Words, size: int) -> dict[str, list[Word]]:
    rng = random.Random("the test set of the demo speech model")
    with_slots = [t for t in templates if not t.held_out and "{" in t.text]
    held_out = [t for t in templates if t.held_out]
    seen = [fill(rng.choice(with_slots), slots, rng) for _ in range(size)]
    rng.shuffle(held_out)
    unseen = [fill(held_out[at % len(held_out)], slots, rng) for at in range(size)]
    return {
        "seen": [Word(text, tuple(readings(text))) for text in seen],
        "held_out": [Word(text, tuple(readings(text))) for text in unseen],
        "random": [random_sequence(words, rng) for _ in range(size)],
    }
