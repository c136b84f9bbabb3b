from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from audit.records import Party
from pipelines.sources import fields
from pipelines.sources.rows import Fault
from pipelines.sources.times import Times, timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def outcome(parse, cell):
    try:
        return parse(cell)
    except Fault as fault:
        return fault.code.removeprefix("sources.")


@pytest.mark.parametrize(
    "cell, expected",
    [
        pytest.param("SMS-0001", "SMS-0001", id="plain"),
        pytest.param("宜诚服务", "宜诚服务", id="chinese"),
        pytest.param(" a b ", "a b", id="blanks around it do not count"),
        pytest.param("", "empty_cell", id="empty"),
        pytest.param("  ", "empty_cell", id="blank"),
        pytest.param("=1+1", "formula_text", id="formula"),
        pytest.param("@SUM(A1)", "formula_text", id="at sign"),
        pytest.param("+cmd|' /C calc'!A0", "formula_text", id="plus that is no number"),
        pytest.param("-x", "formula_text", id="minus that is no number"),
        pytest.param("-17", "-17", id="negative number"),
        pytest.param("+86 100-1234", "+86 100-1234", id="telephone number as id"),
        pytest.param("1.23E+18", "shortened_number", id="Excel lost the digits"),
        pytest.param("a\nb", "control_character", id="two lines"),
        pytest.param("a\x7fb", "control_character", id="delete"),
        pytest.param("x" * 128, "x" * 128, id="longest"),
        pytest.param("x" * 129, "too_long", id="too long"),
    ],
)
def test_name(cell, expected):
    assert outcome(fields.name, cell) == expected
    if expected != "empty_cell":
        assert outcome(fields.Names().__getitem__, cell) == expected


def test_names_remember_blank_as_none():
    names = fields.Names()
    assert names[""] is names[" "] is None


@pytest.mark.parametrize(
    "cell, expected",
    [
        pytest.param("10012345678", "10012345678", id="mobile"),
        pytest.param("+86 100 1234 5678", "+86 100 1234 5678", id="with country"),
        pytest.param("100****5678", "100****5678", id="masked"),
        pytest.param("000-12345678", "000-12345678", id="landline"),
        pytest.param("10690000123456789012", "10690000123456789012", id="gateway port"),
        pytest.param("1.0012E+10", "shortened_number", id="Excel lost the digits"),
        pytest.param("=10012345678", "formula_text", id="formula"),
        pytest.param("张三", "not_a_number", id="words"),
        pytest.param("", "empty_cell", id="empty"),
    ],
)
def test_phone(cell, expected):
    assert outcome(fields.phone, cell) == expected


@pytest.mark.parametrize(
    "cell, expected",
    [
        pytest.param("=1+1 你还不还", "=1+1 你还不还", id="evidence is kept, formula or not"),
        pytest.param(" a\n", " a\n", id="never trimmed"),
        pytest.param(" \n", "empty_cell", id="blank"),
        pytest.param("x" * (fields.LONGEST_TEXT + 1), "too_long", id="too long"),
    ],
)
def test_text(cell, expected):
    assert outcome(fields.text, cell) == expected


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("8600", 8600.0),
        ("8,600.50", 8600.5),
        ("\uffe58600元", 8600.0),
        ("0", 0.0),
        ("-1", "not_an_amount"),
        ("1e5", "not_an_amount"),
        ("86,00", "not_an_amount"),
        ("nan", "not_an_amount"),
        ("99999999999", "not_an_amount"),
        ("", "empty_cell"),
    ],
)
def test_amount(cell, expected):
    assert outcome(fields.amount, cell) == expected


@pytest.mark.parametrize(
    "cell, expected",
    [("31", 31), ("31.0", 31), ("31天", 31), ("-1", "not_days"), ("1.5", "not_days"), ("", "empty_cell")],
)
def test_days(cell, expected):
    assert outcome(fields.days, cell) == expected


MOMENT = datetime(2026, 3, 1, 13, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell, without_zone, in_shanghai",
    [
        pytest.param("2026-03-01T21:10:00+08:00", MOMENT, MOMENT, id="with zone"),
        pytest.param("2026-03-01T13:10:00Z", MOMENT, MOMENT, id="UTC"),
        pytest.param("2026-03-01 21:10:00", "no_zone", MOMENT, id="without zone"),
        pytest.param("2026/3/1 21:10", "no_zone", MOMENT, id="as Excel writes it"),
        pytest.param("2026/3/1 21:10:00 +0800", MOMENT, MOMENT, id="loose with zone"),
        pytest.param("2026年3月1日 21时10分", "no_zone", MOMENT, id="in Chinese"),
        pytest.param("2026-03-01", "not_a_time", "not_a_time", id="a day is no moment"),
        pytest.param("2026-02-30 21:10:00", "not_a_time", "not_a_time", id="no such day"),
        pytest.param("2026/2/30 21:10", "not_a_time", "not_a_time", id="no such day, loosely"),
        pytest.param("1970-01-01T00:00:00Z", "strange_year", "strange_year", id="a clock that was not set"),
        pytest.param("tomorrow evening", "not_a_time", "not_a_time", id="words"),
        pytest.param("", "empty_cell", "empty_cell", id="empty"),
    ],
)
def test_times(cell, without_zone, in_shanghai):
    assert outcome(Times(None), cell) == without_zone
    assert outcome(Times(SHANGHAI), cell) == in_shanghai


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        ("Mars/Base", "unknown_zone"),
        ("../etc/passwd", "unknown_zone"),
        ("Asia", "unknown_zone"),
    ],
)
def test_timezone(cell, expected):
    assert outcome(timezone, cell) == expected


@pytest.mark.parametrize(
    "cell, expected",
    [
        pytest.param("debtor", Party.DEBTOR, id="our word"),
        pytest.param(" Debtor ", Party.DEBTOR, id="case and blanks"),
        pytest.param("本人", Party.DEBTOR, id="their word"),
        pytest.param("", Party.UNKNOWN, id="blank is what the table says it is"),
        pytest.param("老板", "unknown_word", id="nobody's word"),
    ],
)
def test_choice(cell, expected):
    assert outcome(fields.Choice(Party, {"本人": "debtor"}, Party.UNKNOWN).__getitem__, cell) == expected


def test_choice_without_a_default_must_be_made():
    assert outcome(fields.Choice(Party, {}).__getitem__, " ") == "empty_cell"
