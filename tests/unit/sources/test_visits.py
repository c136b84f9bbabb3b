import openpyxl
import polars as pl
import pytest

from audit.records import Channel, Contact, Direction, Party, Speaker, State
from audit.states import first_state
from pipelines.sources import visits
from pipelines.sources.binding import source_for
from tests.unit.sources.helpers import SHANGHAI, STANDARD, VISIT, codes, write


def only(tmp_path, source=STANDARD, **changed):
    (found,) = visits.read(write(tmp_path / "visits.csv", {**VISIT, **changed}), source)
    return found


def test_a_visit_is_a_contact_that_tells_what_rules_ask(tmp_path):
    found = only(tmp_path, 备注="a")
    assert isinstance(found, Contact)
    assert (found.key, found.channel, found.direction, found.party) == (
        "visit:V1",
        Channel.VISIT,
        Direction.OUTBOUND,
        Party.DEBTOR,
    )
    assert (found.at.isoformat(), found.ended_at.isoformat()) == (
        "2026-10-01T15:00:00+08:00",
        "2026-10-01T15:20:00+08:00",
    )
    assert [(turn.index, turn.speaker, turn.text) for turn in found.turns] == [(0, Speaker.AGENT, "送达提醒函")]
    told = {"address_kind": "home", "visitors": "2", "recorded": "yes", "met": "debtor", "备注": "a"}
    assert (found.extra, found.agency, found.case_id) == (told, "宜诚服务", "K1")


@pytest.mark.parametrize(
    "met, party",
    [
        ("debtor", Party.DEBTOR),
        ("family", Party.THIRD_PARTY),
        ("colleague", Party.THIRD_PARTY),
        ("nobody", Party.UNKNOWN),
        ("", Party.UNKNOWN),
    ],
)
def test_whom_they_met_is_the_party(tmp_path, met, party):
    found = only(tmp_path, met=met)
    assert (found.party, found.extra.get("met")) == (party, met or None)


def test_nothing_but_id_and_time_is_needed(tmp_path):
    (found,) = visits.read(
        write(tmp_path / "v.csv", {name: VISIT[name] for name in ("visit_id", "started_at")}), STANDARD
    )
    assert (found.turns, found.extra, found.case_id, found.ended_at, found.party) == ((), {}, None, None, Party.UNKNOWN)


@pytest.mark.parametrize(
    "notes, recording, state",
    [
        pytest.param("送达", "", State.TRANSCRIBED, id="notes are all that was said"),
        pytest.param("", "a.wav", State.RECEIVED, id="a recording waits"),
        pytest.param("送达", "a.wav", State.RECEIVED, id="notes wait for the recording"),
        pytest.param("", "", State.TRANSCRIBED, id="neither, and nothing more will come"),
    ],
)
def test_where_a_visit_begins(tmp_path, notes, recording, state):
    found = only(tmp_path, notes=notes, recording=recording)
    assert first_state(found) is state
    assert found.recording == (recording or None)
    assert set(found.channels) <= {Speaker.UNKNOWN}, "in a room nobody has a channel of his own"


@pytest.mark.parametrize("cell", ["1", "2.0", "20", " 3 ", "2人"])
def test_visitors_are_kept_as_a_plain_number(tmp_path, cell):
    assert only(tmp_path, visitors=cell).extra["visitors"] == str(int(float(cell.strip().rstrip("人"))))


