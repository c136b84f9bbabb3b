"""Reads rule packs and their word groups from the configuration folder: every fault of every file at once."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from audit.errors import Problem, Refused
from audit.rules.lint import lint
from audit.rules.lock import Lock, Locked
from audit.rules.model import Rule
from audit.rules.node import Node
from audit.rules.parse import parse_rule
from audit.rules.words import Words, read_groups
from audit.text import normalise
from config.yaml_lines import read_yaml

CONFIG = Path(__file__).resolve().parent
#: One lock for all packs, relative to the configuration folder.
LOCK = "packs.lock.json"


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """The sound rules of a pack, sorted by id, and the word groups they were read with."""

    name: str
    rules: tuple[Rule, ...]
    words: Words

    @property
    def version(self) -> str:
        """Changes with any rule: what incidents and reports pin."""
        digest = hashlib.sha256("".join(f"{rule.id}:{rule.version}:{rule.digest};" for rule in self.rules).encode())
        return f"{self.name}@{digest.hexdigest()[:12]}"


def load_pack(pack: str | Path = "cn", root: Path = CONFIG) -> LoadedPack:
    """A pack by name under `root`/packs, or by the path of its folder. Raises Refused with every fault."""
    loaded, faults = read_pack(pack, root)
    if faults:
        raise Refused(faults)
    return loaded


def read_pack(pack: str | Path = "cn", root: Path = CONFIG) -> tuple[LoadedPack, tuple[Problem, ...]]:
    """The sound rules and the faults of all others, so that the good rest can go on."""
    folder = _folder(pack, root)
    faults: list[Problem] = []
    lexicons = [node for place in (root / "lexicons", folder / "lexicons") for node in _nodes(place, root, faults)]
    groups, broken, found = read_groups(lexicons, _normal)
    faults.extend(found)
    words = Words(groups, broken, _normal)
    rules: list[Rule] = []
    for node in _nodes(folder, root, faults):
        try:
            rules.append(parse_rule(node, words))
        except Refused as refused:
            faults.extend(refused.problems)
    rules.sort(key=lambda rule: rule.id)
    sound, found = lint(rules, folder.name)
    faults.extend(found)
    return LoadedPack(folder.name, sound, words), tuple(faults)


def _normal(text: str) -> str:
    return normalise(text).text


def _folder(pack: str | Path, root: Path) -> Path:
    for folder in (root / "packs" / pack, Path(pack)):
        if folder.is_dir():
            return folder
    known = ", ".join(sorted(path.name for path in (root / "packs").glob("*/")))
    raise Refused(Problem("config.unknown_pack", str(pack), {"known": known}))


def _nodes(folder: Path, root: Path, faults: list[Problem]) -> Iterator[Node]:
    """The documents of all YAML files of a folder, in the order of their names."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() or path.name.startswith("."):
            continue
        name = (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
        if path.suffix != ".yml":
            faults.append(Problem("config.not_a_rule_file", name))
            continue
        try:
            yield from read_yaml(path.read_bytes(), name)
        except Refused as refused:
            faults.extend(refused.problems)


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
