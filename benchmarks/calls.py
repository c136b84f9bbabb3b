"""Calls to transcripts: against bare batched faster-whisper and its sequential default, and the memory of a call of three hours.

`python -m benchmarks.calls [--size N]`: N recordings, those of the demo in turn; the last line is the result as JSON. Exits 1 where
a figure is beyond its limit. Wall times count, the fastest of some rounds; processor times are shown beside them, because
other work on the machine spoils wall times first. In whole windows, where the encoder has as much to do as bare faster-whisper's
and the ratio is near 1, processor time counts.

The sequential default hears each channel with the chunk length that the demo model needs; without that it is shown, too, but
writes down only a third of what is said, which is no measure of speed.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import BatchedInferencePipeline, WhisperModel, decode_audio
from numpy.typing import NDArray

from audit.records import Channel, Contact, Party
from benchmarks.calls_memory import LONG, MODEL, RECORDINGS, SHORT, THREADS, peak
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.memory import MemoryBlobs, MemoryStore
from pipelines.adapters.whisper import FasterWhisper
from pipelines.steps.transcribe import transcribe_contacts

ROUNDS, BATCH, RATE = 2, 8, 8000
#: At most so many times bare batched faster-whisper; at least so many times as fast as its sequential default; at most so many
#: times the memory of a short call, whose batches are not full, for a long one.
BARE, SEQUENTIAL, MEMORY = 1.05, 2.0, 1.5


@dataclass(frozen=True)
class Way:
    """One way to hear recordings; `hear` says how many characters were written down."""

    hear: Callable[[], int]
    files: Sequence[Path]

    @property
    def seconds(self) -> float:
        return sum(len(decode_audio(str(path), RATE)) for path in self.files) / RATE


@dataclass
class Spent:
    """Seconds, the fewest of all rounds."""

    wall: float = float("inf")
    processor: float = float("inf")
    characters: int = 0


def ours(files: Sequence[Path], whisper: FasterWhisper) -> int:
    """The whole step: decode, measure, detect speech, recognise, keep the turns."""
    store, blobs = MemoryStore(), MemoryBlobs()
    contacts = [
        Contact(str(number), Channel.CALL, party=Party.DEBTOR, recording=path.name, audio=blobs.put(path.read_bytes()))
        for number, path in enumerate(files)
    ]
    keys = [contact.key for contact in contacts]
    store.put_contacts(contacts)
    refused = transcribe_contacts(store, blobs, AudioDecoder(), whisper, keys)
    assert not refused, refused
    return sum(len(turn.text) for contact in store.contacts(keys) for turn in contact.turns)


def bare(files: Sequence[Path], engine: WhisperModel, decoding: dict[str, Any]) -> int:
    """faster-whisper's batched pipeline over each channel of each file, as one would write it without us."""
    options = {name: value for name, value in decoding.items() if name not in {"vad", "tail"}}
    characters = 0
    for channel in channels(files):
        segments, _ = BatchedInferencePipeline(engine).transcribe(
            channel, vad_parameters=dict(decoding["vad"]), batch_size=BATCH, **options
        )
        characters += sum(len(segment.text) for segment in segments)
    return characters


def sequential(files: Sequence[Path], engine: WhisperModel, chunk_length: int) -> int:
    """faster-whisper's default over each channel, with the words' times that evidence needs."""
    heard = (
        engine.transcribe(channel, language="zh", word_timestamps=True, chunk_length=chunk_length)[0]
        for channel in channels(files)
    )
    return sum(len(segment.text) for segments in heard for segment in segments)


def literal(files: Sequence[Path], engine: WhisperModel) -> int:
    """faster-whisper's default to the letter: both sides mixed, windows of 30 s, no word times."""
    heard = (engine.transcribe(str(path), language="zh")[0] for path in files)
    return sum(len(segment.text) for segments in heard for segment in segments)


def channels(files: Sequence[Path]) -> Iterator[NDArray[np.float32]]:
    for path in files:
        yield from decode_audio(str(path), split_stereo=True)


