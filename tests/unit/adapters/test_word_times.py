"""Words for which a recogniser gives no times, numbers above all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.records import Word
from pipelines.adapters.word_times import pieces, timed

NEVER = float("nan")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(
            [Word("还", 1, 1.2, 0.9), Word("三千", NEVER, NEVER, 0.9), Word("元", 1.6, 1.8, 0.9)],
            [(1, 1.2, False), (1.2, 1.6, True), (1.6, 1.8, False)],
            id="a number between two words",
        ),
        pytest.param(
            [Word("三", NEVER, NEVER, 0.9), Word("千元", NEVER, NEVER, 0.9), Word("整", 3, 3.2, 0.9)],
            [(0, 1, True), (1, 3, True), (3, 3.2, False)],
            id="at the beginning, by length",
        ),
        pytest.param(
            [Word("整", 1, 1.2, 0.9), Word("好", NEVER, NEVER, 0.9)], [(1, 1.2, False), (1.2, 4, True)], id="at the end"
        ),
        pytest.param(
            [Word("一", 1, 1.2, 0.9), Word("二", 1.2, 1.2, 0.9), Word("三", 1.6, 2, 0.9)],
            [(1, 1.2, False), (1.2, 1.6, True), (1.6, 2, False)],
            id="a word that takes no time",
        ),
        pytest.param(
            [Word("一", 1, 1.2, 0.9), Word("二", NEVER, NEVER, 0.9), Word("三", 1.2, 2, 0.9)],
            [(1, 1.2, False), (1.2, 1.2, True), (1.2, 2, False)],
            id="no room is left",
        ),
    ],
)
def test_words_without_times_get_them_from_the_words_around(words, expected):
    assert [(word.start, word.end, word.interpolated) for word in timed(words, 0.0, 4.0)] == expected


def test_a_text_without_words_is_spread_over_its_time():
    words = timed(pieces("还3200元,OK。", 0.9), 2.0, 6.0)
    assert [word.text for word in words] == ["还", "3200", "元,", "OK。"]
    assert (words[0].start, words[-1].end) == (2.0, 6.0)
    assert all(word.interpolated for word in words)


TIME = st.floats(0, 30) | st.just(NEVER)


@given(st.lists(st.tuples(st.sampled_from(["一", "三千", "ok,"]), TIME, TIME), max_size=8))
def test_no_word_is_lost_and_those_with_times_keep_them(given_):
    words = [Word(*one, 0.9) for one in given_]
    found = timed(words, 0.0, 30.0)
    assert [word.text for word in found] == [word.text for word in words]
    for before, after in zip(words, found, strict=True):
        assert after == before if before.end > before.start else after.interpolated
        assert after.start <= after.end
