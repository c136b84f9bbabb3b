import openpyxl
import pytest

from audit.errors import Refused
from audit.records import Message, Speaker
from pipelines.sources import chat
from pipelines.sources.binding import source_for
from tests.unit.sources.helpers import MESSAGE, STANDARD, codes, write


def only(tmp_path, source=STANDARD, **changed):
    (found,) = chat.read(write(tmp_path / "chat.csv", {**MESSAGE, **changed}), source)
    return found


def test_a_row_is_a_message(tmp_path):
    found = only(
        tmp_path, case_id="C1", agent_id="A-1", agency="宜诚服务", platform="app", 备注="a", text=" 您好\n请还款 "
    )
    assert isinstance(found, Message)
    assert (found.key, found.contact, found.speaker) == ("chat:K1#M1", "chat:K1", Speaker.AGENT)
    assert (found.case_id, found.agent_id, found.agency) == ("C1", "A-1", "宜诚服务")
    assert (found.text, found.extra) == (" 您好\n请还款 ", {"platform": "app", "备注": "a"}), (
        "evidence is never trimmed"
    )


def test_only_the_required_columns_are_needed(tmp_path):
    found = only(tmp_path)
    assert (found.case_id, found.agent_id, found.agency, found.extra) == (None, None, None, {})


@pytest.mark.parametrize(
    "changed, expected",
    [
        pytest.param({"conversation_id": ""}, ["empty_cell"], id="no conversation"),
        pytest.param({"message_id": " "}, ["empty_cell"], id="no id"),
        pytest.param({"message_id": "1.2E+15"}, ["shortened_number"], id="an id that Excel shortened"),
        pytest.param({"conversation_id": "=A1"}, ["formula_text"], id="formula in an identity"),
        pytest.param({"sent_at": "2026-10-01 09:30:00"}, ["no_zone"], id="time without zone"),
        pytest.param({"sent_at": "2026-10-01 09:30:00 Mars/Base"}, ["not_a_time"], id="unknown zone"),
        pytest.param({"sent_at": "1970-01-01T00:00:00Z"}, ["strange_year"], id="a clock that was never set"),
        pytest.param({"speaker": ""}, ["empty_cell"], id="nobody wrote it"),
        pytest.param({"speaker": "boss"}, ["unknown_word"], id="unknown speaker"),
        pytest.param({"text": ""}, ["empty_cell"], id="no words"),
        pytest.param({"text": "\u3000 \n"}, ["empty_cell"], id="blanks are no words"),
        pytest.param({"platform": "=x"}, ["formula_text"], id="formula in a name"),
        pytest.param(
            {"sent_at": "", "speaker": "x", "text": ""},
            ["empty_cell", "unknown_word", "empty_cell"],
            id="everything wrong is told",
        ),
    ],
)
def test_refused_rows(tmp_path, changed, expected):
    assert codes(only(tmp_path, **changed)) == expected


def test_a_word_that_looks_like_a_formula_is_a_word(tmp_path):
    assert only(tmp_path, text="=1+1").text == "=1+1"


def test_a_formula_in_a_workbook_is_none(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(list(MESSAGE))
    book.active.append([*list(MESSAGE.values())[:-1], "=1+1"])
    book.save(tmp_path / "c.xlsx")
    (found,) = chat.read(tmp_path / "c.xlsx", STANDARD)
    assert codes(found) == ["formula_cell"]


def test_half_a_row_costs_itself_alone(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(
        "conversation_id,message_id,sent_at,speaker,text\nK1,M1,2026\nK1,M2,2026-10-01T09:30:00Z,debtor,好\n"
    )
    half, whole = chat.read(path, STANDARD)
    assert (codes(half), half.line, whole.id) == (["cells"], 2, "M2")


def test_a_platforms_export(tmp_path):
    row = {"会话编号": "1", "消息编号": "2", "发送时间": "2026/10/1 9:30", "发送方": "客户", "消息内容": "别再联系我"}
    path = write(tmp_path / "export.csv", row, encoding="gb18030")
    source = source_for("chat", path)
    (found,) = chat.read(path, source)
    assert (source.name, found.speaker, found.at.isoformat()) == (
        "xinqiao-chat",
        Speaker.DEBTOR,
        "2026-10-01T09:30:00+08:00",
    )


def test_missing_columns_refuse_the_file(tmp_path):
    path = write(tmp_path / "c.csv", {"conversation_id": "1", "text": "x"})
    with pytest.raises(Refused) as refused:
        chat.read(path, STANDARD)
    assert refused.value.problems[0].values["columns"] == "message_id, sent_at, speaker"
