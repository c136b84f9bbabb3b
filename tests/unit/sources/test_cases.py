import json

import pytest

from audit.records import Case, LegalStage, RegisteredContact
from pipelines.sources import cases
from tests.unit.sources.helpers import CASE, STANDARD, codes, told, write

GIVEN = "2026-03-01T10:00:00+08:00"


def only(tmp_path, **changed):
    (found,) = cases.read(write(tmp_path / "cases.csv", {**CASE, **changed}), STANDARD)
    return found


def test_a_bare_case(tmp_path):
    assert only(tmp_path) == Case("K1", "晨星消费金融", "D1", 8600.0, 31)


def test_a_full_case(tmp_path):
    consent = {"off_hours": {"from": "22:00", "to": "23:00", "given_at": GIVEN, "withdrawn_at": None}}
    found = only(
        tmp_path,
        debtor_phones="10012345678;10012345679;",
        legal_stage="filed",
        registered_contacts="甲某:妻子:10012345670;乙某:同事:10012345671",
        consents=json.dumps(consent),
        timezone="Asia/Shanghai",
        principal="8,000.00",
        opened_at=GIVEN,
    )
    assert found.debtor_phones == ("10012345678", "10012345679")
    assert found.legal_stage is LegalStage.FILED
    assert found.registered_contacts[1] == RegisteredContact("乙某", "同事", "10012345671")
    assert (found.consents[0].kind, found.consents[0].detail) == ("off_hours", {"from": "22:00", "to": "23:00"})
    assert (found.principal, found.timezone, found.opened_at) == (8000.0, "Asia/Shanghai", found.consents[0].given_at)


def consents(**terms):
    return {"consents": json.dumps({"off_hours": terms})}


def test_columns_we_do_not_know_are_told(tmp_path):
    reading = cases.read(write(tmp_path / "cases.csv", {**CASE, "备注": "x"}), STANDARD)
    assert [told(note) for note in reading.notes] == ["columns_dropped"]


@pytest.mark.parametrize(
    "changed, expected",
    [
        pytest.param({"case_id": ""}, ["empty_cell"], id="no id"),
        pytest.param({"institution": " "}, ["empty_cell"], id="no institution"),
        pytest.param({"due_amount": "-5"}, ["not_an_amount"], id="negative amount"),
        pytest.param({"due_amount": "很多", "overdue_days": "x"}, ["not_an_amount", "not_days"], id="both are told"),
        pytest.param({"debtor_phones": "10012345678;甲"}, ["not_a_number"], id="one bad number of two"),
        pytest.param({"legal_stage": "开庭"}, ["unknown_word"], id="unknown stage"),
        pytest.param({"registered_contacts": "甲某:10012345670"}, ["not_a_registered_contact"], id="relation missing"),
        pytest.param({"registered_contacts": "甲某:妻子:号码"}, ["not_a_number"], id="number missing"),
        pytest.param({"consents": "{"}, ["consents_not_json"], id="torn JSON"),
        pytest.param({"consents": "[" * 20_000}, ["consents_not_json"], id="nested beyond reason"),
        pytest.param({"consents": "[1]"}, ["consents_not_object"], id="a list"),
        pytest.param({"consents": " " * 65 * 1024 + "{}"}, ["too_long"], id="huge"),
        pytest.param({"consents": '{"off_hours": 1}'}, ["consent_undated"], id="no terms"),
        pytest.param(consents(**{"from": "22:00"}), ["consent_undated"], id="given when?"),
        pytest.param(consents(given_at="2026-03-01T10:00:00"), ["no_zone"], id="given where?"),
        pytest.param(consents(given_at=GIVEN, withdrawn_at=7), ["consent_undated"], id="withdrawn when?"),
        pytest.param(consents(given_at=GIVEN, to=23), ["consent_terms"], id="a term that is no text"),
        pytest.param(
            consents(given_at=GIVEN, withdrawn_at="2026-02-01T10:00:00+08:00"),
            ["consent_withdrawn_first"],
            id="withdrawn first",
        ),
        pytest.param({"timezone": "Mars/Base"}, ["unknown_zone"], id="no such zone"),
        pytest.param({"opened_at": "2026-03-01"}, ["not_a_time"], id="a day is no moment"),
    ],
)
def test_refused_rows(tmp_path, changed, expected):
    assert codes(only(tmp_path, **changed)) == expected
