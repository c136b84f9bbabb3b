"""The files of a Whisper model on this machine: where they are, whether they are whole, what they bring along."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.errors import Problem, Refused

_NEEDED = ("model.bin", "config.json", "tokenizer.json")
_DEFAULTS: Mapping[str, Any] = {
    "beam_size": 5,
    "temperature": 0,
    "condition_on_previous_text": False,
    "vad": {"min_silence_duration_ms": 300},
}


@dataclass(frozen=True, slots=True)
class ModelFolder:
    path: Path
    name: str

    @classmethod
    def find(cls, model: str) -> "ModelFolder":
        """A folder, or a name known to faster-whisper whose files are in the local cache. Never asks a hub."""
        path = Path(model)
        if not path.is_dir():
            path = _cached(model)
        missing = [name for name in _NEEDED if not (path / name).is_file()]
        if missing:
            # Without its tokenizer the engine would go and fetch one.
            raise Refused(Problem("speech.model_incomplete", str(path), {"missing": ", ".join(missing)}))
        return cls(path, path.name if Path(model).is_dir() else model)

    def digest(self) -> str:
        """SHA-256 of the weights: the same name may stand for other weights tomorrow."""
        with (self.path / "model.bin").open("rb") as weights:
            return hashlib.file_digest(weights, "sha256").hexdigest()

    def decoding(self) -> dict[str, Any]:
        """Arguments of the engine's `transcribe`; a `decoding.json` beside the weights replaces our defaults.

        `vad` holds the settings of voice detection. `tail`, which the engine does not know, says how many seconds of silence
        the model needs behind a chunk instead of a whole window; only a model that was trained on short windows may have it.
        """
        own = self.path / "decoding.json"
        if not own.is_file():
            return dict(_DEFAULTS)
        try:
            settings = json.loads(own.read_text(encoding="utf-8"))
        except ValueError as error:
            raise Refused(Problem("speech.decoding_settings", str(own), {"fault": str(error)})) from error
        if not isinstance(settings, dict):
            raise Refused(Problem("speech.decoding_settings", str(own), {"fault": "not an object"}))
        return {"vad": _DEFAULTS["vad"], **settings}


def _cached(model: str) -> Path:
    from faster_whisper.utils import download_model  # noqa: PLC0415 - heavy

    try:
        return Path(download_model(model, local_files_only=True))
    except (OSError, ValueError) as error:  # no such file in the cache; no such name
        raise Refused(Problem("speech.model_missing", model)) from error
