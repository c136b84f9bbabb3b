"""Reads rule packs and their word groups from the configuration folder: every fault of every file at once."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.errors import Problem, Refused
from audit.rules.lint import lint
from audit.rules.model import Rule
from audit.rules.node import Node
from audit.rules.parse import parse_rule
from audit.rules.words import Words, read_groups
from audit.text import normalise
from config.yaml_lines import read_yaml

CONFIG = Path(__file__).resolve().parent
#: Generated beside the rules by `fairdial rules lock`.
LOCK = "packs.lock.json"


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """The sound rules of a pack, sorted by id, and the word groups they were read with."""

    name: str
    folder: Path
    rules: tuple[Rule, ...]
    words: Words


def load_pack(pack: str | Path = "cn", root: Path = CONFIG) -> LoadedPack:
    """A pack by name under `root`/packs, or by the path of its folder. Raises Refused with every fault."""
    loaded, faults = read_pack(pack, root)
    if faults:
        raise Refused(faults)
    return loaded


def read_pack(pack: str | Path = "cn", root: Path = CONFIG) -> tuple[LoadedPack, tuple[Problem, ...]]:
    """The sound rules and the faults of all others, so that the good rest can go on."""
    folder = _folder(pack, root)
    rules, words, faults = _parsed(folder, root)
    sound, found = lint(rules, folder.name)
    return LoadedPack(folder.name, folder, sound, words), (*faults, *found)


def read_any(path: Path, words: Words) -> tuple[tuple[Rule, ...], Words, tuple[Problem, ...]]:
    """Rules of a folder of whatever name, with the word groups beside it, or of one file, with `words`; for comparison."""
    if path.is_dir():
        rules, own, faults = _parsed(path, path.parent.parent if path.parent.name == "packs" else CONFIG)
        return tuple(rules), own, tuple(faults)
    try:
        nodes = read_yaml(path.read_bytes(), path.name)
        return tuple(parse_rule(node, words) for node in nodes), words, ()
    except OSError as error:
        raise Refused(Problem("config.unreadable", str(path), {"reason": error.strerror})) from error


def _parsed(folder: Path, root: Path) -> tuple[list[Rule], Words, list[Problem]]:
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
    return sorted(rules, key=lambda rule: rule.id), words, faults


def read_rules(path: Path, pack: LoadedPack, root: Path = CONFIG) -> tuple[Rule, ...]:
    """The rules of one file, or of a folder with word groups of its own; else the words are those of `pack`. Raises Refused."""
    if path.is_dir():
        return load_pack(path, root).rules
    try:
        nodes = list(read_yaml(path.read_bytes(), path.name))
    except OSError as error:
        raise Refused(Problem("config.unreadable", str(path), {"reason": error.strerror})) from error
    return tuple(parse_rule(node, pack.words) for node in nodes)


def files_digest(pack: str | Path, root: Path = CONFIG) -> str:
    """Hexadecimal SHA-256 over the names and bytes of a pack's files and of the word groups beside it. Raises Refused."""
    found, folder = hashlib.sha256(), _folder(pack, root)
    for place in (root / "lexicons", folder / "lexicons", folder):
        for path in sorted(place.glob("*.yml")):
            data = path.read_bytes()
            found.update(f"{place.name}/{path.name} {len(data)}\n".encode() + data)
    return found.hexdigest()


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
        if path.is_dir() or path.name.startswith(".") or path.name == LOCK:
            continue
        name = (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
        if path.suffix != ".yml":
            faults.append(Problem("config.not_a_rule_file", name))
            continue
        try:
            yield from read_yaml(path.read_bytes(), name)
        except Refused as refused:
            faults.extend(refused.problems)
