"""However long a call is, decoding, measuring, handing over to the recogniser and telling speakers apart take the same memory."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.blobs import FolderBlobs
from tests.sounds import pcm, wav

ROOT = Path(__file__).resolve().parents[2]
RATE = 8000
SHORT, LONG = 2, 20
#: MB by which the long call may take more than the short one: what is known of each frame, and the turns.
GROWTH = 6.0

#: Prints the peak of what Python and numpy hold, in MB, while one stored call goes through the step with a recogniser that hears a turn in every piece.
SCRIPT = """
import json, sys, tracemalloc
from dataclasses import dataclass, field
from pathlib import Path
from audit.records import Channel, Contact, Party, Speaker, Turn
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.blobs import FolderBlobs
from pipelines.adapters.memory import MemoryStore
from pipelines.steps.transcribe import transcribe_contacts

class HearsPieces:
    model, settings = "pieces@1", {}

    def hear(self, sounds):
        heard = {}
        for sound in sounds:
            said, start = heard.setdefault(sound.voice, []), sound.start / 16000
            said.append(Turn(len(said), Speaker.UNKNOWN, "您好,请问是王丽本人吗", start, start + 3))
        return heard

folder, digest = sys.argv[1:]
store, blobs, decoder = MemoryStore(), FolderBlobs(Path(folder)), AudioDecoder()
store.put_contacts([Contact("1", Channel.CALL, party=Party.DEBTOR, audio=digest)])
tracemalloc.start()
refused = transcribe_contacts(store, blobs, decoder, HearsPieces(), ["call:1"])
peak = tracemalloc.get_traced_memory()[1] / 1e6
assert not refused, refused
transcript = store.transcript("call:1")
print(json.dumps({"peak": peak, "turns": len(transcript.turns), "seconds": transcript.duration}))
"""


def call(minutes, channels):
    """A WAV file made of one recorded call again and again, its channels mixed where only one is wanted."""
    name = "CALL-0001.mp3"
    recording = AudioDecoder().decode((ROOT / "demo" / "data" / "recordings" / name).read_bytes(), name)
    sides = np.array(recording.samples[:, : 40 * 16_000 : 2])
    one = sides if channels == 2 else np.clip(sides.sum(axis=0), -1, 1)
    return wav(pcm(one) * (minutes * 60 // 40), rate=RATE, channels=channels)


@pytest.mark.parametrize("channels", [1, 2], ids=["both sides on one channel", "a channel for each side"])
def test_a_call_ten_times_as_long_takes_the_same_memory(channels, tmp_path):
    peaks = []
    for minutes in (SHORT, LONG):
        digest = FolderBlobs(tmp_path).put(call(minutes, channels))
        command = [sys.executable, "-c", SCRIPT, str(tmp_path), digest]
        done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT, text=True)
        told = json.loads(done.stdout)
        assert told["seconds"] == minutes * 60
        assert told["turns"] >= channels * minutes / 2
        peaks.append(told["peak"])
    assert peaks[1] - peaks[0] < GROWTH, peaks
    samples = LONG * 60 * 16_000 * 4 * channels / 1e6
    assert peaks[1] < samples, "the samples were in memory, all at once"
