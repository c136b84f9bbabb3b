"""The quality of a turn to columns and back."""

import json
from typing import Any

from audit.quality import Flaw, Grade, Quality, Sound

_SOUND = ("channel", "level", "snr", "clipped", "pitch")


def to_told(quality: Quality) -> dict[str, object]:
    """What it tells beside the grade, without what is not known."""
    sound = {name: value for name in _SOUND if (value := getattr(quality.sound, name, None)) is not None}
    told = {"flaws": quality.flaws, "sound": sound, "attribution": quality.attribution}
    return {name: value for name, value in told.items() if value not in ((), {}, None)}


def to_quality(grade: str, told: str) -> Quality:
    known: dict[str, Any] = json.loads(told)
    sound = Sound(**known["sound"]) if "sound" in known else None
    return Quality(Grade(grade), tuple(map(Flaw, known.get("flaws", ()))), sound, known.get("attribution"))
