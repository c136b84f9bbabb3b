"""Chunks of several voices in common batches: each comes back under its voice, in order, with its own times."""

from types import SimpleNamespace

import numpy as np
import pytest

from pipelines.adapters import whisper_batches
from pipelines.adapters.whisper_batches import Batches
from pipelines.adapters.whisper_chunks import Chunk

SECOND = 16_000


def chunk(first, seconds, name):
    """Speech of so many seconds that began at second `first`; its samples say its name."""
    samples = np.full(round(seconds * SECOND), name / 100, np.float32)
    return Chunk(samples, ((first * SECOND, first * SECOND + len(samples)),))


def said(audio, name, clip):
    """The clip holds nothing but this name, which takes all of its time."""
    start, end = clip
    assert set(audio[start:end]) == {np.float32(name / 100)}
    seek = int(start / SECOND * 100)
    times = {"start": seek / 100, "end": round(seek / 100 + (end - start) / SECOND, 2)}
    word = SimpleNamespace(word=str(name), probability=1, **times)
    return SimpleNamespace(seek=seek, words=[word], text=str(name), avg_logprob=-0.1, no_speech_prob=0.0, **times)


@pytest.fixture
def heard(monkeypatch):
    """An engine that hears the name of each clip, from its start to its end; and which clips were in which batch."""
    batches = []

    class Engine:
        def __init__(self, seconds):
            self.seconds = seconds

        def transcribe(self, audio, clip_timestamps, **_):
            clips = [(int(clip["start"] * SECOND), int(clip["end"] * SECOND)) for clip in clip_timestamps]
            names = [round(float(audio[start]) * 100) for start, _ in clips]
            batches.append((self.seconds, names))
            return [said(audio, name, clip) for name, clip in zip(names, clips, strict=True)], None

    monkeypatch.setattr(whisper_batches, "fitted", lambda _, seconds: Engine(seconds))

    def hear(chunks, tail=None, size=3):
        batches.clear()
        with Batches(None, 2, 2 * size, tail, {}) as work:
            for voice, one in chunks:
                work.add(voice, one)
            found = work.finish()
        words = {
            voice: [(word.text, word.start, word.end) for segment in said for word in segment.words]
            for voice, said in found.items()
        }
        return words, sorted(batches, key=str)

    return hear


LENGTHS = [3.1, 9.5, 1.0, 7.7, 3.3, 9.9, 2.0, 0.4, 5.55, 8.01, 4.0]
CHUNKS = [("ab"[name % 2], chunk(10 * name, seconds, name + 1)) for name, seconds in enumerate(LENGTHS)]


@pytest.mark.parametrize("tail", [None, 1.0])
def test_every_chunk_comes_back_under_its_voice_at_its_time(heard, tail):
    words, _ = heard(CHUNKS, tail)
    for side, voice in enumerate("ab"):
        names = [name for name in range(len(LENGTHS)) if name % 2 == side]
        assert words[voice] == [(str(name + 1), 10.0 * name, round(10 * name + LENGTHS[name], 2)) for name in names]


def test_equally_long_chunks_go_together(heard):
    _, batches = heard(CHUNKS)
    lengths = sorted(sorted(LENGTHS[name - 1] for name in names) for _, names in batches)
    assert lengths == [[0.4, 1.0, 2.0], [3.1, 3.3, 4.0], [5.55, 7.7, 8.01], [9.5, 9.9]]
    assert {seconds for seconds, _ in batches} == {None}


def test_a_fitted_window_depends_on_no_other_chunk(heard):
    _, together = heard(CHUNKS, tail=1.0)
    windows = {name: seconds for seconds, names in together for name in names}
    for voice, one in CHUNKS:
        _, [(seconds, [name])] = heard([(voice, one)], tail=1.0)
        assert one.seconds + 1 <= seconds == windows[name] <= one.seconds + 3


def test_a_fault_of_the_engine_is_not_swallowed(monkeypatch):
    def broken(*_):
        raise MemoryError

    monkeypatch.setattr(whisper_batches, "fitted", broken)
    with Batches(None, 1, 2, None, {}) as work:
        work.add("a", chunk(0, 1, 1))
        with pytest.raises(MemoryError):
            work.finish()
