"""The search for garbage, which bulk work need not pay for."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects before they are looked through; Python's own 700 are the objects of some twenty rows.
SELDOM = 200_000


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Rows go when nobody refers to them any more; to look for cycles among thousands of them finds none and costs a fifth."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
