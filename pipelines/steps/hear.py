"""One channel of a recording is recognised, stretch by stretch, and every turn graded."""

from collections.abc import Iterator
from dataclasses import replace

from audit.frames import FRAMES_PER_SECOND
from audit.grading import graded
from audit.ports import Transcriber
from audit.recording import SAMPLE_RATE, Recording
from audit.records import Turn
from audit.stretches import stretches
from audit.turn_sound import noise, sound

_SAMPLES = SAMPLE_RATE // FRAMES_PER_SECOND


def hear(recording: Recording, channel: int, transcriber: Transcriber) -> list[Turn]:
    """Turns of speaker `unknown` in time order, with their sound and grade."""
    floor = noise(recording.frames, channel)
    return [
        graded(turn, sound(recording.frames, channel, turn, floor))
        for turn in _recognised(recording, channel, transcriber)
    ]


def _recognised(recording: Recording, channel: int, transcriber: Transcriber) -> Iterator[Turn]:
    for start, end in stretches(recording.frames, channel):
        for turn in transcriber.transcribe(recording.voice(channel, start * _SAMPLES, end * _SAMPLES)):
            yield _later(turn, start / FRAMES_PER_SECOND) if start else turn


def _later(turn: Turn, seconds: float) -> Turn:
    """With times from the start of the recording."""
    words = tuple(replace(word, start=word.start + seconds, end=word.end + seconds) for word in turn.words)
    start, end = (None if time is None else time + seconds for time in (turn.start, turn.end))
    return replace(turn, words=words, start=start, end=end)
