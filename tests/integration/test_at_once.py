"""What is judged while it is in memory ends like what the queue read from the store, whatever goes wrong."""

import csv

import pytest

from audit.ports import Filter
from audit.query import parse_query
from audit.records import State
from config.settings import Settings
from pipelines.bootstrap import Application
from pipelines.flow import Flow
from pipelines.ingest import ingest
from pipelines.recordings import SILENT, Intake

HEADER = ("sms_id", "sent_at", "number", "text", "case_id", "party_role", "direction", "agent_id", "agency", "status")
DIALS = (
    "call_id",
    "started_at",
    "ended_at",
    "number",
    "case_id",
    "party_role",
    "direction",
    "disposition",
    "recording",
)
CASES = "case_id,institution,debtor_id,due_amount,overdue_days\nC1,甲方消费金融,D1,100,30\nC2,乙方银行,D2,200,60\n"
#: What is ordinary, a violation, from the other side, and the violation again.
TEXTS = (
    ("您好,请尽快还款", "outbound"),
    ("再不还爆你通讯录", "outbound"),
    ("不要再给我发了", "inbound"),
    ("再不还爆你通讯录", "outbound"),
)


@pytest.fixture
def tables(tmp_path):
    """Cases, and messages and dials in several chunks: of known cases, of an unknown one and of none; one dial was recorded."""
    (cases := tmp_path / "cases.csv").write_text(CASES, encoding="utf-8")
    messages = tmp_path / "sms.csv"
    with messages.open("w", encoding="utf-8", newline="") as file:
        log = csv.writer(file)
        log.writerow(HEADER)
        for number in range(40):
            text, way = TEXTS[number % 4]
            at = f"2026-03-{number % 9 + 1:02}T{number % 24:02}:00:00+08:00"
            case = ("C1", "C2", "C9", "")[number // 4 % 4]
            log.writerow([f"S{number}", at, f"1000000{number % 3:04}", text, case, "debtor", way, "A1", "甲方", "sent"])
        log.writerow(["S1", "2026-03-01T09:00:00+08:00", "10000000001", "别的话", "C1", "", "outbound", "", "", ""])
    dials = tmp_path / "calls.csv"
    with dials.open("w", encoding="utf-8", newline="") as file:
        log = csv.writer(file)
        log.writerow(DIALS)
        for number in range(20):
            at = f"2026-03-{number % 3 + 1:02}T{21 + number % 3:02}:{number:02}:00+08:00"
            case, recording = ("C1", "C2", "C9", "")[number // 4 % 4], "lost.wav" if number == 9 else ""
            log.writerow([f"D{number}", at, at, "10000000001", case, "debtor", "outbound", "no_answer", recording])
    return cases, messages, dials


@pytest.fixture
def homes(app, tmp_path):
    """Two installations with the rules that we ship, in which a chunk has seven rows."""
    changed = {"chunk_rows": 7, "pack": Settings.model_fields["pack"].default}
    made = [Application(app.settings.model_copy(update={**changed, "home": tmp_path / name})) for name in "ab"]
    yield made
    for one in made:
        one.store.engine.dispose()


def taken_in(app, tables, at_once):
    with Flow(app) as flow:
        ingest(app, "cases", tables[0])
        intake = Intake(stored=flow.at_once) if at_once else SILENT
        done = [ingest(app, kind, path, intake=intake) for kind, path in (("sms", tables[1]), ("calls", tables[2]))]
        before = {channel: dict(states) for channel, states in app.store.counts()["contacts"].items()}
        flow.resume()
    assert [(one.stored, one.rejected) for one in done] == [(40, 1), (20, 0)]
    return before, outcome(app)


def outcome(app):
    store = app.store
    keys = store.keys_in(*State)
    hits = app.index.search(parse_query("还款"), limit=100)
    return {
        "contacts": store.contacts(keys),
        "states": [store.state(key) for key in keys],
        "findings": store.findings(keys),
        "incidents": sorted(one.id for one in store.incidents(Filter(), limit=None)),
        "unjudged": sorted((one.key, said.rule, said.reason) for one, said in store.not_assessed(Filter(), None)),
        "counts": store.counts(),
        "hits": (hits.total, hits.hits, hits.facets),
        "ledgers": [store.ledger_findings(account) for debtor in ("D1", "D2") for account in store.accounts(debtor)],
    }


def test_it_ends_as_by_the_queue(homes, tables):
    (before, at_once), (waiting, queued) = (
        taken_in(one, tables, at_once) for one, at_once in zip(homes, (True, False), strict=True)
    )
    assert at_once == queued
    assert before == {"sms": {"indexed": 40}, "call": {"indexed": 19, "received": 1}}
    assert waiting == {"sms": {"transcribed": 40}, "call": {"transcribed": 19, "received": 1}}
    assert len(at_once["incidents"]) >= 20
    told = {one.rule for found in at_once["ledgers"] for one in found}
    assert {"cn.hours.quiet-messages", "cn.hours.quiet-calls"} <= told


def broken(*_args, **_named):
    message = "never seen"
    raise ZeroDivisionError(message)


@pytest.mark.parametrize(
    ("step", "left"),
    [("scan_contacts", "transcribed"), ("index_judged", "scanned")],
    ids=["a rule breaks, and the queue finds out at which row", "the index is away, and the queue waits for it"],
)
def test_what_goes_wrong_is_left_to_the_queue(homes, tables, monkeypatch, step, left):
    monkeypatch.setattr(f"pipelines.work.at_once.{step}", broken)
    before, found = taken_in(homes[0], tables, at_once=True)
    assert before == {"sms": {left: 40}, "call": {left: 19, "received": 1}}
    monkeypatch.undo()
    assert found == taken_in(homes[1], tables, at_once=False)[1]


def test_a_case_that_comes_after_its_contacts_judges_them_anew(homes, tables):
    one = homes[0]
    with Flow(one) as flow:
        for kind, path in (("sms", tables[1]), ("calls", tables[2])):
            ingest(one, kind, path, intake=Intake(stored=flow.at_once))
        assert all(contact.case is None for contact in one.store.contacts(one.store.keys_in(State.INDEXED)))
        ingest(one, "cases", tables[0])
        flow.resume()
    late, known = outcome(one), taken_in(homes[1], tables, at_once=True)[1]
    assert (late["findings"], late["hits"], late["unjudged"]) == (known["findings"], known["hits"], known["unjudged"])
