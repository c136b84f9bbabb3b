"""The program as a user runs it: a process of its own, a home folder of its own, none of our own environment variables."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo" / "data"
#: Of which there is something in the demo, and which are soon ready.
RULES = ("contacts-blast-address-book", "documents-lawsuit-filed", "frequency-messages-per-day", "legal-jail")


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
    return environment_of(home)


def environment_of(home: Path) -> dict[str, str]:
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


def runs(environment: dict[str, str], folder: Path) -> Callable[..., Ran]:
    """What starts the program as a user does, with these arguments, in this folder."""

    def run(*arguments: object, **variables: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.cli", *map(str, arguments)],
            capture_output=True,
            env={**environment, **variables, "PYTHONPATH": str(ROOT)},
            cwd=folder,
            timeout=300,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


class Forks:
    """A process that holds the program ready, and runs of it, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.forked"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**environment_of(folder), "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
        )

    def begin(self, arguments: tuple[object, ...], environment: dict[str, str], folder: Path, stdin: bytes) -> int:
        files = {name: str(self._folder / name) for name in ("in", "out", "err")}
        for name in ("out", "err"):
            Path(files[name]).unlink(missing_ok=True)
        Path(files["in"]).write_bytes(stdin)
        asked = {"arguments": [*map(str, arguments)], "environment": environment, "folder": str(folder), **files}
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return int(self._line())

    def end(self) -> Ran:
        code = int(self._line())
        return Ran(code, self.read("out"), self.read("err"))

    def read(self, name: str) -> str:
        path = self._folder / name
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


@dataclass(frozen=True)
class Program:
    """The program with these settings, in this folder, without the seconds that it takes to start."""

    forks: Forks
    environment: dict[str, str]
    folder: Path

    def __call__(self, *arguments: object, stdin: bytes = b"", **variables: str) -> Ran:
        self.forks.begin(arguments, {**self.environment, **variables}, self.folder, stdin)
        return self.forks.end()

    def killed_after(self, lines: int, *arguments: object, **variables: str) -> Ran:
        """The run is killed as soon as it has printed so many lines."""
        child = self.forks.begin(arguments, {**self.environment, **variables}, self.folder, b"")
        while self.forks.read("out").count("\n") < lines:
            time.sleep(0.005)
        os.kill(child, signal.SIGKILL)
        return self.forks.end()


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    made = Forks(tmp_path_factory.mktemp("forks"))
    yield made
    made.close()


@pytest.fixture
def fairdial(forks: Forks, environment: dict[str, str], tmp_path: Path) -> Program:
    return Program(forks, environment, tmp_path)


@pytest.fixture
def program(forks: Forks, environment: dict[str, str], tmp_path: Path) -> Program:
    """With a few of the rules and no reader, whose answers would take longer."""
    (tmp_path / "runs").mkdir()
    shutil.copytree(ROOT / "config" / "lexicons", tmp_path / "lexicons")
    (pack := tmp_path / "packs" / "cn").mkdir(parents=True)
    for rule in RULES:
        shutil.copy(ROOT / "config" / "packs" / "cn" / f"{rule}.yml", pack)
    return Program(forks, {**environment, "FAIRDIAL_PACK": str(pack), "FAIRDIAL_READER": "off"}, tmp_path / "runs")
