"""Measures an exported model through unmodified faster-whisper: character error rates and time errors.

Usage: python -m models.recipe.evaluate MODEL_FOLDER RESULTS.json [--size 60] [--calls 12]
"""

import argparse
import json
import random
import tempfile
import time
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import numpy as np
import soundfile
from faster_whisper import BatchedInferencePipeline, WhisperModel, decode_audio
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from .export import DECODING
from .speak import PHONE_RATE, VOICES, speak, telephone
from .testset import test_texts
from .texts import Word

OTHER_VOICES = ("m1", "m2", "m7", "f1", "f3", "f4")
"""espeak-ng variants that the model never heard."""
_PUNCTUATION = str.maketrans("", "", " ,。?!，？！.")


@dataclass
class Score:
    """Errors summed over texts; `times` are start errors in seconds of the characters heard right."""

    texts: int = 0
    exact: int = 0
    characters: int = 0
    errors: int = 0
    times: list[float] = field(default_factory=list)

    def add(self, said: list[tuple[str, float]], heard: list[tuple[str, float]]) -> None:
        """Both sides are characters with start times."""
        reference, guess = "".join(c for c, _ in said), "".join(c for c, _ in heard)
        errors = Levenshtein.distance(reference, guess)
        self.texts, self.exact = self.texts + 1, self.exact + (errors == 0)
        self.characters, self.errors = self.characters + len(reference), self.errors + errors
        for step in Levenshtein.opcodes(reference, guess):
            if step.tag == "equal":
                pairs = zip(said[step.src_start : step.src_end], heard[step.dest_start : step.dest_end])
                self.times += [abs(one[1] - other[1]) for one, other in pairs]

    def figures(self) -> dict[str, float]:
        times = np.array(self.times or [np.nan])
        return {
            "texts": self.texts,
            "exact": self.exact,
            "characters": self.characters,
            "cer_percent": round(100 * self.errors / max(self.characters, 1), 2),
            "start_error_median_s": round(float(np.median(times)), 3),
            "start_error_p90_s": round(float(np.quantile(times, 0.9)), 3),
        }


class Recogniser:
    """faster-whisper's batched pipeline with the settings that the model is shipped with."""

    def __init__(self, folder: Path, threads: int, **changes: object) -> None:
        settings = DECODING | changes
        self.pipeline = BatchedInferencePipeline(
            WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)
        )
        self.options = {name: value for name, value in settings.items() if name != "vad"}
        self.vad = settings["vad"]

    def hear(self, audio: NDArray[np.float32]) -> list[tuple[str, float]]:
        """Characters with start times; a word's characters share its span evenly."""
        segments, _ = self.pipeline.transcribe(audio, vad_filter=True, vad_parameters=dict(self.vad), **self.options)
        result = []
        for word in (word for segment in segments for word in segment.words or ()):
            text = word.word.translate(_PUNCTUATION)
            step = (word.end - word.start) / max(len(text), 1)
            result += [(character, word.start + at * step) for at, character in enumerate(text)]
        return result


def voiced(
    text: Word, voice: str, rng: random.Random, speed: tuple[int, int] = (180, 220)
) -> tuple[NDArray[np.int16], list[tuple[str, float]]]:
    """Telephone sound of a text, and its characters with their start times."""
    sound, starts = speak(text.text, voice, rng.randint(*speed), rng.randint(44, 56), list(text.read))
    return telephone(sound), [(text.text[index], start) for index, start in starts]


def noisy(phone: NDArray[np.int16], rng: random.Random, below: tuple[float, float] = (50, 65)) -> NDArray[np.int16]:
    """The sound with line noise, so many dB under full scale; by default faint."""
    level = 32768 * 10 ** (-rng.uniform(*below) / 20)
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, level, len(phone))
    return np.clip(phone + noise, -32768, 32767).astype(np.int16)


