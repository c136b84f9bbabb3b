"""Numbers as people say them."""

import pytest

from audit.numerals import number

ROWS = [
    ("36", 36, "digits"),
    ("1,200", 1200, "with a comma"),
    ("1.2万", 12000, "digits and a unit"),
    ("三十六", 36, "spoken"),
    ("十二", 12, "ten without a one"),
    ("二十", 20, "a bare ten"),
    ("一百零五", 105, "a zero between"),
    ("三百二", 320, "a last digit is of the next unit"),
    ("两万五", 25000, "also after ten thousand"),
    ("一万二千三", 12300, "and after thousands"),
    ("一万零五", 10005, "but not after a zero"),
    ("五", 5, "one digit"),
]


@pytest.mark.parametrize(("text", "value", "why"), ROWS, ids=[row[0] for row in ROWS])
def test_numbers(text, value, why):
    assert number(text) == value, why


@pytest.mark.parametrize("text", ["", "百", "万", "百万", "几", "三x"])
def test_what_is_no_number(text):
    assert not number(text)
