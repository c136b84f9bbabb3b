"""Two voices in one channel: stretches of speech fall into two groups by pitch and colour, or into one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.frames import Frames

#: dB below the loudest frame of a stretch that still belong to its voice.
_VOICE = 25
#: How far stretches of one and the same voice spread: octaves of pitch, and dB of each band against their mean.
_PITCH_SPREAD, _COLOUR_SPREAD = 0.12, 3.0
#: Frames of a stretch that make its description certain; a shorter one says less.
_CERTAIN = 20
#: Two groups nearer than this, in spreads, are one voice: splitting anything in two gives a little distance.
_APART = 4.0
#: No single stretch is surer than this, in log-odds.
_SUREST = 6.0
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Voices:
    #: For each stretch the log-odds that it is the second voice; 0 where nobody can tell.
    odds: tuple[float, ...]
    #: In spreads of one voice; 0 where there is only one.
    apart: float


def two_voices(frames: Frames, channel: int, stretches: Sequence[tuple[float, float]]) -> Voices:
    """`stretches` are seconds in which one person speaks."""
    told = [_described(frames, channel, *stretch) for stretch in stretches]
    known = [place for place, one in enumerate(told) if one is not None]
    if len(known) < 2:
        return Voices((0.0,) * len(told), 0.0)
    points = np.array([told[place][0] for place in known])  # type: ignore[index]
    weights = np.array([told[place][1] for place in known])  # type: ignore[index]
    one, other = _centres(points, weights)
    apart = float(np.sqrt(((one - other) ** 2).sum()))
    if apart < _APART:
        return Voices((0.0,) * len(told), 0.0)
    nearer = ((points - one) ** 2).sum(axis=1) - ((points - other) ** 2).sum(axis=1)
    odds = np.clip(nearer / 2 * weights, -_SUREST, _SUREST)
    by_place = dict(zip(known, odds.tolist(), strict=True))
    return Voices(tuple(by_place.get(place, 0.0) for place in range(len(told))), round(apart, 2))


def _described(frames: Frames, channel: int, start: float, end: float) -> tuple[NDArray[np.float64], float] | None:
    """Pitch and colour of a stretch, in spreads of one voice, and how far to trust that, up to 1; None for noise."""
    part = frames.between(start, end)
    level, pitch = frames.level[channel, part], frames.pitch[channel, part]
    sounding = (level > level.max() - _VOICE) & (pitch > 0)
    if not sounding.any():
        return None
    colour = frames.bands[channel, part][sounding].astype(np.float64).mean(axis=0)
    colour = (
        (colour - colour.mean()) / _COLOUR_SPREAD / np.sqrt(len(colour) / 2)
    )  # bands beside each other say the same
    height = np.log2(np.median(pitch[sounding])) / _PITCH_SPREAD
    return np.concatenate([[height], colour]), min(1.0, float(sounding.sum()) / _CERTAIN)


def _centres(
    points: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of the two groups with the least spread, found from the two most different stretches."""
    distance = ((points[:, None] - points[None]) ** 2).sum(axis=2) * weights[:, None] * weights[None]
    first, second = divmod(int(distance.argmax()), len(points))
    centres = np.array([points[first], points[second]])
    for _ in range(_ROUNDS):
        group = ((points[:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
        moved = np.array(
            [
                np.average(points[group == side], axis=0, weights=weights[group == side])
                if (group == side).any()
                else centres[side]
                for side in (0, 1)
            ]
        )
        if np.array_equal(moved, centres):
            break
        centres = moved
    return centres[0], centres[1]
