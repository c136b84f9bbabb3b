import pytest

from audit.errors import Refused
from audit.records import Disposition, Party, Speaker
from pipelines.sources import calls
from pipelines.sources.binding import source_for
from pipelines.sources.mapping import choose, missing, named
from pipelines.sources.mapping_files import load_mappings, read_mapping
from tests.unit.sources.helpers import CALL, SMS, told, write

MAPPINGS = load_mappings()
DIALER = named("beidou-dialer", MAPPINGS)
DIALED = {
    "通话流水号": "1",
    "拨打时间": "2026/10/1 9:30",
    "接通时间": "",
    "挂断时间": "2026/10/1 9:31:05",
    "被叫号码": "10012345678",
    "号码关系": "紧急联系人",
    "呼叫结果": "无人接听",
}


def test_the_standard_source_comes_first_and_needs_zones():
    assert (MAPPINGS[0].name, MAPPINGS[0].zone) == ("standard", None)


@pytest.mark.parametrize(
    "kind, header, source",
    [
        pytest.param("sms", list(SMS), "standard", id="our own headers"),
        pytest.param("calls", list(CALL), "standard", id="our own headers of calls"),
        pytest.param("calls", list(DIALED), "beidou-dialer", id="a dialer's"),
        pytest.param(
            "sms",
            ["短信编号", "发送时间", "手机号", "短信内容", "别的"],
            "qingniao-sms",
            id="a gateway's, one header unknown",
        ),
        pytest.param("sms", ["SMS_ID", " sent_at", "Number", "text"], "standard", id="case and blanks do not count"),
    ],
)
def test_choice_by_header(kind, header, source):
    assert choose(kind, header, MAPPINGS, "t.csv").name == source


def test_a_header_nobody_understands_names_what_the_nearest_source_misses():
    with pytest.raises(Refused) as refused:
        choose("sms", ["短信编号", "发送时间", "手机号"], MAPPINGS, "t.csv")
    (problem,) = refused.value.problems
    assert (problem.code, problem.values["columns"], problem.values["source"]) == (
        "sources.missing_columns",
        "text",
        "qingniao-sms",
    )


def test_an_unknown_name_is_refused():
    with pytest.raises(Refused, match="unknown_source"):
        named("absent", MAPPINGS)


def test_a_dialers_export_becomes_calls(tmp_path):
    path = write(tmp_path / "export.csv", DIALED, {**DIALED, "呼叫结果": "火星"}, encoding="gb18030")
    assert source_for("calls", path) == DIALER
    good, bad = calls.read(path, DIALER)
    assert (good.disposition, good.party, good.direction) == (Disposition.NO_ANSWER, Party.CONTACT, "outbound")
    assert good.at.isoformat() == "2026-10-01T09:30:00+08:00"
    assert bad.problems[0].values["column"] == "呼叫结果"


def test_channels_name_the_speakers():
    assert DIALER.channels == (Speaker.AGENT, Speaker.DEBTOR)


@pytest.mark.parametrize(
    "text, faults",
    [
        pytest.param("zone: Asia/Shanghai", ["mapping_unknown_key:1"], id="unknown key"),
        pytest.param("tables:\n  faxes: {}", ["mapping_unknown_key:2"], id="unknown kind"),
        pytest.param("tables:\n  sms:\n    columns:\n      内容: body", ["mapping_value:4"], id="unknown column"),
        pytest.param(
            "tables:\n  sms:\n    values:\n      text: {a: b}", ["mapping_unknown_key:4"], id="words of a free column"
        ),
        pytest.param(
            "tables:\n  sms:\n    values:\n      direction: {下行: out}", ["mapping_value:4"], id="unknown word"
        ),
        pytest.param("tables:\n  calls:\n    fixed: {direction: out}", ["mapping_value:3"], id="unknown fixed word"),
        pytest.param("tables: [sms]", ["mapping_not_keys:1"], id="a list"),
        pytest.param("timezone: Mars/Base", ["mapping_zone:1"], id="unknown zone"),
        pytest.param("encoding: latin-1", ["mapping_value:1"], id="unknown encoding"),
        pytest.param("channels: [agent, debtor, ivr]", ["mapping_channels:1"], id="three channels"),
        pytest.param("channels: [boss]", ["mapping_value:1"], id="unknown speaker"),
        pytest.param("timezone: Mars/Base\nzone: x", ["mapping_unknown_key:2", "mapping_zone:1"], id="both are told"),
        pytest.param("", ["mapping_not_one"], id="empty"),
    ],
)
def test_refused_mappings(text, faults):
    with pytest.raises(Refused) as refused:
        read_mapping(text.encode(), "x", "sources/x.yml")
    found = [told(problem) + problem.where.removeprefix("sources/x.yml") for problem in refused.value.problems]
    assert found == faults


def test_all_faulty_files_are_told_at_once(tmp_path):
    (tmp_path / "a.yml").write_text("zone: x", encoding="utf-8")
    (tmp_path / "b.yml").write_text("channels: []", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_mappings(tmp_path)
    assert [problem.where for problem in refused.value.problems] == ["sources/a.yml:1", "sources/b.yml:1"]


def test_fixed_values_stand_in_for_required_columns():
    assert missing("calls", list(DIALED), DIALER) == []
