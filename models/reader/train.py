"""`python -m models.reader.train`: corpus -> weights and figures. Runs in an environment of requirements.txt."""

import json
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np

from audit.pack import compile_pack
from audit.records import Case, Channel, Contact, LegalStage, Party, Speaker, Turn
from audit.rules.model import Recognised
from audit.scan import scan_many
from config.loader import load_pack
from models.reader.choose import Flags, as_row, by_category, choose, read
from models.reader.crossing import calibrate, confidence, cross, fit_scorer, open_gate
from models.reader.fit import Matrix, fit_gate, lesson
from models.reader.lines import CATEGORIES, Line, read_lines
from models.reader.sources import other_lines
from pipelines.adapters.nlp import LONGEST_RULED_OUT, NEVER_OTHERS, ONLY_OTHERS, OTHERS, RULED_OUT
from pipelines.adapters.reading.weights import Weights

FOLDER = Path(__file__).resolve().parent
#: Share of compliant look-alikes that the reader may raise on top of the rules.
MOST_ALARMS = 0.02
_AT = datetime(2026, 3, 1, 10, tzinfo=timezone(timedelta(hours=8)))


def contact(number: int, line: Line) -> Contact:
    case = Case("c", "示例机构", "d", legal_stage=LegalStage(line.stage))
    turn = Turn(0, Speaker(line.speaker), line.source)
    return Contact(
        str(number), Channel(line.channel), at=_AT, party=Party(line.party), turns=(turn,), case=case, case_id="c"
    )


def ruled(lines: list[Line]) -> Flags:
    """What the rules find without a reader."""
    pack = compile_pack(rule for rule in load_pack("cn").rules if not isinstance(rule.say, Recognised))
    scans = scan_many((contact(number, line) for number, line in enumerate(lines)), pack, pii=False)
    found = [{finding.category for finding in scan.findings} for scan in scans]
    return np.array([[category in own for category in CATEGORIES] for own in found])


def ruled_out(sure: Matrix, lines: list[Line]) -> Flags:
    """As `LearnedReader.rules_out`."""
    short = np.array([len(line.text) <= LONGEST_RULED_OUT for line in lines])
    others = np.array([line.party in OTHERS for line in lines])
    known = np.array([category not in ONLY_OTHERS | NEVER_OTHERS for category in CATEGORIES])
    heard = np.where(
        others[:, None],
        known | np.isin(CATEGORIES, list(ONLY_OTHERS)),
        known | np.isin(CATEGORIES, list(NEVER_OTHERS)),
    )
    return np.asarray((sure < RULED_OUT) & short[:, None] & heard)


def main() -> None:
    began = time.process_time()
    lines = [line for line in read_lines() if line.speaker == "agent"]
    others = [line for line in other_lines() if line.speaker == "agent"]
    crossed = cross(lines, others)
    calibration = calibrate(crossed)
    sure = confidence(crossed.scores, calibration)
    alone = ruled(lines)
    known = alone & ~ruled_out(sure, lines)
    least = choose(sure, known, crossed, MOST_ALARMS)
    taught = lesson([*lines, *others])
    gate = open_gate(fit_gate(taught), crossed, sure)
    Weights(CATEGORIES, gate, fit_scorer(taught), calibration).save(FOLDER / "reader.npz")
    found = read(sure, least, crossed)
    passed = crossed.gate >= gate.least
    results = {
        "lines": {
            author: sum(line.author == author for line in [*lines, *others])
            for author in sorted({line.author for line in [*lines, *others]})
        },
        "at_least": least,
        "rules": as_row(alone, crossed),
        "rules less what the reader rules out": as_row(known, crossed),
        "reader": as_row(found, crossed),
        "rules and reader": as_row(known | found, crossed),
        "rules and reader behind the gate": as_row(known | (found & passed[:, None]), crossed),
        "gate lets pass": {
            "violating": round(float(passed[crossed.taught.labels.any(axis=1)].mean()), 4),
            "compliant": round(float(passed[~crossed.taught.labels.any(axis=1)].mean()), 4),
        },
        "by author": {
            author: as_row_of(author, known, found, crossed) for author in sorted({line.author for line in lines})
        },
        "by category": by_category(found, crossed),
        "seconds": round(time.process_time() - began),
    }
    (FOLDER / "results.json").write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(
        json.dumps({key: value for key, value in results.items() if key != "by category"}, ensure_ascii=False, indent=1)
    )


def as_row_of(author: str, known: Flags, found: Flags, crossed: object) -> dict[str, float]:
    own = np.array([line.author == author for line in crossed.lines])  # type: ignore[attr-defined]
    part = replace(
        crossed,  # type: ignore[type-var]
        lines=[line for line in crossed.lines if line.author == author],  # type: ignore[attr-defined]
        taught=replace(crossed.taught, labels=crossed.taught.labels[own], judged=crossed.taught.judged[own]),  # type: ignore[attr-defined]
    )
    return as_row((known | found)[own], part)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
