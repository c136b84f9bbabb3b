"""The channels of a recording go to the recogniser piece by piece, and what it heard comes back graded."""

from collections.abc import Hashable, Iterator, Mapping, Sequence

from audit.grading import graded
from audit.recording import SAMPLE_RATE, Recording, Sound
from audit.records import Turn
from audit.turn_sound import noise, sound

#: Samples of a recording that are in memory at once.
_PIECE = 120 * SAMPLE_RATE


def voices(key: str, recording: Recording) -> Iterator[Sound]:
    """Every channel worth hearing is a voice of its own, named after contact and channel."""
    for channel in recording.heard:
        for start in range(0, recording.samples.shape[1], _PIECE):
            yield Sound((key, channel), start, recording.voice(channel, start, start + _PIECE))


def spoken(key: str, recording: Recording, heard: Mapping[Hashable, Sequence[Turn]]) -> dict[int, list[Turn]]:
    """By channel its turns of speaker `unknown`, in time order, with how they sound and how well they were heard."""
    frames, turns = recording.frames, dict[int, list[Turn]]()
    for channel in recording.heard:
        floor = noise(frames, channel)
        said = heard.get((key, channel), ())
        turns[channel] = [graded(turn, sound(frames, channel, turn, floor)) for turn in said]
    return turns
