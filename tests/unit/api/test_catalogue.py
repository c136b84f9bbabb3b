"""Every text that a template or a page asks for is in the catalogue."""

import re
from pathlib import Path

import pytest

from audit.pii.kinds import KINDS
from audit.rights import Role, Verb
from config.messages import catalogue

API = Path(__file__).resolve().parents[3] / "api"
TEMPLATES = sorted((API / "console" / "templates").glob("*.html"))
MODULES = sorted(API.rglob("*.py"))


def asked(text):
    return re.findall(r"""(?:\bt|\.say)\(\s*["']([a-z_]+\.[\w.]+)["']""", text)


@pytest.mark.parametrize("path", [*TEMPLATES, *MODULES], ids=lambda path: path.name)
def test_texts_are_there(path):
    missing = [code for code in asked(path.read_text(encoding="utf-8")) if code not in catalogue()]
    assert missing == [], "add it to config/messages/console*.yml"


def test_something_was_looked_for():
    assert "queue.title" in asked((API / "console" / "templates" / "queue.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", [f"verb.{verb}" for verb in Verb] + [f"role.{role}" for role in Role])
def test_verbs_and_roles_have_words(code):
    assert code in catalogue()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_masked_has_a_name(kind):
    assert f"pii.{kind}" in catalogue()
