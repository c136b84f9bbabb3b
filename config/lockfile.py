"""The file beside a pack's rules that holds the lock of their versions."""

import json
from dataclasses import asdict
from pathlib import Path

from audit.errors import Problem, Refused
from audit.rules.lock import Lock, Locked
from config.loader import LOCK, LoadedPack


def lock_path(pack: LoadedPack) -> Path:
    return pack.folder / LOCK


def read_lock(path: Path) -> dict[str, Locked]:
    """Empty where no lock was written yet. Raises Refused for a damaged file."""
    if not path.exists():
        return {}
    try:
        entries = json.loads(path.read_bytes())
        return {name: Locked(int(entry["version"]), str(entry["digest"])) for name, entry in entries.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refused(Problem("rules.bad_lock", str(path))) from None


def write_lock(path: Path, lock: Lock) -> None:
    """One rule a line, by id, so that a change shows as one line of a diff."""
    lines = (f'  "{name}": {json.dumps(asdict(lock[name]))}' for name in sorted(lock))
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
