"""The demo: everything in, every planted violation of the calls found in place, worked through in a browser, nothing added by a second run."""

import csv
import json
import re
import shutil
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from audit.findings import Finding
from pipelines.commands.demo import match
from tests.browser import in_a_browser
from tests.demo_at_work import at_work
from tests.e2e.conftest import DEMO, Forks, Program, Ran, environment_of, runs
from tests.e2e.demo_report import the_report_is_what_the_database_holds

#: Fields of a log line that are only ever numbers or a moment.
MEASURED = frozenset(("timestamp", "seconds"))
PERSONAL = frozenset(
    [
        "case_id",
        "debtor_id",
        "debtor_name",
        "debtor_phones",
        "registered_contacts",
        "sms_id",
        "call_id",
        "conversation_id",
        "visit_id",
        "complaint_id",
        "number",
        "agent_id",
        "text",
        "notes",
        "recording",
    ]
)
SPOILED = {"CALL-0015", "CALL-0016"}


@dataclass(frozen=True)
class Demo:
    """It ran once, for all tests here."""

    home: Path
    fairdial: Callable[..., Ran]
    first: Ran


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, forks: Forks) -> Demo:
    home = tmp_path_factory.mktemp("demo") / "home"
    first = runs(environment_of(home), home.parent)("demo", FAIRDIAL_LOG="json")
    return Demo(home, Program(forks, environment_of(home), home.parent), first)


@pytest.mark.timeout(400)
def test_demo_finds_what_was_planted_and_runs_twice(demo: Demo, tmp_path: Path) -> None:
    assert demo.first.code == 0, demo.first.err
    the_log_holds_nothing_of_anybody(demo.first)
    incidents = demo.fairdial("incidents", "list", "--json").lines
    calls_found_where_planted(demo.fairdial)
    the_words_can_be_heard(demo.fairdial, tmp_path)
    the_spoiled_recordings_stay_visible(demo.first)
    search_shows_quotes_that_stand_in_the_turn(demo.fairdial)

    second = demo.fairdial("demo")
    assert second.code == 0, second.err
    assert demo.fairdial("incidents", "list", "--json").lines == incidents


@pytest.mark.timeout(400)
def test_the_report_is_what_the_database_holds(demo: Demo, tmp_path: Path) -> None:
    the_report_is_what_the_database_holds(demo.fairdial, demo.home, tmp_path, SPOILED)


@in_a_browser
@pytest.mark.timeout(400)
def test_people_work_through_the_demo_in_a_browser(demo: Demo, forks: Forks, tmp_path: Path) -> None:
    """From the one-time password to the final word: in a copy, so that what others read of the demo stays as it was."""
    home = shutil.copytree(demo.home, tmp_path / "home")
    masked = Program(forks, environment_of(home), tmp_path)("redact", "call:CALL-0001")
    assert masked.code == 0, masked.err
    with at_work(home) as work:
        incidents = work.three_incidents_by_keyboard_alone()
        work.searched_and_exported(tmp_path)
        work.appealed_and_upheld(incidents[0])
        work.calibrated()


def the_log_holds_nothing_of_anybody(ran: Ran) -> None:
    """No name, number, id or word of the demo's people is in any line that a collector would get."""
    lines = [json.loads(line) for line in ran.err.splitlines() if line.startswith('{"')]
    assert len([line for line in lines if line["event"] == "step"]) > 20
    secrets = set[str]()
    for name in ("cases", "sms", "calls", "chat", "visits", "complaints"):
        with (DEMO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                told = (value for column, value in row.items() if column in PERSONAL and value)
                secrets.update(part for value in told for part in re.split("[;:]", value) if len(part) > 2)
    assert len(secrets) > 5000
    # A number that measures, or the moment of a line, may have the digits of a secret by chance.
    log = "\n".join(
        json.dumps({name: value for name, value in line.items() if name not in MEASURED}, ensure_ascii=False)
        for line in lines
    )
    assert not [secret for secret in secrets if secret in log]


def calls_found_where_planted(fairdial: Callable[..., Ran]) -> None:
    with (DEMO / "planted.csv").open(encoding="utf-8", newline="") as file:
        planted = list(csv.DictReader(file))
    assert len(planted) > 20
    shown: dict[str, list[dict[str, object]]] = {row["call_id"]: [] for row in planted}
    for line in fairdial("incidents", "list", "channel:call", "--json").lines:
        if line["quote"] is None:  # what was counted and not said
            continue
        findings = fairdial("incidents", "show", line["incident"], "--json").lines[0]["findings"]
        shown.setdefault(line["contacts"][0], []).extend(findings)
    findings = {call: [Finding(**record) for record in records] for call, records in shown.items()}
    missed = [row for row in planted if match(row, findings[row["call_id"]]) is None]
    assert missed == []
    assert not SPOILED & shown.keys()


def the_words_can_be_heard(fairdial: Callable[..., Ran], tmp_path: Path) -> None:
    incident = fairdial("incidents", "list", "channel:call category:T03", "--json").lines[0]["incident"]
    clip = tmp_path / "clip.wav"
    assert fairdial("incidents", "show", incident, "--clip", clip).code == 0
    with wave.open(str(clip)) as heard:
        assert (heard.getnchannels(), heard.getframerate()) == (2, 16_000)
        assert 2 < heard.getnframes() / heard.getframerate() < 6
    message = fairdial("incidents", "list", "channel:sms", "--json").lines[0]["incident"]
    refused = fairdial("incidents", "show", message, "--clip", clip)
    assert (refused.code, "录音" in refused.err) == (2, True)


def the_spoiled_recordings_stay_visible(demo: Ran) -> None:
    assert all(f"{call}." in demo.out for call in SPOILED)


def search_shows_quotes_that_stand_in_the_turn(fairdial: Callable[..., Ran]) -> None:
    for query in ("通讯录", '"别怪我" category:T01'):
        *hits, last = fairdial("search", query, "--json").lines
        assert hits
        assert last["total"] >= len(hits)
        for hit in hits:
            word = query.split('"')[1] if '"' in query else query
            assert [hit["text"][start:end] for start, end in hit["highlights"]]
            assert all(
                finding["quote"] == hit["text"][finding["start"] : finding["end"]] for finding in hit["findings"]
            )
            assert word in "".join(hit["text"].split()).replace("*", "") or hit["highlights"]
