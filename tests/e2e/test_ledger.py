"""The ledger as people meet it: planted violations with their events, a timeline, scorecards, a complaint nobody detected."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import DEMO, Ran


def planted() -> list[dict[str, str]]:
    with (DEMO / "ledger_planted.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.timeout(240)
def test_the_ledger_of_the_demo(fairdial: Callable[..., Ran], tmp_path: Path) -> None:
    for kind, name in (("cases", "cases"), ("sms", "sms"), ("calls", "dials"), ("chat", "chat"), ("visits", "visits")):
        read = fairdial("ingest", kind, DEMO / f"{name}.csv", "--json", "--no-wait")
        assert read.code in (0, 1), read.err
    assert fairdial("ingest", "complaints", DEMO / "complaints.csv", "--json").code == 0

    incidents = fairdial("incidents", "list", "--json").lines
    what_was_planted_is_found_with_its_events(incidents)
    a_finding_tells_both_readings_and_what_was_tested(incidents)
    the_timeline_shows_days_hours_and_pressure(fairdial)
    scorecards_come_with_intervals(fairdial)
    one_complaint_was_not_detected(fairdial)
    late_rows_supersede(fairdial, incidents, tmp_path / "late.csv")


def what_was_planted_is_found_with_its_events(incidents: list[dict[str, object]]) -> None:
    found = {(one["rule"], one["debtor_id"], one["day"]): one for one in incidents}
    for row in planted():
        incident = found[row["rule"], row["debtor_id"], row["day"]]
        assert incident["quote"] is None
        assert incident["count"] == len(incident["events"]) >= 1
        assert any(event["accused"] for event in incident["events"])


def a_finding_tells_both_readings_and_what_was_tested(incidents: list[dict[str, object]]) -> None:
    (crowded,) = [one for one in incidents if one["rule"] == "cn.frequency.conversations-per-day"]
    assert crowded["readings"] == {"conversations": 4, "connected": 4, "attempts": 4}
    early = next(one for one in incidents if one["rule"] == "cn.third-party.contacted-too-early")
    assert set(early["tested"]) == {"debtors_number", "came_forward"}


def the_timeline_shows_days_hours_and_pressure(fairdial: Callable[..., Ran]) -> None:
    debtor = next(row["debtor_id"] for row in planted() if row["rule"] == "cn.frequency.messages-per-day")
    *lines, last = fairdial("ledger", "show", debtor, "--json").lines
    days = {line["day"]: line for line in lines if "day" in line}
    assert days["2026-10-18"]["messages"] == 9
    assert days["2026-10-18"]["pressure"] == max(line["pressure"] for line in days.values())
    assert len(last["hours"]) == 24
    assert sum(last["hours"]) == sum(line.get("direction") == "outbound" for line in lines)
    assert fairdial("ledger", "show", debtor).code == 0
    assert fairdial("ledger", "show", "nobody").code == 2


def scorecards_come_with_intervals(fairdial: Callable[..., Ran]) -> None:
    for by in ("agent", "agency"):
        for one in fairdial("scorecard", "list", "--by", by, "--json").lines:
            rate = one["incidents_per_1000"]
            assert rate["low"] <= rate["value"] <= rate["high"]
    card = fairdial("scorecard", "show", "chat:CHAT-001", "--json").lines[0]
    assert (card["score"], card["marks"]["greets"], card["marks"]["honest-credit"]) == (100.0, "met", "n/a")
    bad = fairdial("scorecard", "show", "chat:CHAT-002", "--json").lines[0]
    assert bad["score"] == 0
    assert bad["failed_by"]
    assert fairdial("scorecard", "show", "chat:nothing").code == 2


def one_complaint_was_not_detected(fairdial: Callable[..., Ran]) -> None:
    everything = fairdial("complaints", "list", "--json").lines
    assert {one["complaint"]: one["how"] for one in everything}["COMPLAINT-001"] == "about"
    missed = fairdial("complaints", "list", "--undetected", "--json").lines
    assert [one["complaint"] for one in missed] == ["COMPLAINT-003"]


def late_rows_supersede(fairdial: Callable[..., Ran], before: list[dict[str, object]], late: Path) -> None:
    """Three failed dials that come late prove that the debtor was lost: what was found is taken back, and kept."""
    (early,) = [row for row in planted() if row["rule"] == "cn.third-party.contacted-too-early"]
    incident = next(one for one in before if one["rule"] == early["rule"] and one["debtor_id"] == early["debtor_id"])
    case = incident["case_id"]
    with (DEMO / "dials.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["case_id"] == case and row["party_role"] == "debtor"]
    dial = rows[0] | {"answered_at": "", "disposition": "invalid", "call_id": "LATE-1"}
    dial |= {"started_at": "2026-10-23T15:00:00+08:00", "ended_at": "2026-10-23T15:00:05+08:00"}
    with late.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dial))
        writer.writeheader()
        writer.writerow(dial)
    assert fairdial("ingest", "calls", late).code == 0
    now = {one["incident"]: one for one in fairdial("incidents", "list", "--json").lines}
    assert incident["incident"] not in now
    kept = {one["incident"]: one for one in fairdial("incidents", "list", "--superseded", "--json").lines}
    assert kept[incident["incident"]]["status"] == "superseded"
    others = [one for one in before if one["debtor_id"] != early["debtor_id"]]
    assert [now[one["incident"]] for one in others] == others
