"""Synthesises the training set: utterances as raw log-mel frames with the exact span of every character.

Usage: python -m models.recipe.corpus OUT_FOLDER [--utterances N] [--processes N]
"""

import argparse
import json
import random
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .features import FRAMES_PER_SECOND, RATE, raw_log_mel, wide
from .pinyin import readings
from .speak import PHONE_RATE, VOICES, speak, telephone
from .speak import RATE as SPEAK_RATE
from .testset import make
from .texts import Slots, Template, Word, Words, clause, fill, load_slots, load_templates, random_sequence, word_list

Span = tuple[int, float, float]
"""Index of a character in the text, its start and end in seconds."""

_SILENCE = 0.1
_MARGIN = 0.025
_SILENT_BELOW = 3.2  # log10 power under the loudest value of the utterance


def draw_text(templates: list[Template], slots: Slots, words: Words, rng: random.Random) -> Word:
    """One training text: 55 % random words, else a filled template or one clause of it."""
    if rng.random() < 0.55:
        return random_sequence(words, rng)
    text = fill(rng.choice(templates), slots, rng)
    text = clause(text, rng) if rng.random() < 1 / 3 else text
    return Word(text, tuple(readings(text)))


def utterance(text: Word, voice: str, rng: random.Random) -> tuple[NDArray[np.float16], list[Span]]:
    """Raw log-mel frames, trimmed to 25 ms around the speech, and the spans of the spoken characters."""
    sound, starts = speak(text.text, voice, rng.randint(180, 220), rng.randint(44, 56), list(text.read))
    sound = np.pad(sound, round(_SILENCE * SPEAK_RATE))  # speech that starts at once must be heard starting at once
    starts = [(index, start + _SILENCE) for index, start in starts]
    phone = telephone(sound, band_pass=rng.random() < 0.6)
    loud = np.flatnonzero(np.abs(phone) > 0.01 * 32768)
    first = max(loud[0] / PHONE_RATE - _MARGIN, 0)
    last = min(loud[-1] / PHONE_RATE + _MARGIN, len(sound) / SPEAK_RATE)
    mel = raw_log_mel(wide(phone)[int(first * RATE) : int(last * RATE)])
    return mel.astype(np.float16), spans(starts, text.read, mel, first)


def spans(
    starts: list[tuple[int, float]], read: tuple[str, ...], mel: NDArray[np.float32], offset: float
) -> list[Span]:
    """A character ends where the next one starts; before a pause, where its sound fades."""
    level = mel.max(axis=1)
    silent = level < level.max() - _SILENT_BELOW
    result = []
    for at, (index, start) in enumerate(starts):
        begin = max(start - offset, 0.0)
        end = starts[at + 1][1] - offset if at + 1 < len(starts) else len(mel) / FRAMES_PER_SECOND
        if at + 1 == len(starts) or starts[at + 1][0] > index + 1:
            frame = min(int(end * FRAMES_PER_SECOND), len(mel)) - 1
            while frame > begin * FRAMES_PER_SECOND + 4 and silent[frame]:
                frame -= 1
            end = (frame + 1) / FRAMES_PER_SECOND
        result.append((index, round(begin, 4), round(max(end, begin + 0.02), 4)))
    return result


def synthesise(job: tuple[int, int]) -> tuple[NDArray[np.float16], list[dict[str, object]]]:
    """`job`: number of utterances and seed. All frames in one array, and one record per utterance."""
    count, seed = job
    rng = random.Random(seed)
    templates, slots = load_templates(), load_slots()
    words = word_list(templates, slots)
    forbidden = {text.text for group in make(templates, slots, words, 60).values() for text in group}
    training = [template for template in templates if not template.held_out]
    mels, records = [], []
    while len(records) < count:
        text = draw_text(training, slots, words, rng)
        if text.text in forbidden:
            continue
        mel, where = utterance(text, rng.choice(list(VOICES)), rng)
        mels.append(mel)
        records.append({"text": text.text, "read": text.read, "spans": where, "frames": len(mel)})
    return np.concatenate(mels), records


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--utterances", type=int, default=20000)
    arguments.add_argument("--processes", type=int, default=2)
    options = arguments.parse_args()
    jobs = [(500, seed) for seed in range(options.utterances // 500)]
    with Pool(options.processes) as pool:
        results = pool.map(synthesise, jobs, chunksize=1)
    options.folder.mkdir(parents=True, exist_ok=True)
    np.save(options.folder / "mel.npy", np.concatenate([mel for mel, _ in results]))
    records = [record for _, group in results for record in group]
    templates, slots = load_templates(), load_slots()
    characters = "".join(sorted({c for w in _all_words(word_list(templates, slots)) for c in w.text}))
    (options.folder / "corpus.json").write_text(json.dumps({"characters": characters, "utterances": records}), "utf-8")
    hours = sum(int(record["frames"]) for record in records) / FRAMES_PER_SECOND / 3600  # type: ignore[call-overload]
    print(f"{len(records)} utterances, {hours:.2f} h, {len(characters)} characters")


def _all_words(words: Words) -> list[Word]:
    return [*words.long, *words.single, *(word for group in words.values for word in group)]


if __name__ == "__main__":
    main()
