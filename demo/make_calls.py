"""Makes the demo's recordings, its dial log and the list of planted violations from the scripts in demo/calls.

Run in the repository's root: python -m demo.make_calls (needs espeak-ng 1.51 and scipy).
"""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import yaml
from numpy.typing import NDArray

from demo.audio_files import FORMATS, truncate, write
from demo.dial_log import COLUMNS, unrecorded
from models.recipe.speak import PHONE_RATE, RATE, speak, telephone

HERE = Path(__file__).parent
SILENT_S = 20
RINGING_S = 9
EDGE_S = 0.025
"""Sound kept before the first and after the last audible sample of an utterance."""
LINE_NOISE = 6
"""Standard deviation of the noise on the line, in 16-bit steps: about 75 dB under full scale."""

Script = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One spoken turn: its 8 kHz samples and, per character index, when it sounds (seconds from its first sample)."""

    samples: NDArray[np.int16]
    spans: dict[int, tuple[float, float]]


def utter(text: str, voice: str, speed: int, pitch: int) -> Utterance:
    sound, starts = speak(text, voice, speed=speed, pitch=pitch)
    audible = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max()) / RATE
    first, last = max(audible[0] - EDGE_S, 0.0), audible[-1] + EDGE_S
    spans = {}
    for (index, start), (_, following) in zip(starts, [*starts[1:], (0, last)], strict=True):
        within = audible[(audible >= start) & (audible < following)]  # a pause after it is not part of a syllable
        spans[index] = (start - first, (within[-1] if len(within) else following) - first)
    return Utterance(telephone(sound[int(first * RATE) : int(last * RATE)]), spans)


def render(script: Script) -> tuple[NDArray[np.int16], list[dict[str, object]]]:
    """The call's sound, (frames, 2) at PHONE_RATE with the agent left, and its planted violations with their times."""
    random = np.random.default_rng(crc32(script["call_id"].encode()))
    manner = {who: (int(random.integers(190, 211)), int(random.integers(46, 54))) for who in script["voices"]}
    placed: list[tuple[int, int, Utterance]] = []
    planted: list[dict[str, object]] = []
    now = 0.0
    for turn in script["turns"]:
        speaker = turn["speaker"]
        spoken = utter(turn["text"], script["voices"][speaker], *manner[speaker])
        begin = round((now + turn["gap"]) * PHONE_RATE)
        placed.append((begin, 0 if speaker == "agent" else 1, spoken))
        found = (located(violation, turn, spoken, begin / PHONE_RATE) for violation in turn.get("violations", ()))
        planted += [{"call_id": script["call_id"], **row} for row in found]
        now = (begin + len(spoken.samples)) / PHONE_RATE
    if script.get("flaw") == "silent":
        return np.zeros((SILENT_S * PHONE_RATE, 2), np.int16), []
    sound = random.normal(0, LINE_NOISE, (round((now + 0.8) * PHONE_RATE), 2))
    for begin, channel, spoken in placed:
        sound[begin : begin + len(spoken.samples), channel] += spoken.samples
    return sound.round().clip(-32768, 32767).astype(np.int16), planted


def located(violation: Script, turn: Script, spoken: Utterance, begin: float) -> dict[str, object]:
    """The violation's row in planted.csv; a quote that the turn does not hold is an error in the script."""
    first = turn["text"].index(violation["quote"])
    spans = [spoken.spans[i] for i in range(first, first + len(violation["quote"])) if i in spoken.spans]
    return {
        "category": violation["category"],
        "quote": violation["quote"],
        "start_s": f"{begin + spans[0][0]:.2f}",
        "end_s": f"{begin + spans[-1][1]:.2f}",
        "speaker": turn["speaker"],
    }


def dial_row(script: Script, file: str, seconds: float) -> dict[str, str]:
    """The recorded call's row in the dial log."""
    started = datetime.fromisoformat(script["started_at"])
    answered = started + timedelta(seconds=RINGING_S)
    same = {key: script[key] for key in ("call_id", "case_id", "number", "party_role", "agent_id", "agency")}
    return same | {
        "started_at": started.isoformat(),
        "answered_at": answered.isoformat(),
        "ended_at": (answered + timedelta(seconds=math.ceil(seconds))).isoformat(),
        "direction": "outbound",
        "disposition": "connected",
        "recording": file,
    }


def scripts() -> Iterator[Script]:
    for path in sorted((HERE / "calls").glob("*.yml")):
        yield yaml.safe_load(path.read_text("utf-8"))


def save(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, columns, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def main() -> None:
    data = HERE / "data"
    (data / "recordings").mkdir(parents=True, exist_ok=True)
    log, planted = [], []
    for script in scripts():
        sound, found = render(script)
        path = data / "recordings" / (script["call_id"] + FORMATS[script["format"]][0])
        write(path, sound, PHONE_RATE, script["format"])
        if script.get("flaw") == "truncated":
            truncate(path)
        log.append(dial_row(script, path.name, len(sound) / PHONE_RATE))
        planted += found
    log = sorted(log + unrecorded(log), key=lambda row: (row["started_at"], row["call_id"]))
    save(data / "calls.csv", COLUMNS, log)
    save(data / "planted.csv", ("call_id", "category", "quote", "start_s", "end_s", "speaker"), planted)


if __name__ == "__main__":
    main()
