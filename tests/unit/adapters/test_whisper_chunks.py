"""A voice in pieces is cut as the whole voice is, and every word finds its way back to where it was said."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.records import Word
from pipelines.adapters.whisper_chunks import Chunk, Voice

SECOND = 16_000


def loud(samples):
    """Stretches of samples that are not 0, as a voice detector would name them."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (samples != 0).astype(np.int8), [0]])))
    return [{"start": int(start), "end": int(end)} for start, end in edges.reshape(-1, 2)]


def voice(*parts):
    """Seconds of speech (positive) and silence (negative); every sample of speech is its own place in the voice."""
    samples, at = [], 0
    for part in parts:
        count = round(abs(part) * SECOND)
        samples.append(np.arange(at + 1, at + 1 + count) if part > 0 else np.zeros(count))
        at += count
    return np.concatenate(samples).astype(np.float32)


def chunks(pieces, longest=10.0):
    """`pieces`: first sample and samples."""
    cutter = Voice(loud, longest)
    return [chunk for start, piece in pieces for chunk in cutter.add(start, piece)] + list(cutter.finish())


@pytest.mark.parametrize(
    ("parts", "seconds"),
    [
        pytest.param([-5], [], id="silence is no chunk"),
        pytest.param([3, -1, 4], [7], id="what fits goes together"),
        pytest.param([-1, 6, -1, 6, -1, 2], [6, 8], id="what does not begins the next"),
        pytest.param([12, -1, 1], [12, 1], id="a stretch too long stands alone"),
        pytest.param([5, -1, 5], [10], id="exactly full"),
    ],
)
def test_stretches_fill_chunks(parts, seconds):
    assert [chunk.seconds for chunk in chunks([(0, voice(*parts))])] == seconds


@given(
    st.lists(st.sampled_from([-2.0, -0.5, 0.3, 1.0, 4.0]), min_size=1, max_size=9),
    st.lists(st.floats(0, 30), max_size=4),
)
def test_pieces_give_the_chunks_of_the_whole(parts, cuts):
    whole = voice(*parts)
    edges = sorted({0, len(whole), *(min(len(whole), round(cut * SECOND)) for cut in cuts)})
    pieces = [(start, whole[start:end]) for start, end in pairwise(edges)]
    one, other = chunks(pieces), chunks([(0, whole)])
    assert [chunk.stretches for chunk in one] == [chunk.stretches for chunk in other]
    for chunk in one:
        assert np.array_equal(chunk.samples, np.concatenate([whole[start:end] for start, end in chunk.stretches]))


def test_what_is_left_out_between_two_pieces_is_silence():
    (chunk,) = chunks([(0, voice(1)), (5 * SECOND, voice(1))])
    assert chunk.stretches == ((0, SECOND), (5 * SECOND, 6 * SECOND))


CHUNK = Chunk(np.zeros(5 * SECOND, np.float32), ((SECOND, 3 * SECOND), (10 * SECOND, 13 * SECOND)))


@pytest.mark.parametrize(
    ("within", "said"),
    [
        pytest.param((0.0, 0.5), (1.0, 1.5), id="in the first stretch"),
        pytest.param((2.25, 3.0), (10.25, 11.0), id="in the second"),
        pytest.param((1.5, 2.25), (2.5, 3.0), id="over the seam, mostly before it"),
        pytest.param((1.75, 2.75), (10.0, 10.75), id="over the seam, mostly behind it"),
        pytest.param((4.5, 5.5), (12.5, 13.0), id="over the end"),
        pytest.param((-0.5, 0.25), (1.0, 1.25), id="over the start"),
    ],
)
def test_words_go_back_to_their_place(within, said):
    assert CHUNK.placed([Word("还", *within, 0.9)]) == (Word("还", *said, 0.9),)
