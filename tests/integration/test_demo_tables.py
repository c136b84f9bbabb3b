"""The demo's tables are what their generator makes, and show every kind of row once."""

from collections import Counter

import pytest

from audit.records import Case, Contact
from demo import make_ledger, make_tables
from pipelines.sources import cases, sms
from pipelines.sources.binding import source_for
from pipelines.sources.rows import Rejected

CASES, SMS = make_tables.DATA / "cases.csv", make_tables.DATA / "sms.csv"


@pytest.fixture(scope="module")
def messages():
    return list(sms.read(SMS, source_for("sms", SMS)))


def test_the_files_are_up_to_date(tmp_path, monkeypatch):
    names = ("cases.csv", "sms.csv", "sms_planted.csv")
    names += ("dials.csv", "chat.csv", "visits.csv", "complaints.csv", "ledger_planted.csv")
    shipped = {name: (make_tables.DATA / name).read_bytes() for name in names}
    (tmp_path / "calls.csv").write_bytes((make_tables.DATA / "calls.csv").read_bytes())
    for maker in (make_tables, make_ledger):
        monkeypatch.setattr(maker, "DATA", tmp_path)
        maker.main()
    assert {name: (tmp_path / name).read_bytes() for name in names} == shipped


def test_every_case_goes_in():
    found = list(cases.read(CASES, source_for("cases", CASES)))
    assert [case.id for case in found if isinstance(case, Case)] == [f"CASE-{number:04d}" for number in range(1, 301)]
    assert Counter(case.legal_stage for case in found).keys() == {"none", "filed", "accepted", "judged", "enforced"}


def test_five_rows_are_refused_each_for_its_reason_and_the_doubled_id_is_left_to_the_store(messages):
    refused = {row.line: [problem.code for problem in row.problems] for row in messages if isinstance(row, Rejected)}
    assert list(refused.values()) == [
        ["sources.no_zone"],
        ["sources.cells"],
        ["sources.formula_text"],
        ["sources.unknown_word"],
        ["sources.empty_cell"],
    ]
    ids = Counter(message.id for message in messages if isinstance(message, Contact))
    assert (len(ids), [count for count in ids.values() if count > 1]) == (5000, [2])


def test_the_planted_words_are_in_their_messages(messages):
    texts = {message.id: message.turns[0].text for message in messages if isinstance(message, Contact)}
    planted = make_tables._read("sms_planted.csv")
    assert len(planted) == 150
    assert [row for row in planted if row["key"] not in texts[row["sms_id"]]] == []


def test_cases_agree_with_the_dial_log():
    calls = make_tables._read("calls.csv")
    by_id = {case.id: case for case in cases.read(CASES, source_for("cases", CASES)) if isinstance(case, Case)}
    for call in calls:
        case = by_id[call["case_id"]]
        assert case.agency == call["agency"]
        assert call["party_role"] != "debtor" or call["number"] in case.debtor_phones
