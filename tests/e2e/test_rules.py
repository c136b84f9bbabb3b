"""The rule pack as its author meets it: sound as shipped, and every breach named with file and line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, Ran

RULE = "violence-gang-visit.yml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "config" / "packs" / "cn", tmp_path / "cn"))


def test_the_pack_as_shipped_is_sound_and_its_examples_hold(fairdial: Callable[..., Ran]) -> None:
    lint = fairdial("rules", "lint")
    assert (lint.code, lint.err) == (0, "")
    live = int("".join(filter(str.isdigit, lint.out.split("条")[0].split(":")[-1])))
    assert live >= 60
    assert fairdial("rules", "test").code == 0


def _without_law(text: str) -> str:
    lines = text.splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith("law:"))
    end = next(number for number, line in enumerate(lines) if number > start and not line.startswith((" ", "-")))
    return "".join(lines[:start] + lines[end:])


@pytest.mark.parametrize(
    ("change", "line_of"),
    [
        pytest.param(_without_law, "id:", id="no legal basis"),
        pytest.param(lambda text: text.replace("owner:", "colour: red\nowner:", 1), "colour:", id="unknown key"),
        pytest.param(
            lambda text: text.replace("owner: compliance-cn", "owner: someone-else", 1), "id:", id="version not raised"
        ),
    ],
)
def test_a_breach_fails_with_file_and_line(
    change: Callable[[str], str], line_of: str, pack: Path, fairdial: Callable[..., Ran]
) -> None:
    path = pack / RULE
    before = path.read_text(encoding="utf-8")
    path.write_text(change(before), encoding="utf-8")
    after = path.read_text(encoding="utf-8")
    assert after != before
    line = next(number for number, text in enumerate(after.splitlines(), 1) if text.startswith(line_of))
    ran = fairdial("rules", "lint", pack)
    assert ran.code == 1
    assert f"{RULE}:{line}:" in ran.err


def test_a_rule_is_explained_in_both_languages(fairdial: Callable[..., Ran]) -> None:
    ran = fairdial("rules", "explain", "gang-visit")
    assert (ran.code, ran.err) == (0, "")
    assert "【法律依据】" in ran.out
    assert "LEGAL BASIS" in ran.out
    assert "LEGAL BASIS" not in fairdial("rules", "explain", "gang-visit", "--lang", "zh").out
    (line,) = fairdial("rules", "explain", "gang-visit", "--json").lines
    assert set(line) == {"rule", "zh", "en"}


@pytest.mark.parametrize(
    "arguments",
    [("explain", "no-such-rule"), ("explain", "gang-visit", "--lang", "fr"), ("diff",), ("diff", "/no/a", "/no/b")],
    ids=["unknown rule", "unknown language", "nothing to compare", "no such file"],
)
def test_wrong_usage_is_told(arguments: tuple[str, ...], fairdial: Callable[..., Ran]) -> None:
    ran = fairdial("rules", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


def test_what_changed_between_two_packs(pack: Path, fairdial: Callable[..., Ran]) -> None:
    assert fairdial("rules", "diff", "--lock").code == 0
    shipped, path = ROOT / "config" / "packs" / "cn", pack / RULE
    assert fairdial("rules", "diff", shipped, pack, "--json").lines == []
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("status: live", "status: shadow"), encoding="utf-8")
    kept = fairdial("rules", "diff", shipped, pack)
    assert kept.code == 1
    assert RULE in kept.err
    version = next(line for line in text.splitlines() if line.startswith("version:"))
    path.write_text(text.replace("status: live", "status: shadow").replace(version, "version: 99"), encoding="utf-8")
    raised = fairdial("rules", "diff", shipped / RULE, path, "--json")
    assert (raised.code, [line["change"] for line in raised.lines]) == (0, ["changed"])
    assert len(raised.lines[0]["text"]) == 3
