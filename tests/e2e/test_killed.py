"""A worker killed at any moment loses nothing and doubles nothing."""

import csv
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import DEMO, ROOT, Ran

pytestmark = pytest.mark.usefixtures("few_rules")

ROWS = 1200


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The first messages of the demo's log."""
    path = tmp_path / "sms.csv"
    with (
        (DEMO / "sms.csv").open(encoding="utf-8", newline="") as log,
        path.open("w", encoding="utf-8", newline="") as file,
    ):
        rows = csv.reader(log)
        csv.writer(file).writerows(row for _, row in zip(range(ROWS), rows, strict=False))
    return path


def incidents(fairdial: Callable[..., Ran]) -> list[str]:
    return sorted(line["incident"] for line in fairdial("incidents", "list", "--json").lines)


def test_killed_and_started_again_ends_like_an_undisturbed_run(
    table: Path, fairdial: Callable[..., Ran], environment: dict[str, str], tmp_path: Path
) -> None:
    calm = {"FAIRDIAL_HOME": str(tmp_path / "calm")}
    assert fairdial("ingest", "sms", table, **calm).code in (0, 1)
    expected = sorted(line["incident"] for line in fairdial("incidents", "list", "--json", **calm).lines)
    assert expected, "the demo's log must hold violations"

    environment |= {"FAIRDIAL_CHUNK_ROWS": "50", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pipelines.cli", "ingest", "sms", str(table)]
    for patience_s in (1.2, 1.8, 2.4, 3.0):
        worker = subprocess.Popen(
            command, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            worker.wait(patience_s)
        except subprocess.TimeoutExpired:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
    last = fairdial("ingest", "sms", table, "--json").lines[-1]

    assert last["stored"] + last["duplicates"] + last["rejected"] == last["received"] == ROWS - 1
    assert incidents(fairdial) == expected
    assert fairdial("search", "还款", "--json").lines[-1] == fairdial("search", "还款", "--json", **calm).lines[-1]


def test_two_imports_at_once_take_turns(
    table: Path, fairdial: Callable[..., Ran], environment: dict[str, str], tmp_path: Path
) -> None:
    (other := tmp_path / "other.csv").write_text(
        table.read_text(encoding="utf-8").replace("SMS-", "TWO-"), encoding="utf-8"
    )
    command = [sys.executable, "-m", "pipelines.cli", "ingest", "sms"]
    workers = [
        subprocess.Popen([*command, str(path)], env={**environment, "PYTHONPATH": str(ROOT)}, cwd=tmp_path)
        for path in (table, other)
    ]
    assert [worker.wait(120) for worker in workers] == [1, 1], "each log has rejected rows, and nothing else went wrong"
    found = incidents(fairdial)
    assert len(found) == len(set(found)) > 0
    counts = fairdial("search", "还款", "--json").lines[-1]["total"]
    assert counts % 2 == 0
    assert counts > 0
