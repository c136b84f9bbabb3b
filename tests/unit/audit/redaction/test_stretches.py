"""When and on which channels something sounds: by words, by the place in a turn, or not at all."""

import pytest

from audit.findings import PiiSpan
from audit.records import Speaker, Turn, Word
from audit.redaction.model import Stretch
from audit.redaction.stretches import MARGIN, MARGIN_INTO_WORD, join, not_understood, place, said_at


def turn(text, start, end, words=()):
    """`words` as (text, start, end)."""
    return Turn(0, Speaker.AGENT, text, start, end, tuple(Word(*word, 0.9) for word in words))


SPOKEN = [("号", 1.0, 1.2), ("是", 1.2, 1.4), ("一", 1.4, 1.6), ("五", 1.6, 1.8), ("吗", 2.6, 2.8)]


@pytest.mark.parametrize(
    ("said", "span", "expected", "reason"),
    [
        (turn("号是一五吗", 1, 2.8, SPOKEN), (2, 4), (1.4 - MARGIN_INTO_WORD, 1.8 + MARGIN), "a word right before, a pause after"),
        (turn("号是一五吗", 1, 2.8, SPOKEN), (0, 2), (1.0 - MARGIN, 1.4 + MARGIN_INTO_WORD), "the first words of the turn"),
        (turn("号是一五吗", 1, 2.8, SPOKEN), (4, 5), (2.6 - MARGIN, 2.8 + MARGIN), "the last word"),
        (turn("号是一", 1, 1.6, [(" 号是", 1.0, 1.4), ("一", 1.4, 1.6)]), (1, 3), (1.0 - MARGIN, 1.6 + MARGIN), "half of a word is all of it; a blank before the text"),
        (turn("号是一五吗", 1, 2.8, SPOKEN[:3]), (2, 4), (1 + 1.8 * 0.4 - 1.0, 2.8 + MARGIN), "words of another text: by place in the turn"),
        (turn("一五一五一五", 1, 3, [("一五一五一五", 1.0, 1.01)]), (0, 6), (1 - MARGIN, 3 + MARGIN), "words squeezed together"),
        (turn("零" * 100, 0, 40), (50, 60), (10, 34), "a long turn: a quarter of it on both sides"),
        (turn("零" * 10, 10, 14), (0, 5), (10 - MARGIN, 13), "never far beyond the turn"),
        (turn("一五四", None, None), (0, 3), None, "no times"),
        (turn("一五四", 3, None), (0, 3), None, "no end"),
        (turn("一五四", 3, 3), (0, 3), None, "no length"),
        (turn("一五四", 3, 2), (0, 3), None, "backwards"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_said_at(said, span, expected, reason):
    assert said_at(said, *span) == (None if expected is None else pytest.approx(expected)), reason


def test_words_that_overlap_their_neighbours_are_masked_whole():
    said = turn("是一五吗", 1, 2, [("是", 1.0, 1.5), ("一", 1.4, 1.6), ("五", 1.6, 1.9), ("吗", 1.7, 2.0)])
    start, end = said_at(said, 1, 3)
    assert start <= 1.4
    assert end >= 1.9


def test_places_become_stretches_of_every_channel_that_carries_the_turn():
    turns = [turn("一五四", 1, 2), Turn(1, Speaker.UNKNOWN, "零零零", 1.5, 2.5)]
    spans = [PiiSpan("long_number", 0, 3, 0), PiiSpan("cn_mobile", 0, 3, 1)]
    placed = place(turns, spans, {0: [0], 1: [0, 1]}, 10.0)
    assert placed.stretches == (
        Stretch(0, 1 - MARGIN, 2.5 + MARGIN, ("cn_mobile", "long_number")),
        Stretch(1, 1.5 - MARGIN, 2.5 + MARGIN, ("cn_mobile",)),
    )


@pytest.mark.parametrize(
    ("start", "end", "stretch"),
    [
        pytest.param(0.0, 1.0, (0.0, 1.0 + MARGIN), id="the margin begins with the recording"),
        pytest.param(9.0, 10.0, (9.0 - MARGIN, 10.0), id="the margin ends with the recording"),
        pytest.param(9.0, 30.0, (9.0 - MARGIN, 10.0), id="the turn runs over the end"),
    ],
)
def test_nothing_outside_of_the_recording_is_masked(start, end, stretch):
    placed = place([turn("一五四", start, end)], [PiiSpan("cn_mobile", 0, 3, 0)], {0: [0]}, 10.0)
    assert [one[1:3] for one in placed.stretches] == [pytest.approx(stretch)]
    assert placed.outside == placed.untimed == ()


def test_what_has_no_place_is_told():
    spans = [PiiSpan("cn_mobile", 0, 3, 0)]
    assert place([turn("一五四", 11, 12)], spans, {0: [0]}, 10.0).outside == tuple(spans)
    assert place([turn("一五四", None, None)], spans, {0: [0]}, 10.0).untimed == tuple(spans)


@pytest.mark.parametrize(
    ("voices", "known", "expected", "reason"),
    [
        ([(1, 3)], [(1.2, 2.9)], [], "words a little shorter than the voice"),
        ([(1, 3)], [], [(1, 3)], "no words at all"),
        ([(1, 9)], [(1, 3), (6, 9)], [(3.3, 5.7)], "between words, with what times may be off"),
        ([(1, 9)], [(6, 9), (1, 3), (2.9, 5)], [], "words in any order, and a pause between them"),
        ([(1, 5)], [(1, 3)], [(3.3, 5)], "after the last word"),
        ([(1, 1.5)], [], [], "a cough"),
        ([(1, 3), (8, 9)], [(20, 30)], [(1, 3), (8, 9)], "words elsewhere"),
    ],
)
def test_what_nobody_understood(voices, known, expected, reason):
    found = [one[1:3] for one in not_understood(1, voices, known)]
    assert found == [pytest.approx(one) for one in expected], reason


def test_join():
    parts = [Stretch(1, 0, 1, ("a",)), Stretch(0, 2, 4, ("b",)), Stretch(0, 1, 2, ("a",)), Stretch(0, 3, 3.5, ("c",))]
    assert join(parts) == (Stretch(0, 1, 4, ("a", "b", "c")), Stretch(1, 0, 1, ("a",)))
