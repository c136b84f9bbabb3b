"""The trained reader as one file: arrays of numbers and nothing that could be executed."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from audit.errors import Problem, Refused
from pipelines.adapters.reading.gate import PLACES_BITS, Gate
from pipelines.adapters.reading.scorer import Scorer

#: Raised when texts are cut into pieces or summed in another way: old weights then mean nothing.
FORMAT = 1


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
    def _of(cls, arrays: dict[str, NDArray[np.generic]], digest: str) -> Self:
        categories = tuple(map(str, arrays["categories"]))
        gate = Gate(arrays["gate"].astype(np.int16), float(arrays["gate_least"]))
        pieces = np.cumsum(arrays["steps"].astype(np.int64))
        scale, bias, calibration = (arrays[name].astype(np.float64) for name in ("scale", "bias", "calibration"))
        weights = arrays["weights"].astype(np.int16)
        shapes = (weights.shape, scale.shape, bias.shape, calibration.shape, gate.table.shape, int(arrays["format"]))
        count = len(categories)
        if shapes != ((len(pieces), count), (count,), (count,), (count, 2), (1 << PLACES_BITS,), FORMAT):
            message = "shapes or format differ"
            raise ValueError(message)
        return cls(categories, gate, Scorer(pieces, weights, scale, bias), calibration, digest)

    def save(self, path: Path) -> None:
        arrays = {
            "format": np.int64(FORMAT),
            "categories": np.array(self.categories),
            "gate": self.gate.table,
            "gate_least": np.float64(self.gate.least),
            "steps": np.diff(self.scorer.pieces, prepend=0),
            "weights": self.scorer.weights.astype(np.int8)
            if self.scorer.weights.size and abs(self.scorer.weights).max() < 128
            else self.scorer.weights,
            "scale": self.scorer.scale,
            "bias": self.scorer.bias,
            "calibration": self.calibration,
        }
        np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
