"""Reasons why a hit does not count, by the names that rules use; one file each."""

from collections.abc import Callable, Mapping

from audit.exemptions.hit import Hit


def _never(_: Hit) -> bool:
    return False


EXEMPTIONS: Mapping[str, Callable[[Hit], bool]] = dict.fromkeys(
    ("negation", "quotation", "correction", "debtor_speaking"), _never
)
