import numpy as np
import pytest

from audit.recording import SAMPLE_RATE
from pipelines.adapters.audio.tape import Tape

MINUTE = 60 * SAMPLE_RATE

ROWS = {
    "nothing": [],
    "less than a block": [10],
    "exactly a block": [MINUTE],
    "over the edge of a block": [MINUTE - 1, 2, 5],
    "one piece over several blocks": [2 * MINUTE + 7, 3],
    "empty pieces": [0, 4, 0],
}


@pytest.mark.parametrize("sizes", ROWS.values(), ids=ROWS)
def test_pieces_come_back_joined_in_order(sizes):
    whole = np.arange(2 * sum(sizes), dtype=np.float32).reshape(2, -1)
    at = 0
    with Tape(2) as tape:
        for size in sizes:
            tape.add(whole[:, at : at + size])
            at += size
        assert tape.length == sum(sizes)
        joined = tape.joined()
    assert np.array_equal(joined, whole)
