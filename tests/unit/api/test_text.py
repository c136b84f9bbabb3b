"""Texts on pages: masked, marked, and never taken for HTML."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.console.text import shown
from audit.findings import PiiSpan
from audit.personal import within
from audit.pii.find import find_pii
from audit.pii.mask import mask
from audit.records import RegisteredContact
from tests.make import case

SPLIT = (
    '<mark>电话</mark><mark><span class="masked" title="T">100</span></mark>'
    '<span class="masked" title="T">****5678</span>好'
)
PHONE = "电话10012345678好"


def plain(markup):
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


@pytest.mark.parametrize(
    ("text", "marks", "expected", "reason"),
    [
        ("您好", (), "您好", "nothing to hide"),
        ("<b>&", (), "&lt;b&gt;&amp;", "what people write is text"),
        ("出门小心", ((2, 4),), "出门<mark>小心</mark>", "a hit"),
        (PHONE, (), '电话<span class="masked" title="T">100****5678</span>好', "masked, and says why"),
        (
            PHONE,
            ((0, 5),),
            SPLIT,
            "a hit that ends within a number tells no more of it",
        ),
        ("欠款3000元", (), "欠款3000元", "amounts stay readable"),
        ("小心", ((0, 9),), "<mark>小心</mark>", "a mark beyond the end"),
    ],
)
def test_shown(text, marks, expected, reason):
    found = re.sub('title="[^"]*"', 'title="T"', str(shown(text, "zh", marks=marks)))
    assert found == expected, reason


def test_in_the_clear_it_still_says_what_it_is():
    found = shown(PHONE, "en", reveal=True)
    assert "10012345678" in found
    assert 'class="unmasked"' in found
    assert "mobile number" in found


def test_a_piece_is_masked_by_what_stands_around_it():
    assert within("他电话10012345678", 5, 9) == (PiiSpan("cn_mobile", 0, 4),), "nobody knows a number by four digits"
    assert within("他电话10012345678", 0, 3) == ()


def test_names_that_the_case_knows_are_masked_whatever_they_look_like():
    known = case(debtor_name="空山", registered_contacts=(RegisteredContact("新雨", "同事", "1"),))
    assert "空" in shown("空山欠款,新雨知道", "zh", case=None)
    assert plain(shown("空山欠款,新雨知道", "zh", case=known)) == "空*欠款,新*知道"
    assert within("问空山欠款", 1, 5, known) == (PiiSpan("person_name", 0, 2),)


def test_spans_that_are_known_are_not_looked_for_again():
    assert "1****" not in shown(PHONE, "zh", pii=())
    assert "电*" in shown(PHONE, "zh", pii=(PiiSpan("person_name", 0, 2),))


alphabet = "<>&\"'电话话13800001111李某 a"


@given(st.text(alphabet, max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=3))
def test_marks_and_tags_change_no_character(text, marks):
    marks = [(min(pair), max(pair)) for pair in marks]
    found = find_pii(text)
    assert plain(shown(text, "zh", marks=marks, pii=found)) == mask(text, found)
    assert plain(shown(text, "zh", marks=marks, pii=found, reveal=True)) == text
