"""The trained reader as one file: arrays of numbers and nothing that could be executed."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from audit.errors import Problem, Refused
from pipelines.adapters.reading.gate import PLACES_BITS, Gate
from pipelines.adapters.reading.hidden import Hidden
from pipelines.adapters.reading.letters import Numbers
from pipelines.adapters.reading.scorer import Linear, Scorer

#: Raised when texts are cut into pieces or summed in another way: old weights then mean nothing.
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Weights:
    categories: tuple[str, ...]
    gate: Gate
    scorer: Scorer
    #: Confidence is 1 / (1 + exp(-(slope * score + offset))), one row (slope, offset) for each category.
    calibration: NDArray[np.float64]
    #: SHA-256 of the file.
    digest: str = ""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises Refused (`reader.*`) for a file that is not there or not ours."""
        try:
            data = path.read_bytes()
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                return cls._of({name: arrays[name] for name in arrays.files}, hashlib.sha256(data).hexdigest())
        except OSError:
            raise Refused(Problem("reader.missing", str(path))) from None
        except (ValueError, KeyError, EOFError, BadZipFile) as error:
            raise Refused(Problem("reader.unusable", str(path), {"fault": str(error)})) from error

    @classmethod
    def _of(cls, arrays: Mapping[str, NDArray[Any]], digest: str) -> Self:
        categories = tuple(map(str, arrays["categories"]))
        gate = Gate(arrays["gate"].astype(np.int16), float(arrays["gate_least"]))
        linear = Linear(*_table(arrays, "linear"), *_reals(arrays, "linear_scale", "linear_bias"))
        hidden = Hidden(
            *_table(arrays, "hidden"), *_reals(arrays, "hidden_scale", "hidden_shift", "hidden_out", "hidden_bias")
        )
        (calibration,) = _reals(arrays, "calibration")
        count, width = len(categories), len(hidden.scale)
        _agree(int(arrays["format"]), FORMAT)
        _agree(gate.table.shape, (1 << PLACES_BITS,))
        _agree(
            (linear.weights.shape, linear.scale.shape, linear.bias.shape),
            ((len(linear.pieces), count), (count,), (count,)),
        )
        _agree((hidden.weights.shape, hidden.shift.shape), ((len(hidden.pieces), width), (width,)))
        _agree((hidden.out.shape, hidden.bias.shape, calibration.shape), ((width, count), (count,), (count, 2)))
        return cls(categories, gate, Scorer(linear, hidden), calibration, digest)

    def save(self, path: Path) -> None:
        linear, hidden = self.scorer.linear, self.scorer.hidden
        arrays: dict[str, Any] = {
            "format": np.int64(FORMAT),
            "categories": np.array(self.categories),
            "gate": self.gate.table,
            "gate_least": np.float64(self.gate.least),
            "linear_steps": np.diff(linear.pieces, prepend=0),
            "linear_weights": linear.weights.astype(np.int8),
            "linear_scale": linear.scale,
            "linear_bias": linear.bias,
            "hidden_steps": np.diff(hidden.pieces, prepend=0),
            "hidden_weights": hidden.weights.astype(np.int8),
            "hidden_scale": hidden.scale,
            "hidden_shift": hidden.shift,
            "hidden_out": hidden.out,
            "hidden_bias": hidden.bias,
            "calibration": self.calibration,
        }
        np.savez_compressed(path, **arrays)


def _table(arrays: Mapping[str, NDArray[Any]], name: str) -> tuple[Numbers, NDArray[np.int16]]:
    """Pieces are stored as steps from one to the next, weights as single bytes."""
    return np.cumsum(arrays[f"{name}_steps"].astype(np.int64)), arrays[f"{name}_weights"].astype(np.int16)


def _reals(arrays: Mapping[str, NDArray[Any]], *names: str) -> tuple[NDArray[np.float64], ...]:
    return tuple(arrays[name].astype(np.float64) for name in names)


def _agree(one: object, other: object) -> None:
    if one != other:
        message = f"{one} is not {other}"
        raise ValueError(message)
