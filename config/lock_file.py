"""The file that holds the lock of all rule versions, config/packs.lock.json."""

import json
from dataclasses import asdict
from pathlib import Path

from audit.errors import Problem, Refused
from audit.rules.lock import Lock, Locked
from config.loader import CONFIG

#: Relative to the configuration folder.
LOCK = "packs.lock.json"


def read_lock(root: Path = CONFIG) -> dict[str, Locked]:
    """The lock of all packs, empty where none was written yet. Raises Refused for a damaged file."""
    path = root / LOCK
    if not path.exists():
        return {}
    try:
        entries = json.loads(path.read_bytes())
        return {name: Locked(int(entry["version"]), str(entry["digest"])) for name, entry in entries.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refused(Problem("rules.bad_lock", LOCK)) from None


def lock_text(lock: Lock) -> str:
    """What packs.lock.json holds: one rule a line, by id, so that a change shows as one line of a diff."""
    lines = (f'  "{name}": {json.dumps(asdict(lock[name]))}' for name in sorted(lock))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def of_pack(lock: Lock, pack: str) -> dict[str, Locked]:
    return {name: locked for name, locked in lock.items() if name.startswith(f"{pack}.")}
