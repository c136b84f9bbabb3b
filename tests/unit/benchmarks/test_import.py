"""The benchmark of growing imports compares what it says, and leaves nothing behind."""

import json
import sys
from importlib import import_module

import pytest

from tests.unit.rules import packs

growing = import_module("benchmarks.import")


@pytest.mark.parametrize(
    ("size", "sizes"),
    [
        (400, [400]),
        (10_000, [10_000]),
        (1_000_000, [10_000, 100_000, 1_000_000]),
        (250_000, [10_000, 100_000, 250_000]),
    ],
)
def test_sizes_go_up_to_the_one_asked_for(size, sizes):
    assert growing.sizes_up_to(size) == sizes


@pytest.mark.parametrize(
    ("costs", "grown"),
    [
        ({10_000: 90.0, 100_000: 50.0, 1_000_000: 54.0}, 0.08),  # what is made once weighs on the smallest only
        ({10_000: 50.0, 20_000: 60.0}, 0.2),  # no size that counts: the smallest there is
    ],
)
def test_growth_is_from_the_first_size_that_counts(costs, grown):
    made = {size: growing.Cost(spent, 1.0, 1.0) for size, spent in costs.items()}
    assert growing.growth(made, "spent") == pytest.approx(grown)
    assert growing.growth(made, "peak") == 0


def test_a_tiny_run_measures_and_leaves_nothing_behind(tmp_path, tmp_path_factory, monkeypatch, capsys):
    packs.in_force(tmp_path_factory.mktemp("config"), monkeypatch)
    monkeypatch.setattr(sys, "argv", ["import", "--size", "200"])
    monkeypatch.delenv("FAIRDIAL_TEST_PG_URL", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(SystemExit):
        growing.main()
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (result["benchmark"], result["ok"]) == ("import", True), "one size has not grown"
    assert result["ratio"] == 1
    assert result["figures"]["embedded"]["200"][2] > 50, "MiB of the process that imported"
    assert not list(tmp_path.iterdir())
