"""How usual a given name is, by the list of those that many bear."""

import pytest

from audit.pii.given_names import usual

ROWS = [
    ("志伟", "y", "known as a whole"),
    ("伟", "y", "known by itself"),
    ("多勋", "n", "borne by few"),
    ("的了", "n", "no name"),
]


@pytest.mark.parametrize(("given", "known", "why"), ROWS)
def test_known(given: str, known: str, why: str) -> None:
    assert usual(given)[0] == known, why


def test_what_known_names_end_in_is_more_usual() -> None:
    assert usual("岩华")[2] > usual("岩的")[2]
