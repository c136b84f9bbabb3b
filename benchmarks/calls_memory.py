"""The memory that it takes to hear a call of any length: the peak resident size of a process of its own. A part of `benchmarks.calls`."""

import json
import re
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from faster_whisper import decode_audio
from numpy.typing import NDArray

from audit.records import Channel, Contact, Party
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.blobs import FolderBlobs
from pipelines.adapters.memory import MemoryStore
from pipelines.adapters.whisper import FasterWhisper
from pipelines.steps.transcribe import transcribe_contacts

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "demo-zh"
#: Those of the demo that can be heard, and whose two channels carry one side each.
RECORDINGS = sorted((ROOT / "demo" / "data" / "recordings").iterdir())[:14]
THREADS = 2
RATE, SHORT, LONG = 8000, 120, 3 * 3600
#: Of the call of three hours, a minute in so many is speech; the rest is the hiss of a line, which is decoded and searched for speech.
SPEECH_IN = 15


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
    done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT)  # noqa: S603 - our own program
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> None:
    folder, digest = sys.argv[1:]
    store = MemoryStore()
    store.put_contacts([Contact("1", Channel.CALL, party=Party.DEBTOR, audio=digest)])
    whisper = FasterWhisper(str(MODEL), cpu_threads=THREADS)
    refused = transcribe_contacts(store, FolderBlobs(Path(folder)), AudioDecoder(), whisper, ["call:1"])
    assert not refused, refused
    (contact,) = store.contacts(["call:1"])
    # Not `ru_maxrss`, into which the process that started this one would count.
    peak_kb = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert peak_kb
    print(json.dumps({"peak": round(int(peak_kb[1]) / 1024, 1), "turns": len(contact.turns)}))


if __name__ == "__main__":
    main()