@pytest.mark.parametrize(
    "changed, expected",
    [
        pytest.param({"visit_id": ""}, ["empty_cell"], id="no id"),
        pytest.param({"visit_id": "=A1"}, ["formula_text"], id="formula in an identity"),
        pytest.param({"case_id": "=A1"}, ["formula_text"], id="formula in the case"),
        pytest.param({"started_at": ""}, ["empty_cell"], id="no time"),
        pytest.param({"started_at": "2026-10-01 15:00"}, ["no_zone"], id="time without zone"),
        pytest.param({"started_at": "2026-10-01T15:00:00 CST"}, ["not_a_time"], id="a zone by its letters"),
        pytest.param({"started_at": "2026-10-01T15:00:00+25:00"}, ["not_a_time"], id="no such zone"),
        pytest.param({"started_at": "2026-10-01"}, ["not_a_time"], id="a day is no moment"),
        pytest.param({"ended_at": "2026-10-01T14:59:59+08:00"}, ["ended_before_start"], id="ended first"),
        pytest.param({"ended_at": "2026-10-01T15:20:00+09:00"}, ["ended_before_start"], id="ended first by its zone"),
        pytest.param({"ended_at": "2026-10-03T15:00:00+08:00"}, ["too_long_visit"], id="two days"),
        pytest.param({"visitors": "0"}, ["not_visitors"], id="nobody went"),
        pytest.param({"visitors": "21"}, ["not_visitors"], id="a crowd"),
        pytest.param({"visitors": "1.5"}, ["not_visitors"], id="one and a half"),
        pytest.param({"visitors": "-1"}, ["not_visitors"], id="less than nobody"),
        pytest.param({"visitors": "两人"}, ["not_visitors"], id="in words"),
        pytest.param({"recorded": "maybe"}, ["unknown_word"], id="unknown word for recorded"),
        pytest.param({"recorded": "true"}, ["unknown_word"], id="true is not yes"),
        pytest.param({"met": "neighbour"}, ["unknown_word"], id="unknown word for met"),
        pytest.param({"address_kind": "a\tb"}, ["control_character"], id="control character"),
        pytest.param({"recording": "../a.wav"}, ["recording_traversal"], id="upwards"),
        pytest.param({"recording": "/etc/passwd"}, ["recording_absolute"], id="absolute"),
        pytest.param(
            {"visitors": "x", "met": "y", "recorded": "z"},
            ["not_visitors", "unknown_word", "unknown_word"],
            id="everything wrong is told",
        ),
    ],
)
def test_refused_rows(tmp_path, changed, expected):
    assert codes(only(tmp_path, **changed)) == expected


def test_half_a_row_costs_itself_alone(tmp_path):
    path = write(tmp_path / "v.csv", VISIT, {**VISIT, "visit_id": "V3"})
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], "V2,K1", lines[2]]), encoding="utf-8")
    first, half, last = visits.read(path, STANDARD)
    assert (first.id, codes(half), half.line, last.id) == ("V1", ["cells"], 3, "V3")


def test_a_field_apps_export_in_gb18030(tmp_path):
    row = {
        "外访编号": "1",
        "到达时间": "2026/10/1 15:00",
        "外访人数": "1人",
        "是否录音录像": "否",
        "见到何人": "家属",
        "外访记录": "家人开门",
    }
    path = write(tmp_path / "export.csv", row, encoding="gb18030")
    source = source_for("visits", path)
    (found,) = visits.read(path, source)
    assert (source.name, found.at.isoformat()) == ("xunlu-visits", "2026-10-01T15:00:00+08:00")
    assert (found.extra, found.party) == ({"visitors": "1", "recorded": "no", "met": "family"}, Party.THIRD_PARTY)


def test_workbooks_and_parquet_say_the_same(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(list(VISIT))
    book.active.append([2 if name == "visitors" else value for name, value in VISIT.items()])
    book.active.append(["=A2", *list(VISIT.values())[1:]])
    book.save(tmp_path / "v.xlsx")
    pl.DataFrame([{**VISIT, "visitors": 2.0}]).write_parquet(tmp_path / "v.parquet")
    (csv,) = visits.read(write(tmp_path / "v.csv", VISIT), STANDARD)
    (parquet,) = visits.read(tmp_path / "v.parquet", STANDARD)
    sheet, formula = visits.read(tmp_path / "v.xlsx", STANDARD)
    assert csv == parquet == sheet
    assert codes(formula) == ["formula_cell"]


def test_the_source_may_name_the_zone(tmp_path):
    assert only(tmp_path, SHANGHAI, started_at="2026-10-01 14:30").at.isoformat() == "2026-10-01T14:30:00+08:00"
