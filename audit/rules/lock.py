"""The lock of rule versions: a rule whose text changed must carry a higher version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.errors import Problem, Refused
from audit.rules.model import Rule


@dataclass(frozen=True, slots=True)
class Locked:
    version: int
    #: The rule's SHA-256 at that version.
    digest: str


Lock = Mapping[str, Locked]


def check_lock(rules: Sequence[Rule], lock: Lock, lock_file: str) -> tuple[Problem, ...]:
    """Every difference between the rules and their lock; a fresh lock mends only what `next_lock` accepts."""
    faults = list(_tampered(rules, lock))
    for rule in rules:
        entry = lock.get(rule.id)
        if entry is None or entry.version < rule.version:
            faults.append(Problem("rules.not_locked", rule.where, {"id": rule.id, "version": rule.version}))
    gone = sorted(lock.keys() - {rule.id for rule in rules})
    faults.extend(Problem("rules.lock_without_rule", lock_file, {"id": name}) for name in gone)
    return tuple(faults)


def next_lock(rules: Sequence[Rule], lock: Lock) -> dict[str, Locked]:
    """The lock after this state, by id. Raises Refused for a changed rule that kept its version or went back."""
    if faults := tuple(_tampered(rules, lock)):
        raise Refused(faults)
    return {rule.id: Locked(rule.version, rule.digest) for rule in sorted(rules, key=lambda rule: rule.id)}


def _tampered(rules: Iterable[Rule], lock: Lock) -> Iterable[Problem]:
    for rule in rules:
        entry = lock.get(rule.id)
        if entry is None:
            continue
        if rule.version < entry.version:
            values = {"id": rule.id, "version": rule.version, "locked": entry.version}
            yield Problem("rules.version_went_back", rule.where, values)
        elif rule.version == entry.version and rule.digest != entry.digest:
            yield Problem("rules.changed_without_version", rule.where, {"id": rule.id, "version": rule.version})
