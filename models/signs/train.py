"""`python -m models.signs.train`: corpus -> weights and figures. Runs in an environment of models/reader/requirements.txt."""

import json
from pathlib import Path

import numpy as np

from models.reader.crossing import Crossed, calibrate, confidence, cross, fit_scorer
from models.reader.fit import Matrix, lesson
from models.signs.lines import CATEGORIES, KINDS, read_lines, read_openings
from pipelines.adapters.reading.gate import PLACES_BITS, Gate
from pipelines.adapters.reading.weights import Weights

FOLDER = Path(__file__).resolve().parent
#: Confidences at which figures are given.
LIMITS = (0.3, 0.5, 0.7, 0.8, 0.9)
#: Conversations are few beside messages: all their turns are read.
OPEN = Gate(np.zeros(1 << PLACES_BITS, dtype=np.int16), -np.inf)


def figures(sure: Matrix, crossed: Crossed, column: int) -> dict[str, dict[str, float]]:
    """Precision and recall from each limit on, of authors whom the weights never saw."""
    judged = crossed.taught.judged[:, column]
    labels, own = crossed.taught.labels[judged, column], sure[judged, column]
    found = {limit: own >= limit for limit in LIMITS}
    return {
        f"{limit:g}": {
            "precision": round(float(labels[told].mean()), 3),
            "recall": round(float(told[labels].mean()), 3),
        }
        for limit, told in found.items()
    }


def main() -> None:
    lines = [*read_lines(), *read_openings()]
    crossed = cross(lines, categories=CATEGORIES, gated=False)
    calibration = calibrate(crossed)
    sure = confidence(crossed.scores, calibration)
    Weights(CATEGORIES, OPEN, fit_scorer(lesson(lines, CATEGORIES)), calibration).save(FOLDER / "signs.npz")
    kinds = {kind: np.array([kind in line.kinds for line in lines]) for kind in sorted(KINDS)}
    results = {
        "lines": {
            author: sum(line.author == author for line in lines) for author in sorted({one.author for one in lines})
        },
        **{category: figures(sure, crossed, column) for column, category in enumerate(CATEGORIES)},
        "recall at 0.5 by kind": {kind: round(float((sure[own, 0] >= 0.5).mean()), 3) for kind, own in kinds.items()},
    }
    (FOLDER / "results.json").write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(results, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
