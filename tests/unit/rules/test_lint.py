"""What only a whole pack can show."""

from pathlib import Path

from config.loader import read_pack
from tests.unit.rules.packs import GOOD, config, said


def test_doubled_id(tmp_path: Path) -> None:
    loaded, faults = read_pack("cn", config(tmp_path, a=GOOD, b=said("say: 上门")))
    assert [str(fault) for fault in faults] == [
        "packs/cn/b.yml:1: rules.doubled_id id='cn.test.blast' first='packs/cn/a.yml:1'"
    ]
    assert len(loaded.rules) == 1


def test_shadow_duplicate_however_it_is_spelt(tmp_path: Path) -> None:
    other = said("say: {any: ['爆你通訊錄']}", GOOD.replace("cn.test.blast", "cn.test.other"))
    same = said("say: '爆你通訊錄'", GOOD.replace("cn.test.blast", "cn.test.same"))
    _, faults = read_pack("cn", config(tmp_path, a=GOOD, b=same, c=other))
    assert [(fault.where, fault.code) for fault in faults] == [("packs/cn/b.yml:1", "rules.shadow_duplicate")]


def test_same_words_about_other_people_are_another_rule(tmp_path: Path) -> None:
    other = "who: {party: third_party}\n" + GOOD.replace("cn.test.blast", "cn.test.other")
    assert read_pack("cn", config(tmp_path, a=GOOD, b=other))[1] == ()
