"""What a search page makes of an answer: excerpts, and times without gaps."""

from urllib.parse import parse_qs, urlsplit

import pytest

from api.console.counts import by_date
from audit.highlight import excerpt


def query(one):
    return parse_qs(urlsplit(one.href).query)["q"][0]


def test_days_without_hits_are_there_and_a_click_asks_for_one():
    found = by_date("还款", {"month": {"2026-02": 1, "2026-03": 2}, "day": {"2026-02-27": 1, "2026-03-02": 2}})
    assert [(one.word, one.count) for one in found] == [
        ("2026-02-27", 1),
        ("2026-02-28", 0),
        ("2026-03-01", 0),
        ("2026-03-02", 2),
    ]
    assert query(found[0]) == "还款 from:2026-02-27 to:2026-02-27"


def test_a_long_while_is_shown_by_month():
    found = by_date("还款 from:2020-01-01", {"month": {f"2026-{month:02d}": 1 for month in (1, 2, 11, 12)}, "day": {}})
    assert [one.word for one in found] == [f"2026-{month:02d}" for month in range(1, 13)]
    assert query(found[1]) == "还款 from:2026-02-01 to:2026-02-28", "in place of the time asked before"


@pytest.mark.parametrize("facets", [{}, {"month": {}, "day": {}}])
def test_no_time_no_picture(facets):
    assert by_date("还款", facets) == []


def test_a_slip_of_the_keyboard_makes_no_endless_picture():
    months = {"1970-01": 1, "2026-01": 1, "2026-02": 1, "2026-03": 1}
    assert [one.word for one in by_date("还款", {"month": months})] == list(months)


@pytest.mark.parametrize(
    ("length", "spans", "shown", "why"),
    [
        (100, [(90, 95)], (0, 100), "a short text is shown whole"),
        (500, [], (0, 160), "without a highlight its beginning"),
        (500, [(300, 305)], (260, 420), "a little before the first one"),
        (500, [(10, 12), (300, 305)], (0, 160), "the first one counts"),
        (500, [(495, 500)], (340, 500), "never beyond the end"),
    ],
)
def test_the_part_of_a_long_text_that_a_list_shows(length, spans, shown, why):
    assert excerpt("话" * length, spans) == shown, why
