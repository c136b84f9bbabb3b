"""Calls to transcripts: against bare batched faster-whisper and its sequential default, and the memory of a call of three hours.

`python -m benchmarks.calls [--size N]`: N recordings, those of the demo in turn; the last line is the result as JSON. Exits 1 where
a figure is beyond its limit. Wall times count, the fastest of some rounds; processor times are shown beside them, because
other work on the machine spoils wall times first.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import BatchedInferencePipeline, WhisperModel, decode_audio
from numpy.typing import NDArray

from audit.records import Channel, Contact, Party
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.blobs import FolderBlobs
from pipelines.adapters.memory import MemoryBlobs, MemoryStore
from pipelines.adapters.whisper import FasterWhisper
from pipelines.steps.transcribe import transcribe_contacts

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "demo-zh"
#: Those of the demo that can be heard, and whose two channels carry one side each.
RECORDINGS = [
    ROOT / "demo" / "data" / "recordings" / path for path in sorted(os.listdir(ROOT / "demo/data/recordings"))
][:14]
THREADS, ROUNDS, BATCH = 2, 2, 8
#: At most so many times bare batched faster-whisper; at least so many times as fast as its sequential default; at most so many
#: times the memory of a short call for a long one.
BARE, SEQUENTIAL, MEMORY = 1.05, 2.0, 1.25
RATE, SHORT, LONG = 8000, 120, 3 * 3600
#: Of the call of three hours, a minute in so many is speech; the rest is the hiss of a line, which is decoded and searched for speech.
SPEECH_IN = 15


def ours(files: Sequence[Path], whisper: FasterWhisper) -> int:
    """The whole step: decode, measure, detect speech, recognise, keep the turns. How many turns."""
    store, blobs = MemoryStore(), MemoryBlobs()
    contacts = [
        Contact(str(number), Channel.CALL, party=Party.DEBTOR, recording=path.name, audio=blobs.put(path.read_bytes()))
        for number, path in enumerate(files)
    ]
    store.put_contacts(contacts)
    refused = transcribe_contacts(store, blobs, AudioDecoder(), whisper, [contact.key for contact in contacts])
    assert not refused, refused
    return sum(len(contact.turns) for contact in store.contacts([contact.key for contact in contacts]))


def bare(files: Sequence[Path], engine: WhisperModel, decoding: dict[str, Any]) -> int:
    """faster-whisper's batched pipeline over each channel of each file, as one would write it without us."""
    options = {name: value for name, value in decoding.items() if name not in {"vad", "tail"}}
    said = 0
    for path in files:
        for channel in decode_audio(str(path), split_stereo=True):
            segments, _ = BatchedInferencePipeline(engine).transcribe(
                channel, vad_parameters=dict(decoding["vad"]), batch_size=BATCH, **options
            )
            said += sum(1 for _ in segments)
    return said


def sequential(files: Sequence[Path], engine: WhisperModel) -> int:
    """faster-whisper's default, file by file: both sides mixed, no word times."""
    return sum(sum(1 for _ in engine.transcribe(str(path), language="zh")[0]) for path in files)


def fastest(acts: dict[str, Callable[[], int]]) -> dict[str, tuple[float, float]]:
    """Seconds of wall clock and of processor for each, in rounds that take turns."""
    spent = dict.fromkeys(acts, (float("inf"), float("inf")))
    for name, act in list(acts.items()) * ROUNDS:
        wall, processor = time.perf_counter(), time.process_time()
        act()
        times = time.perf_counter() - wall, time.process_time() - processor
        spent[name] = min(spent[name][0], times[0]), min(spent[name][1], times[1])
    return spent


def whole_windows(folder: Path) -> FasterWhisper:
    """The same model as if it needed its whole window of 30 s, as most Whisper models do."""
    shutil.copytree(MODEL, folder)
    settings = folder / "decoding.json"
    decoding = json.loads(settings.read_text())
    decoding.pop("tail")
    settings.write_text(json.dumps(decoding))
    return FasterWhisper(str(folder), cpu_threads=THREADS)


