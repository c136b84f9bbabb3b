"""Versions rise with every change, or the lock refuses."""

from dataclasses import replace
from pathlib import Path

import pytest

from audit.errors import Refused
from audit.rules.lock import Locked, check_lock, next_lock
from audit.rules.model import Rule
from config.loader import load_pack
from tests.unit.rules.packs import GOOD, config


@pytest.fixture
def rule(tmp_path: Path) -> Rule:
    return replace(load_pack("cn", config(tmp_path, a=GOOD)).rules[0], version=3, digest="new")


@pytest.mark.parametrize(
    ("locked", "code", "accepted"),
    [
        pytest.param(Locked(3, "new"), None, True, id="unchanged"),
        pytest.param(Locked(2, "old"), "rules.not_locked", True, id="changed and raised"),
        pytest.param(Locked(2, "new"), "rules.not_locked", True, id="raised without a change"),
        pytest.param(None, "rules.not_locked", True, id="new rule"),
        pytest.param(Locked(3, "old"), "rules.changed_without_version", False, id="changed, same version"),
        pytest.param(Locked(4, "old"), "rules.version_went_back", False, id="version went back"),
        pytest.param(Locked(4, "new"), "rules.version_went_back", False, id="version went back, same text"),
    ],
)
def test_a_rule_and_its_lock(rule: Rule, locked: Locked | None, code: str | None, accepted: bool) -> None:
    lock = {rule.id: locked} if locked else {}
    faults = check_lock([rule], lock, "packs.lock.json")
    assert [(fault.where, fault.code) for fault in faults] == ([("packs/cn/a.yml:1", code)] if code else [])
    if accepted:
        assert next_lock([rule], lock) == {rule.id: Locked(3, "new")}
    else:
        with pytest.raises(Refused):
            next_lock([rule], lock)


def test_a_rule_that_went_away(rule: Rule) -> None:
    lock = {rule.id: Locked(3, "new"), "cn.gone.rule": Locked(1, "x")}
    assert [(fault.where, fault.code) for fault in check_lock([rule], lock, "packs.lock.json")] == [
        ("packs.lock.json", "rules.lock_without_rule")
    ]
    assert next_lock([rule], lock) == {rule.id: Locked(3, "new")}
