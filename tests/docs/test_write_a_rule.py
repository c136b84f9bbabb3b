"""The page about rules and the grammar keep step: every key and form is described, and its example is a sound rule."""

import re
from pathlib import Path

import pytest
import typer

from audit.ledger.classes import CLASSES
from audit.ledger.each import LOGGED, VISITED
from audit.ledger.exceptions import EXCEPTIONS
from audit.ledger.frequency import APART
from audit.pack import compile_pack
from audit.records import LegalStage
from audit.rules.case import FIELDS, MOMENTS, TOLD
from audit.rules.check import check
from audit.rules.ledger_rows import EVENT
from audit.rules.lock import check_lock, next_lock
from audit.rules.model import UNITS, Measure, Status, Unit
from audit.rules.parse import OPTIONAL, REQUIRED
from audit.rules.pattern import FORMS, WHOLE
from audit.rules.rows import SOUND
from config.loader import read_pack
from config.lockfile import lock_path, read_lock, write_lock
from pipelines.commands import rules as commands

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "write-a-rule.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", [*REQUIRED, *OPTIONAL])
def test_every_key_of_a_rule_is_described(key: str) -> None:
    assert re.search(rf"^(## |\| )?`?{key}`?:", PAGE, re.MULTILINE)


@pytest.mark.parametrize("word", [*CLASSES, *EXCEPTIONS, *APART, *LOGGED, *VISITED, *EVENT])
def test_every_word_of_the_ledger_is_described(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("form", [*FORMS, *WHOLE, *(part for beside in FORMS.values() for part in beside)])
def test_every_form_is_described(form: str) -> None:
    assert f"`{form}: " in PAGE or f"`{{{form}: " in PAGE


@pytest.mark.parametrize("word", [*FIELDS, *TOLD, *MOMENTS, *LegalStage])
def test_every_condition_on_a_case_is_described(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("measure", Measure)
def test_every_measure_is_described(measure: Measure) -> None:
    assert re.search(rf"^\| `{measure}: [0-9.]+ {UNITS[measure]}`", PAGE, re.MULTILINE)


@pytest.mark.parametrize("word", SOUND)
def test_every_word_about_the_sound_of_a_turn_is_described(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("unit", ["chars", *Unit])
def test_every_distance_is_described(unit: str) -> None:
    assert re.search(rf"`within: \d+ {unit}`", PAGE)


@pytest.mark.parametrize("command", sorted(typer.main.get_command(commands.cli).commands))  # type: ignore[attr-defined]
def test_every_command_is_described(command: str) -> None:
    assert f"`fairdial rules {command}" in PAGE


def test_the_complete_example_is_a_sound_rule(tmp_path: Path) -> None:
    example = PAGE.split("<!-- example -->\n```yaml\n")[1].split("```")[0]
    folder = tmp_path / "cn"
    folder.mkdir()
    (folder / "closing-threat.yml").write_text(example, encoding="utf-8")
    loaded, faults = read_pack(folder)
    assert faults == ()
    path = lock_path(loaded)
    write_lock(path, next_lock(loaded.rules, read_lock(path)))
    assert check_lock(loaded.rules, read_lock(path), path.name) == ()
    (rule,) = loaded.rules
    assert check(rule, compile_pack(loaded.rules, frozenset(Status))) == ()
