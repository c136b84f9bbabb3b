"""Documents that cannot lie: every command, setting, exemption, kind and form is described, and every link leads somewhere."""

import re
from pathlib import Path

import pytest

from audit.exemptions import EXEMPTIONS
from audit.pii.kinds import KINDS
from config.settings import Settings
from pipelines.cli import COMMANDS, GROUPS

ROOT = Path(__file__).resolve().parents[2]
OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
WRITE_A_RULE = (ROOT / "docs" / "write-a-rule.md").read_text(encoding="utf-8")
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def commands() -> list[str]:
    return sorted({**COMMANDS, **GROUPS})


@pytest.mark.parametrize("command", commands())
def test_every_command_is_described(command: str) -> None:
    assert f"fairdial {command}" in OPERATE


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_every_setting_is_described(field: str) -> None:
    assert f"`FAIRDIAL_{field.upper()}`" in OPERATE


@pytest.mark.parametrize("name", sorted(EXEMPTIONS))
def test_every_exemption_is_described(name: str) -> None:
    assert f"`{name}`" in WRITE_A_RULE


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_personal_data_is_described(kind: str) -> None:
    assert f"`{kind}`" in WRITE_A_RULE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
