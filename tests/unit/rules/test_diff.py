"""What changed between two states of a pack, in words."""

from pathlib import Path

import pytest

from audit.rules.diff import Side, diff, diff_lock
from audit.rules.lock import Locked
from config.explain import spelt
from config.loader import load_pack
from tests.unit.rules.packs import GOOD, config, said

LEXICON = "kin: [爸, 妈]\n"


def side(folder: Path, text: str, lexicon: str = LEXICON) -> Side:
    pack = load_pack("cn", config(folder, lexicon, **({"rule": text} if text else {})))
    return Side(pack.rules, pack.words)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(GOOD, GOOD + "# a comment\n", [], id="layout"),
        pytest.param("", GOOD, ["added cn.test.blast (version 1): Test"], id="added"),
        pytest.param(GOOD, "", ["removed cn.test.blast (version 1): Test"], id="removed"),
        pytest.param(GOOD, GOOD.replace("version: 1", "version: 2"), ["- version: 1 → 2"], id="version"),
        pytest.param(GOOD, GOOD.replace("live", "shadow"), ["- status: live → shadow (counted, no alerts)"], id="status"),
        pytest.param(GOOD, GOOD.replace("owner: tests", "owner: law"), ["- owner: tests → law"], id="owner"),
        pytest.param(GOOD, GOOD.replace("en: Test", "en: Tests"), ["- title: Test → Tests"], id="title"),
        pytest.param(
            GOOD, GOOD.replace("02-28}", "02-28, to: 2027-01-01}"), ["- in force to: (no end) → 2027-01-01"], id="dates"
        ),
        pytest.param(
            GOOD, GOOD.replace("第10条", "第25条"),
            ["- legal basis", "  - − 个人信息保护法 第10条 (LAW)", "  - + 个人信息保护法 第25条 (LAW)"], id="law",
        ),
        pytest.param(GOOD, GOOD.replace("verified: text", "verified: press"), ["- how the legal basis was verified"], id="verified"),
        pytest.param(
            GOOD, GOOD + "    - {text: 再见, because: x}\n", ["- tests must_not: 0 rows gone, 1 new, 4 now"], id="a test"
        ),
        pytest.param(
            GOOD, said("say: 通讯录"), ["- logic", "  - − the words “爆你通讯录”", "  - + the words “通讯录”"], id="words"
        ),
        pytest.param(
            GOOD, "unless: [debtor_speaking]\n" + GOOD, ["- logic", "  - + it is the other side that says it"], id="exemption"
        ),
        pytest.param(
            said("say: {regex: '爆{1,2}'}"), said("say: {regex: '爆{1,3}'}"),
            ["- logic", "  - words or regular expressions changed (the structure is the same)"], id="within a regex",
        ),
    ],
)  # fmt: skip
def test_diff(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    lines = list(spelt(diff(side(tmp_path / "old", old), side(tmp_path / "new", new)), "en"))
    changed = ["changed cn.test.blast: " + ("Tests" if "Tests" in new else "Test")]
    assert lines == (expected if not expected or expected[0].startswith(("added", "removed")) else changed + expected)


def test_a_changed_word_group_is_a_change_of_logic(tmp_path: Path) -> None:
    old, new = side(tmp_path / "old", said("say: $kin")), side(tmp_path / "new", said("say: $kin"), "kin: [爸, 娘]\n")
    assert list(spelt(diff(old, new), "en"))[1:] == [
        "- logic",
        "  - − a word of the group kin: “爸”, “妈”",
        "  - + a word of the group kin: “爸”, “娘”",
    ]


def test_against_a_lock(tmp_path: Path) -> None:
    (rule,) = side(tmp_path, GOOD).rules
    assert list(spelt(diff_lock([rule], {"cn.a.b": Locked(2, "x")}), "en")) == [
        "removed cn.a.b (version 2)",
        "added cn.test.blast (version 1): Test",
    ]
    assert list(spelt(diff_lock([rule], {rule.id: Locked(1, rule.digest)}), "en")) == []
    assert list(spelt(diff_lock([rule], {rule.id: Locked(1, "other")}), "en")) == [
        "changed cn.test.blast: Test",
        "- version: 1 → 1",
    ]