def minutes(seconds: int) -> Iterator[NDArray[np.int16]]:
    """A call of so many seconds, minute by minute: a demo call again and again, with hiss between where it is a long one."""
    (left, right), noise = decode_audio(str(RECORDINGS[0]), RATE, split_stereo=True), np.random.default_rng(7)
    speech = np.zeros((60 * RATE, 2), np.float32)
    speech[: len(left)] = np.stack([left, right], axis=1)[: len(speech)]
    for minute in range(seconds // 60):
        hiss = noise.standard_normal(speech.shape, np.float32) * 1e-3
        spoken = minute % SPEECH_IN == 0 or seconds == SHORT
        yield np.rint(np.clip(hiss + speech * spoken, -1, 1) * 32767).astype("<i2")


def peak(folder: Path, seconds: int) -> dict[str, float]:
    """MB of a process of its own that hears a call of so many seconds."""
    path = folder / f"{seconds}.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        for minute in minutes(seconds):
            file.writeframes(minute.tobytes())
    digest = FolderBlobs(folder / "blobs").put(path.read_bytes())
    command = [sys.executable, "-m", "benchmarks.calls_memory", str(folder / "blobs"), digest]
    figures: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=8)
    files = list(islice(cycle(RECORDINGS), parser.parse_args().size))
    decoding = json.loads((MODEL / "decoding.json").read_text())
    engine = WhisperModel(str(MODEL), device="cpu", compute_type="int8", cpu_threads=THREADS, local_files_only=True)
    with tempfile.TemporaryDirectory() as folder:
        whole, fitted = whole_windows(Path(folder) / "demo-zh"), FasterWhisper(str(MODEL), cpu_threads=THREADS)
        spent = fastest(
            {
                "ours": lambda: ours(files, fitted),
                "ours, whole windows": lambda: ours(files, whole),
                "bare batched": lambda: bare(files, engine, decoding),
                "sequential default": lambda: sequential(files, engine),
            }
        )
        short, long = peak(Path(folder), SHORT), peak(Path(folder), LONG)
    seconds = sum(len(decode_audio(str(path))) for path in files) / 16_000
    print(
        f"{len(files)} calls, {seconds / 60:.1f} minutes, two channels each, {THREADS} threads, {os.getloadavg()[0]:.1f} load"
    )
    for name, (wall, processor) in spent.items():
        print(f"{name:20}{wall:8.2f} s wall{processor:8.2f} s processor{seconds / wall:8.0f} times real time")
    print(f"memory of a call of 2 minutes {short}, of 3 hours {long}")
    wall, processor = ({name: times[at] for name, times in spent.items()} for at in (0, 1))
    ratio = wall["ours"] / wall["bare batched"]
    ratios = {
        "to_bare_in_whole_windows": wall["ours, whole windows"] / wall["bare batched"],
        "to_bare_by_processor": processor["ours"] / processor["bare batched"],
        "to_bare_in_whole_windows_by_processor": processor["ours, whole windows"] / processor["bare batched"],
        "times_as_fast_as_sequential": wall["sequential default"] / wall["ours"],
        "times_as_fast_as_sequential_by_processor": processor["sequential default"] / processor["ours"],
        "memory_long_to_short": long["own"] / short["own"],
    }
    ok = (
        max(ratio, ratios["to_bare_in_whole_windows"]) <= BARE
        and ratios["times_as_fast_as_sequential"] >= SEQUENTIAL
        and ratios["memory_long_to_short"] <= MEMORY
    )
    result = {
        "benchmark": "calls",
        "value": round(wall["ours"], 2),
        "unit": "s",
        "baseline": round(wall["bare batched"], 2),
        "ratio": round(ratio, 3),
        "limit": BARE,
        "figures": {name: round(value, 3) for name, value in ratios.items()},
        "limits": {"times_as_fast_as_sequential": SEQUENTIAL, "memory_long_to_short": MEMORY},
        "memory_mb": {"short": short, "long": long},
        "ok": ok,
    }
    print(json.dumps(result))
    sys.exit(not ok)


if __name__ == "__main__":
    main()
