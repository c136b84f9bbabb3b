"""Which regular expressions a rule may use."""

import re

import pytest

from audit.rules.expression import NotAllowed, Shape, check
from audit.text import normalise


def normal(text: str) -> str:
    return normalise(text).text


@pytest.mark.parametrize(
    ("expression", "shape"),
    [
        pytest.param("爆.{0,2}通[讯信]录", Shape(4, 6), id="gap and choice"),
        pytest.param("(?:再|要是)?不还", Shape(2, 4), id="optional words"),
        pytest.param("[0-9]{18}", Shape(18, 18), id="fixed repeat"),
        pytest.param("再?不?还?钱", Shape(1, 4), id="optional neighbours that share nothing"),
        pytest.param("(?<![不没])打你(?!电话)", Shape(2, 2), id="looking around"),
        pytest.param("打(?:你{2}|我){1,3}", Shape(2, 7), id="fixed repeat within a repeat"),
        pytest.param("你.{0,14}我.{0,14}他.{0,14}她", Shape(4, 46), id="three gaps"),
        pytest.param("别 ?怪", Shape(2, 3), id="a blank is met between Latin words"),
        pytest.param(r"\[图片\]", Shape(4, 4), id="escaped signs"),
        pytest.param("(?:你.{0,20}我|他.{0,20}她|它.{0,20}谁|a.{0,20}b)", Shape(2, 22), id="branches do not add up"),
    ],
)
def test_allowed(expression: str, shape: Shape) -> None:
    assert check(expression, normal) == shape


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        pytest.param("a*b", "unbounded_repeat", id="star"),
        pytest.param("a+", "unbounded_repeat", id="plus"),
        pytest.param("a{2,}", "unbounded_repeat", id="open count"),
        pytest.param("(?:a+)+$", "unbounded_repeat", id="the classic catastrophe"),
        pytest.param("(?:a{0,3}b){1,9}", "nested_repeat", id="repeat in repeat"),
        pytest.param("(?:a?){1,9}b", "nested_repeat", id="optional in repeat"),
        pytest.param("(?:(?:a|b{1,2})c){2}", "nested_repeat", id="deep within a fixed repeat"),
        pytest.param(".{0,9}.{0,9}a", "touching_repeats", id="gaps that touch"),
        pytest.param("[ab]{0,9}[bc]{0,9}d", "touching_repeats", id="sets that share a character"),
        pytest.param("a?a?a?a?a?a?a?a", "touching_repeats", id="many optional ones"),
        pytest.param("a.{0,9}b.{0,9}c.{0,9}d.{0,9}e.{0,9}f.{0,9}g", "too_many_ways", id="six gaps"),
        pytest.param("a.{0,40}b.{0,40}c", "repeats_too_long", id="gaps too wide together"),
        pytest.param("a{0,9999}b", "repeats_too_long", id="huge count"),
        pytest.param(r"(a)\1", "regex_feature", id="back-reference"),
        pytest.param("(?P<x>a)", "regex_feature", id="named group"),
        pytest.param("(?i)a", "regex_feature", id="flag"),
        pytest.param("(?i:a)", "regex_feature", id="flag on a part"),
        pytest.param("^a", "regex_feature", id="anchor"),
        pytest.param(r"\ba", "regex_feature", id="word boundary means nothing in Chinese"),
        pytest.param("(?>a|ab)c", "regex_feature", id="atomic group"),
        pytest.param("a{1,3}+", "regex_feature", id="possessive"),
        pytest.param("(?:ab){e<=1}", "regex_feature", id="fuzzy in another engine"),
        pytest.param("a{1,2", "regex_feature", id="misspelt count"),
        pytest.param("a?", "matches_nothing", id="optional as a whole"),
        pytest.param("(?:|a)", "matches_nothing", id="empty branch"),
        pytest.param("(?=a)", "matches_nothing", id="only looking"),
        pytest.param("(a", "bad_regex", id="open bracket"),
        pytest.param(r"\p{Han}", "bad_regex", id="property of another engine"),
        pytest.param("(" * 5000 + "a" + ")" * 5000, "bad_regex", id="nesting that would end the parser"),
        pytest.param("體", "not_normal", id="traditional"),
        pytest.param("[Aa]b", "not_normal", id="capital"),
        pytest.param("(?!\uff01)a", "not_normal", id="full-width sign"),
    ],
)
def test_refused(expression: str, code: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        check(expression, normal)
    assert refused.value.code == code


@pytest.mark.timeout(20)
def test_the_worst_allowed_expression_stays_fast() -> None:
    expression = "的.{0,14}的.{0,14}的.{0,14}的x"
    check(expression, normal)
    assert re.search(expression, "的" * 500) is None
