"""Which files a pack is made of."""

from pathlib import Path

import pytest

from audit.errors import Refused
from audit.rules.lock import Locked
from config.loader import load_pack, read_pack
from config.lockfile import lock_path, read_lock, write_lock
from tests.unit.rules.packs import GOOD, config, said


def test_rules_come_sorted_by_id_whatever_their_files_are_called(tmp_path: Path) -> None:
    root = config(tmp_path, a=GOOD, b=said("say: 上门", GOOD.replace("cn.test.blast", "cn.other.visit")))
    assert [rule.id for rule in load_pack("cn", root).rules] == ["cn.other.visit", "cn.test.blast"]


def test_pack_by_the_path_of_its_folder_with_word_groups_of_its_own(tmp_path: Path) -> None:
    folder = config(tmp_path / "mine", rule=said("say: $own")) / "packs" / "cn"
    (folder / "lexicons").mkdir()
    (folder / "lexicons" / "own.yml").write_text("own: [爆]\n", encoding="utf-8")
    assert len(load_pack(folder, config(tmp_path / "other")).rules) == 1


def test_a_file_that_would_be_passed_over_in_silence_is_named(tmp_path: Path) -> None:
    root = config(tmp_path, a=GOOD)
    (root / "packs" / "cn" / "b.yaml").write_text(GOOD, encoding="utf-8")
    loaded, faults = read_pack("cn", root)
    assert [(fault.where, fault.code) for fault in faults] == [("packs/cn/b.yaml", "config.not_a_rule_file")]
    assert len(loaded.rules) == 1


def test_unknown_pack_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load_pack("fr", config(tmp_path))
    assert refused.value.problems[0].values == {"known": "cn"}


def test_lock_is_written_beside_the_rules_and_read(tmp_path: Path) -> None:
    root = config(tmp_path, a=GOOD)
    path = lock_path(load_pack("cn", root))
    assert read_lock(path) == {}
    lock = {"cn.b.d": Locked(2, "y"), "cn.b.c": Locked(1, "x")}
    write_lock(path, lock)
    assert read_lock(path) == lock
    assert path.read_text(encoding="utf-8").splitlines()[1] == '  "cn.b.c": {"version": 1, "digest": "x"},'
    assert len(load_pack("cn", root).rules) == 1
    write_lock(path, {})
    assert read_lock(path) == {}


@pytest.mark.parametrize(
    "text", ["", "[]", '{"cn.a.b": 1}', '{"cn.a.b": {"version": 1}}', '{"cn.a.b": {"version": "x", "digest": ""}}']
)
def test_damaged_lock(tmp_path: Path, text: str) -> None:
    path = tmp_path / "packs.lock.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused):
        read_lock(path)
