import pytest

from audit.errors import Refused
from audit.records import Channel, Contact, Direction, Party, Speaker
from pipelines.sources import sms
from pipelines.sources.rows import Rejected
from tests.unit.sources.helpers import SHANGHAI, SMS, STANDARD, codes, write


def only(tmp_path, source=STANDARD, **changed):
    (found,) = sms.read(write(tmp_path / "sms.csv", {**SMS, **changed}), source)
    return found


def test_a_message_is_one_turn_of_the_agent(tmp_path):
    found = only(
        tmp_path, case_id="K1", party_role="contact", agent_id="YC-1", agency="宜诚服务", status="delivered", 备注="a"
    )
    assert isinstance(found, Contact)
    assert (found.key, found.case_id, found.party, found.direction) == (
        "sms:S1",
        "K1",
        Party.CONTACT,
        Direction.OUTBOUND,
    )
    assert (found.agent_id, found.agency, found.channel) == ("YC-1", "宜诚服务", Channel.SMS)
    assert [(turn.index, turn.speaker, turn.text) for turn in found.turns] == [(0, Speaker.AGENT, "您好")]
    assert found.extra == {"备注": "a", "status": "delivered"}


@pytest.mark.parametrize(
    "role, speaker",
    [
        ("debtor", Speaker.DEBTOR),
        ("guarantor", Speaker.DEBTOR),
        ("contact", Speaker.THIRD_PARTY),
        ("third_party", Speaker.THIRD_PARTY),
        ("", Speaker.UNKNOWN),
    ],
)
def test_an_inbound_message_speaks_for_who_wrote_it(tmp_path, role, speaker):
    assert only(tmp_path, direction="inbound", party_role=role).turns[0].speaker is speaker


@pytest.mark.parametrize(
    "changed, expected",
    [
        pytest.param({"sms_id": ""}, ["empty_cell"], id="no id"),
        pytest.param({"sms_id": "x" * 129}, ["too_long"], id="id too long"),
        pytest.param({"sms_id": "a\tb"}, ["control_character"], id="control character in id"),
        pytest.param({"case_id": "=A1"}, ["formula_text"], id="formula in an identity"),
        pytest.param({"sent_at": "2026-10-01 09:30:00"}, ["no_zone"], id="time without zone"),
        pytest.param({"text": " "}, ["empty_cell"], id="no words"),
        pytest.param({"party_role": "老板"}, ["unknown_word"], id="unknown role"),
        pytest.param({"direction": "sideways"}, ["unknown_word"], id="unknown direction"),
        pytest.param(
            {"number": "=1", "sent_at": "", "text": ""},
            ["empty_cell", "formula_text", "empty_cell"],
            id="everything wrong is told",
        ),
    ],
)
def test_refused_rows(tmp_path, changed, expected):
    assert codes(only(tmp_path, **changed)) == expected


def test_a_refused_row_says_where_and_shows_itself(tmp_path):
    found = only(tmp_path, number="abc")
    assert isinstance(found, Rejected)
    assert found.problems[0].where == "sms.csv:2"
    assert found.problems[0].values["column"] == "number"
    assert found.values["number"] == "abc"


def test_the_source_may_name_the_zone(tmp_path):
    found = only(tmp_path, SHANGHAI, sent_at="2026-10-01 09:30:00")
    assert found.at.isoformat() == "2026-10-01T09:30:00+08:00"


def test_good_rows_go_on_after_bad_ones(tmp_path):
    path = write(tmp_path / "sms.csv", SMS, {**SMS, "text": ""}, {**SMS, "sms_id": "S3"})
    assert [type(found).__name__ for found in sms.read(path, STANDARD)] == ["Contact", "Rejected", "Contact"]


def test_columns_we_do_not_know_are_told_once(tmp_path):
    reading = sms.read(write(tmp_path / "sms.csv", {**SMS, "备注": "a", "渠道": "b"}), STANDARD)
    assert [(note.code, note.values["columns"]) for note in reading.notes] == [("sources.extra_columns", "备注, 渠道")]


def test_missing_columns_refuse_the_file(tmp_path):
    path = write(tmp_path / "sms.csv", {"sms_id": "1", "内容": "x"})
    with pytest.raises(Refused) as refused:
        sms.read(path, STANDARD)
    assert refused.value.problems[0].values["columns"] == "sent_at, number, text"
