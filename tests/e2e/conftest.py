"""The program as a user runs it: a process of its own, a home folder of its own, our environment variables dropped."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo" / "data"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FAIRDIAL_")}
    return {**clean, "FAIRDIAL_HOME": str(home), "PYTHONWARNINGS": "default", "COLUMNS": "200"}


#: Rules that tests of other things meet; all of them, and the reader, take seconds to make ready for each command.
FEW = ("violence-gang-visit", "contacts-blast-address-book", "visit-alone")


@pytest.fixture
def few_rules(environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "few" / "cn"
    folder.mkdir(parents=True)
    for name in FEW:
        shutil.copy(ROOT / "config" / "packs" / "cn" / f"{name}.yml", folder)
    environment |= {"FAIRDIAL_PACK": str(folder), "FAIRDIAL_READER": "off"}


@pytest.fixture
def fairdial(environment: dict[str, str], tmp_path: Path) -> Callable[..., Ran]:
    def run(*arguments: object, stdin: bytes = b"", **variables: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.cli", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            env={**environment, **variables, "PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            timeout=300,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
