"""Memory: the search for garbage, which bulk work need not pay for, and what the C library keeps for itself."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects before they are looked through; Python's own 700 are the objects of some twenty rows.
SELDOM = 200_000
#: glibc's M_ARENA_MAX, and how many heaps a worker needs, which runs Python one thread at a time;
#: glibc makes eight for each core, and hardly ever gives anything of them back.
_ARENA_MAX, _ARENAS = -8, 1
#: Its M_MMAP_THRESHOLD: larger pieces lie apart and are given back at once. By itself glibc puts ever larger ones, as texts of a
#: chunk and what an index merges, into the heap, whose gaps nobody else can use.
_MMAP_THRESHOLD, _APART = -3, 256 * 1024


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Rows go when nobody refers to them any more; to look for cycles among thousands of them finds none and costs a fifth."""
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    if not frozen:
        gc.freeze()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not frozen:
            gc.unfreeze()


def collected() -> None:
    """Between two chunks: what statements with thousands of rows leave in cycles would otherwise pile up for a hundred chunks."""
    gc.collect()


def settled() -> None:
    """What is there by now stays as long as the process: to look through a whole pack again and again finds nothing, and holds up
    every request for an eighth of a second.
    """
    gc.collect()
    gc.freeze()


def frugal_heap() -> None:
    """Few heaps without large gaps. Before the first thread starts, since none gives up the heap it has; where the C library has no such setting, nothing changes."""
    if set_option := getattr(ctypes.CDLL(None), "mallopt", None):
        set_option(_ARENA_MAX, _ARENAS)
        set_option(_MMAP_THRESHOLD, _APART)
