"""Kinds of actions are read with every fault named."""

import pytest

from audit.errors import Refused
from config.actions import action_kinds, kind_title


def test_every_kind_has_a_title_in_both_languages():
    assert all(titles["zh"] and titles["en"] for titles in action_kinds().values())
    assert (kind_title("training", "zh"), kind_title("training", "en")) == ("培训", "Training")
    assert kind_title("gone", "zh") == "gone", "what is known no more shows its word"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("- training", ["rules.not_a_mapping"]),
        ("a: {zh: 甲}\nb: 乙\nc: {zh: 丙, en: C, fr: C}\nd: {zh: 丁, en: D}", ["rules.missing_key", "rules.not_a_mapping", "rules.unknown_key"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_file(tmp_path, text, codes):
    path = tmp_path / "actions.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        action_kinds(path)
    assert [problem.code for problem in refused.value.problems] == codes
