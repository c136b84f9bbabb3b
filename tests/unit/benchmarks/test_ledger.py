"""The import benchmark's tables are what they say, and it measures what it says."""

import csv
import json
import sys
from collections import Counter

import pytest

from benchmarks import ledger
from benchmarks.portfolio import DISPOSITIONS, write
from pipelines.sources import calls, cases, sms
from pipelines.sources.binding import source_for
from pipelines.sources.rows import Rejected
from tests.unit.rules import packs


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_can_be_imported(tmp_path):
    made = write(tmp_path, 2000)
    for kind, read in (("cases", cases.read), ("calls", calls.read), ("sms", sms.read)):
        path = getattr(made, kind)
        records = [record for _, record in read(path, source_for(kind, path)).rows()]
        assert records
        assert not [record for record in records if isinstance(record, Rejected)]


def test_a_portfolio_has_its_shares(tmp_path):
    made = write(tmp_path, 40_000)
    dialled, written, loans = rows(made.calls), rows(made.sms), {row["case_id"] for row in rows(made.cases)}
    assert (len(dialled), len(written), made.rows, made.debtors) == (20_000, 20_000, 20_000, 2000)
    assert {row["case_id"] for row in dialled + written} <= loans
    assert 0.25 < sum(row["disposition"] == "connected" for row in dialled) / len(dialled) < 0.35
    assert {row["disposition"] for row in dialled} == set(DISPOSITIONS)
    assert 0.02 < sum(row["direction"] == "inbound" for row in written) / len(written) < 0.04
    assert [row["started_at"][:10] for row in dialled] == sorted(row["started_at"][:10] for row in dialled)
    most = Counter((row["case_id"], row["started_at"][:10]) for row in dialled).most_common(1)
    assert most[0][1] > 3, "somebody is called more often than may be"


def test_the_same_seed_makes_the_same_tables(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one, two = (write(tmp_path / name, 200) for name in ("one", "two"))
    assert [path.read_bytes() for path in (one.cases, one.calls, one.sms)] == [
        path.read_bytes() for path in (two.cases, two.calls, two.sms)
    ]


def test_a_tiny_run_measures_and_leaves_nothing_behind(tmp_path, tmp_path_factory, monkeypatch, capsys):
    packs.in_force(tmp_path_factory.mktemp("config"), monkeypatch)
    monkeypatch.setattr(sys, "argv", ["ledger", "--size", "400"])
    monkeypatch.setattr(ledger, "WARM", 40)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(SystemExit):
        ledger.main()
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["benchmark"] == "ledger"
    assert result["ratio"] == pytest.approx(result["baseline"] / result["value"], rel=0.05)
    assert result["ok"] is (result["ratio"] >= 0.5 and result["growth"] <= 0.1)
    assert not list(tmp_path.iterdir())
