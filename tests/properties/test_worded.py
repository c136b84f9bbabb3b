"""Asking for needed words first changes no answer: of expressions, of the exemptions' own ones, and of what refutes a pattern."""

import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.detectors.build import matchers
from audit.exemptions import EXEMPTIONS
from audit.rules.model import AllOf
from audit.worded import Worded
from tests.properties.test_scan import ALPHABET, PATTERN, REGEX

TEXT = st.text(ALPHABET, max_size=20)
OWN = {
    f"{exempt.__module__}.{name}": value
    for exempt in EXEMPTIONS.values()
    for name, value in vars(sys.modules[exempt.__module__]).items()
    if isinstance(value, Worded)
}


def spans(expression, text, start, end):
    single = (expression.search(text, start, end), expression.match(text, start, end))
    return [found and found.span() for found in (*single, *expression.finditer(text, start, end))]


@given(REGEX, TEXT, st.integers(-2, 9), st.integers(0, 25))
def test_an_expression_finds_what_it_would_alone(expression, text, start, end):
    worded = Worded(expression)
    assert spans(worded, text, start, end) == spans(worded.whole, text, start, end)


@pytest.mark.parametrize("name", OWN)
def test_exemptions_find_what_they_would_alone(name):
    worded = OWN[name]

    @settings(max_examples=50, suppress_health_check=list(HealthCheck), deadline=None)
    @given(TEXT, st.from_regex(worded.whole), TEXT)
    def holds(before, text, after):
        text = before + text + after
        assert spans(worded, text, len(before), len(text)) == spans(worded.whole, text, len(before), len(text))

    holds()


def test_a_digit_may_be_of_any_script():
    assert Worded(r"扣\d分").search("扣٣分")


@given(PATTERN, st.lists(PATTERN, min_size=1, max_size=2).map(tuple), st.text(ALPHABET, max_size=40))
def test_what_refutes_a_pattern_is_not_missed(said, none, text):
    (matcher,) = matchers(AllOf((said,), none))
    assert matcher._refuting.search(text) or not any(part.find(text) for part in matcher.none)
