"""The net in whole numbers, as `audit/pii/name_weights.py` keeps it: sums of them are the same on every processor."""

import base64
import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from models.names.net import Net

#: Parts that the score is counted in.
UNIT = 10_000
#: Steps up and down in which a column is kept: four bits lose nothing that can be measured, the score itself has eight.
_STEPS, _STEPS_OF_SCORE = 7, 127
#: Share of a column that lies within these steps; what few features exceed is cut off.
_WITHIN = 99.9


class Stored(NamedTuple):
    start: tuple[int, ...]
    out: tuple[int, ...]
    features: str
    into: str


def stored(features: Sequence[str], net: Net) -> Stored:
    """Each column has its own step. Features that come to nothing are left out."""
    most = np.array([*(_STEPS for _ in net.out[1:]), _STEPS_OF_SCORE])
    steps = np.maximum(np.percentile(np.abs(net.into), _WITHIN, axis=0), 1e-3) / most
    whole = np.clip(np.rint(net.into / steps), -most, most).astype(np.int8)
    kept = [number for number in np.flatnonzero(whole.any(axis=1)) if "\t" not in features[number]]
    start = np.rint(net.start / steps).astype(int).tolist()
    out = np.rint(net.out * steps * UNIT).astype(int).tolist()
    packed = base64.b64encode(zlib.compress(whole[kept].T.tobytes(), 9)).decode()
    print(f"{len(kept)} features, {len(packed)} characters")
    return Stored(tuple(start), tuple(out), "\t".join(features[number] for number in kept), packed)
