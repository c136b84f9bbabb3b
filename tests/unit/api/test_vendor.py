"""Foreign scripts are fetched once for each lock, and said to be missing where the registry is away."""

import json
import re
from pathlib import Path

import pytest

from api.console.vendor import FILES, fetch
from config.messages import render
from tests.axe import FILES as AXE

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def tree(tmp_path):
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_text(name)
    return tmp_path


class Npm:
    def __init__(self, code=0):
        self.code, self.calls = code, 0

    def __call__(self, arguments, folder):
        self.calls += 1
        assert arguments[0] == "ci"
        for package, files in FILES.items() if self.code == 0 else ():
            for file in (*files, "LICENSE"):
                target = folder / "node_modules" / package / file
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(file)
        return self.code


def test_once_for_each_lock(tree):
    npm, vendor = Npm(), tree / "vendor"
    assert fetch(npm, tree, vendor) is None
    assert fetch(npm, tree, vendor) is None
    assert npm.calls == 1
    assert (vendor / "htmx.org" / "htmx.min.js").read_text() == "dist/htmx.min.js"
    assert all((vendor / package / "LICENSE").is_file() for package in FILES)
    (tree / "package-lock.json").write_text("changed")
    (vendor / "left-over.js").write_text("")
    assert fetch(npm, tree, vendor) is None
    assert npm.calls == 2
    assert not (vendor / "left-over.js").exists()


def test_a_registry_that_is_away_leaves_what_is_there(tree):
    vendor = tree / "vendor"
    fetch(Npm(), tree, vendor)
    (tree / "package-lock.json").write_text("changed")
    problem = fetch(Npm(1), tree, vendor)
    assert problem is not None
    assert problem.code == "vendor.away"
    assert "make setup" in render(problem, "en")
    assert (vendor / "htmx.org" / "htmx.min.js").exists()
    assert fetch(Npm(), tree, vendor) is None, "the next try fetches"


def test_the_lock_pins_every_package_and_names_no_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert set(lock["packages"][""]["dependencies"]) == set(FILES)
    assert set(lock["packages"][""]["devDependencies"]) == set(AXE), "for tests, and never served"
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all(package.get("integrity") for path, package in lock["packages"].items() if path)


def test_templates_name_only_scripts_that_are_there():
    static = ROOT / "api" / "console" / "static"
    known = {f"vendor/{package}/{Path(file).name}" for package, files in FILES.items() for file in files}
    for template in (ROOT / "api" / "console" / "templates").glob("*.html"):
        for path in re.findall(r"static\(['\"]([^'\"]+)['\"]\)", template.read_text(encoding="utf-8")):
            assert path in known or (static / path).is_file(), f"{template.name}: {path}"
