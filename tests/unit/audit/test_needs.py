import pytest

from audit.needs import needs

CASES = [
    ("催收费", {("催收费",)}, "a word"),
    ("(?:催收费|上门费)", {("上门费", "催收费")}, "one of several"),
    ("爆.{0,2}通讯录", {("爆",), ("通讯录",)}, "both sides of a gap"),
    ("已经?起诉(?:了)?", {("已经起诉", "已起诉")}, "optional characters"),
    ("(?<!不)上门", {("上门",)}, "lookarounds ask for nothing"),
    ("[砸烧]房", {("烧房", "砸房")}, "a class"),
    ("(?:老赖){2}", {("老赖",)}, "a repeat"),
    ("打死|打死你", {("打死",)}, "the shorter word is enough"),
    ("[^。]{3}", set(), "nothing certain"),
    ("(?:老赖)?", set(), "may be empty"),
    ("(", set(), "no expression at all"),
]


@pytest.mark.parametrize("expression, expected, because", CASES)
def test_needs_of_one_way(expression, expected, because):
    (way,) = needs(expression)
    assert {tuple(sorted(need)) for need in way} == expected, because


def test_alternatives_are_ways():
    found = {frozenset(frozenset(need) for need in way) for way in needs("爆.{0,2}通讯录|砸.{0,2}家门")}
    assert found == {
        frozenset({frozenset({"爆"}), frozenset({"通讯录"})}),
        frozenset({frozenset({"砸"}), frozenset({"家门"})}),
    }


def test_what_stands_in_fewest_messages_comes_first():
    (way,) = needs("你.{0,3}废物")
    assert way == (frozenset({"废物"}), frozenset({"你"}))
