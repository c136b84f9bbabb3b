"""A change tried in several processes gives what one process gives."""

from functools import partial

from benchmarks.backtest import changed, fill, open_store
from pipelines import backtest as trial

CALLS, BLOCK = 3000, 200


def test_several_processes_find_what_one_finds(tmp_path, monkeypatch):
    path = tmp_path / "history.sqlite"
    fill(path, CALLS * 10)
    one = trial.backtest(partial(open_store, path), changed())
    monkeypatch.setattr(trial, "BLOCK", BLOCK)
    monkeypatch.setattr(trial, "SHARE", 1)
    several = trial.backtest(partial(open_store, path), changed(), workers=2)
    assert several == one
    assert one.turns == CALLS * 5
    assert one.outcomes
