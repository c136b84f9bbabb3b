"""One rule as its file has it, and the same rule changed: read, checked against its pack and lock, every fault with its line."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from audit.errors import Problem, Refused
from audit.rules.lint import lint
from audit.rules.lock import Locked, check_lock
from audit.rules.model import Rule, Status
from audit.rules.parse import parse_rule
from config.loader import LOCK, LoadedPack
from config.yaml_lines import read_yaml

#: How a change is called in messages.
NAME = "change.yml"
#: What a changed rule may not have; that it is not in the lock yet is in the nature of a change.
_AGAINST_LOCK = ("rules.changed_without_version", "rules.version_went_back")


def file_of(rule: Rule) -> str:
    """The name of the file it stands in."""
    return PurePosixPath(rule.where.rpartition(":")[0]).name


def source(rule: Rule, pack: LoadedPack) -> str:
    """The rule as its author wrote it: its document where a file has several. Raises Refused (`config.unreadable`)."""
    path = pack.folder / file_of(rule)
    try:
        documents = re.split(r"(?m)^---[ \t]*\n", path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(Problem("config.unreadable", str(path), {"reason": error.strerror})) from error
    own = re.compile(rf"(?m)^id:[ \t]*['\"]?{re.escape(rule.id)}['\"]?[ \t]*(#.*)?$")
    return next((text for text in documents if own.search(text)), "".join(documents))


def read_change(
    text: str, rule: Rule, pack: LoadedPack, lock: Mapping[str, Locked]
) -> tuple[Rule | None, tuple[Problem, ...]]:
    """The changed rule, or every fault that keeps it from taking the place of `rule`."""
    try:
        nodes = read_yaml(text.encode(errors="replace"), NAME)
        changed = parse_rule(nodes[0], pack.words) if len(nodes) == 1 else None
    except Refused as refused:
        return None, refused.problems
    if changed is None:
        return None, (Problem("change.one_rule", NAME, {"count": len(nodes)}),)
    if changed.id != rule.id:
        return None, (Problem("change.other_rule", changed.where, {"id": changed.id, "rule": rule.id}),)
    if changed.digest == rule.digest:
        return None, (Problem("change.none", changed.where, {"rule": rule.id}),)
    others = [one for one in pack.rules if one.id != rule.id]
    _, faults = lint([*others, changed], pack.name)
    against = check_lock([changed], {rule.id: _newest(rule, lock)}, LOCK)
    faults += tuple(fault for fault in against if fault.code in _AGAINST_LOCK)
    return (None if faults else changed), faults


def with_status(text: str, status: Status, version: int) -> str:
    """The same rule with another status, under a new version."""
    for key, value in (("status", status.value), ("version", str(version))):
        line = re.compile(rf"(?m)^{key}:.*$")
        text = line.sub(f"{key}: {value}", text, count=1) if line.search(text) else f"{text.rstrip()}\n{key}: {value}\n"
    return text


def _newest(rule: Rule, lock: Mapping[str, Locked]) -> Locked:
    """What the change must go beyond: the rule that runs, or a lock that is further on."""
    running, locked = Locked(rule.version, rule.digest), lock.get(rule.id)
    return locked if locked and locked.version > running.version else running
