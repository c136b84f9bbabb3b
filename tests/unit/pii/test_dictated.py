"""Numbers read out or cut into groups: the whole stretch is found, and only with a right check sign."""

import pytest

from audit.pii.find import find_pii

ROWS = [
    (
        "身份证是一一零一零一一八九零零一零一零零一六,记下了",
        "cn_id",
        "一一零一零一一八九零零一零一零零一六",
        "read out",
    ),
    ("幺幺洞幺洞幺幺八九洞洞幺洞幺洞洞幺六", "cn_id", "幺幺洞幺洞幺幺八九洞洞幺洞幺洞洞幺六", "as dispatchers read"),
    ("证件1101 0118 9001 0100 16请核对", "cn_id", "1101 0118 9001 0100 16", "groups of four"),
    ("证件110101-1890-0101-0016", "cn_id", "110101-1890-0101-0016", "groups by dashes"),
    (
        "卡号四一一一,一一一一,一一一一,一一一一对吗",
        "bank_card",
        "四一一一,一一一一,一一一一,一一一一",
        "a card read in groups",
    ),
    (
        "卡号6200 0000 0000 0000 001别转错行",
        "bank_card",
        "6200 0000 0000 0000 001",
        "nobody says that it is wrong",
    ),
    ("卡号41111 11111 111111", "bank_card", "41111 11111 111111", "groups of five"),
    ("一一零一零一一八九零零一零一零零一五", None, None, "wrong check sign"),
    ("四一一一,一一一一,一一一一,一一一二", None, None, "Luhn fails"),
    ("一一零一零一一八九零零一零一零零一六万", None, None, "an amount goes on"),
]


@pytest.mark.parametrize("text, kind, expected, reason", ROWS)
def test_dictated_numbers(text: str, kind: str | None, expected: str | None, reason: str) -> None:
    found = [(span.kind, text[span.start : span.end]) for span in find_pii(text) if span.kind in ("cn_id", "bank_card")]
    assert found == ([(kind, expected)] if kind else []), reason