def fastest(ways: dict[str, Way]) -> dict[str, Spent]:
    """Rounds take turns."""
    spent = {name: Spent() for name in ways}
    for name, way in list(ways.items()) * ROUNDS:
        wall, processor = time.perf_counter(), time.process_time()
        characters = way.hear()
        times = time.perf_counter() - wall, time.process_time() - processor
        known = spent[name]
        spent[name] = Spent(min(known.wall, times[0]), min(known.processor, times[1]), characters)
    return spent


def whole_windows(folder: Path) -> FasterWhisper:
    """The same model as if it needed its whole window of 30 s, as most Whisper models do."""
    shutil.copytree(MODEL, folder)
    settings = folder / "decoding.json"
    decoding = json.loads(settings.read_text())
    decoding.pop("tail")
    settings.write_text(json.dumps(decoding))
    return FasterWhisper(str(folder), cpu_threads=THREADS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=6)
    files = list(islice(cycle(RECORDINGS), parser.parse_args().size))
    part = files[: max(1, len(files) // 4)]
    decoding = json.loads((MODEL / "decoding.json").read_text())
    engine = WhisperModel(str(MODEL), device="cpu", compute_type="int8", cpu_threads=THREADS, local_files_only=True)
    with tempfile.TemporaryDirectory() as folder:
        whole, fitted = whole_windows(Path(folder) / "demo-zh"), FasterWhisper(str(MODEL), cpu_threads=THREADS)
        ways = {
            "ours": Way(lambda: ours(files, fitted), files),
            "ours, whole windows": Way(lambda: ours(files, whole), files),
            "bare batched": Way(lambda: bare(files, engine, decoding), files),
            "sequential default": Way(lambda: sequential(part, engine, decoding["chunk_length"]), part),
            "the same to the letter": Way(lambda: literal(files, engine), files),
        }
        spent = fastest(ways)
        short, long = peak(Path(folder), SHORT), peak(Path(folder), LONG)
    print(
        f"{len(files)} calls of {ways['ours'].seconds / 60:.1f} minutes, {THREADS} threads, load {os.getloadavg()[0]:.1f}"
    )
    for name, one in spent.items():
        print(
            f"{name:24}{len(ways[name].files)} calls{one.wall:8.2f} s wall{one.processor:8.2f} s processor{one.characters:8} characters"
        )
    print(f"memory in MB of a call of 2 minutes {short}, of 3 hours {long}")

    def ratio(name: str, other: str, clock: str) -> float:
        """Seconds that one way takes for a second of a call, by what the other takes."""
        one, two = (getattr(spent[way], clock) / ways[way].seconds for way in (name, other))
        return float(one / two)

    figures = {
        f"{figure}{suffix}": round(ratio(name, other, clock), 3)
        for clock, suffix in (("wall", ""), ("processor", "_by_processor"))
        for figure, name, other in (
            ("to_bare", "ours", "bare batched"),
            ("to_bare_in_whole_windows", "ours, whole windows", "bare batched"),
            ("times_as_fast_as_sequential", "sequential default", "ours"),
            ("times_as_fast_as_sequential_to_the_letter", "the same to the letter", "ours"),
        )
    }
    figures["memory_long_to_short"] = round(long["peak"] / short["peak"], 3)
    ok = (
        max(figures["to_bare"], figures["to_bare_in_whole_windows_by_processor"]) <= BARE
        and figures["times_as_fast_as_sequential"] >= SEQUENTIAL
        and figures["memory_long_to_short"] <= MEMORY
    )
    result = {
        "benchmark": "calls",
        "value": round(spent["ours"].wall, 2),
        "unit": "s",
        "baseline": round(spent["bare batched"].wall, 2),
        "ratio": figures["to_bare"],
        "limit": BARE,
        "figures": figures,
        "limits": {"times_as_fast_as_sequential": SEQUENTIAL, "memory_long_to_short": MEMORY},
        "memory_mb": {"short": short, "long": long},
        "ok": ok,
    }
    print(json.dumps(result))
    sys.exit(not ok)


if __name__ == "__main__":
    main()
