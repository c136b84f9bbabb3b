"""One place for each class: two rules far apart, for two things of one name, took the search page apart once."""

import re
from collections import Counter

from api.console.pages import STATIC

_RULE = re.compile(r"^(\.[a-z-]+) \{", re.MULTILINE)


def test_no_class_is_styled_in_two_places() -> None:
    styled = Counter(_RULE.findall((STATIC / "console.css").read_text(encoding="utf-8")))
    assert [name for name, times in styled.items() if times > 1] == []