def through_file(channels: list[NDArray[np.int16]], stereo: bool) -> list[NDArray[np.float32]]:
    """What faster-whisper decodes from a WAV file with these 8 kHz channels."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        soundfile.write(file.name, np.stack(channels, 1) if stereo else channels[0], PHONE_RATE)
        return list(decode_audio(file.name, split_stereo=True)) if stereo else [decode_audio(file.name)]


def single_utterances(
    recogniser: Recogniser,
    texts: list[Word],
    voices: list[str],
    speed: tuple[int, int] = (180, 220),
    below: tuple[float, float] = (50, 65),
) -> dict[str, float]:
    """Every text once, the voices in turn, with silence around."""
    rng, score = random.Random(5), Score()
    for text, voice in zip(texts, cycle(voices)):
        phone, said = voiced(text, voice, rng, speed)
        phone = np.concatenate([np.zeros(4000, np.int16), phone, np.zeros(4000, np.int16)])
        audio = through_file([noisy(phone, rng, below)], stereo=False)[0]
        score.add([(c, at + 0.5) for c, at in said], recogniser.hear(audio))
    return score.figures()


def calls(recogniser: Recogniser, texts: dict[str, list[Word]], count: int) -> dict[str, float]:
    """Two-channel calls of 20 to 90 s in turns, half of the texts from held-out templates; per channel."""
    rng, score, seconds, busy = random.Random(7), Score(), 0.0, 0.0
    for number in range(count):
        voices = ("agent_m", "debtor_f") if number % 2 else ("agent_f", "debtor_m")
        channels, said = one_call(texts, voices, rng.uniform(20, 90), rng)
        seconds += len(channels[0]) / PHONE_RATE
        for audio, truth in zip(through_file(channels, stereo=True), said):
            began = time.perf_counter()
            score.add(truth, recogniser.hear(audio))
            busy += time.perf_counter() - began
    return score.figures() | {"calls": count, "audio_s": round(seconds), "cost_s_per_audio_s": round(busy / seconds, 4)}


def one_call(
    texts: dict[str, list[Word]], voices: tuple[str, str], length: float, rng: random.Random
) -> tuple[list[NDArray[np.int16]], tuple[list[tuple[str, float]], list[tuple[str, float]]]]:
    """Both channels and, for each, the characters with start times."""
    channels = [np.zeros(int((length + 12) * PHONE_RATE), np.int16) for _ in voices]
    said: tuple[list[tuple[str, float]], list[tuple[str, float]]] = ([], [])
    at, side = rng.uniform(0.3, 1.5), 0
    while at < length:
        text = rng.choice(texts[rng.choice(("seen", "held_out"))])
        phone, characters = voiced(text, voices[side], rng)
        first = int(at * PHONE_RATE)
        channels[side][first : first + len(phone)] = phone[: len(channels[side]) - first]
        said[side].extend((c, at + start) for c, start in characters)
        at += len(phone) / PHONE_RATE + rng.uniform(0.2, 1.2)
        side = 1 - side if rng.random() < 0.75 else side
    return [noisy(channel[: int((at + 0.5) * PHONE_RATE)], rng) for channel in channels], said


def measure(folder: Path, size: int, count: int, threads: int) -> dict[str, object]:
    """All figures of the card."""
    recogniser, texts = Recogniser(folder, threads), test_texts(size)
    own = {name: single_utterances(recogniser, group, list(VOICES)) for name, group in texts.items()}
    other = {voice: single_utterances(recogniser, texts["held_out"][: size // 2], [voice]) for voice in OTHER_VOICES}
    some, voices = texts["held_out"][: size // 2], list(VOICES)
    harder = {
        "slow, 140 to 160": single_utterances(recogniser, some, voices, speed=(140, 160)),
        "fast, 240 to 260": single_utterances(recogniser, some, voices, speed=(240, 260)),
        "noise 35 to 40 dB under full scale": single_utterances(recogniser, some, voices, below=(35, 40)),
        "noise 25 to 30 dB under full scale": single_utterances(recogniser, some, voices, below=(25, 30)),
    }
    long_windows = Recogniser(folder, threads, chunk_length=30)
    return {
        "decoding": DECODING,
        "demo_voices": own,
        "calls": calls(recogniser, texts, count),
        "calls_in_30_s_chunks": calls(long_windows, texts, count // 2),
        "harder": harder,
        "other_voices": other,
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("results", type=Path)
    arguments.add_argument("--size", type=int, default=60, help="texts per set")
    arguments.add_argument("--calls", type=int, default=12)
    arguments.add_argument("--threads", type=int, default=1)
    options = arguments.parse_args()
    results = measure(options.folder, options.size, options.calls, options.threads)
    options.results.write_text(json.dumps(results, indent=2) + "\n", "utf-8")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
