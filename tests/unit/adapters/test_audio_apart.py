"""Decoding in a process of its own: the same answers, and what becomes of a process that dies or hangs."""

import os
import signal
import time
from dataclasses import dataclass

import numpy as np
import pytest

from audit.errors import Refused
from pipelines.adapters.audio.apart import ApartDecoder
from pipelines.adapters.audio.decode import AudioDecoder
from tests.sounds import call, in_memory

GOOD = in_memory(call(16000, 2, 1.0))


@dataclass(frozen=True)
class Faulty:
    """Fails on what it is told to, and decodes all else."""

    #: Seconds; the grace that comes on top is ten.
    timeout: float = 600

    def decode(self, file, name):
        data = file.read()
        if data == b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        if data == b"hang":
            time.sleep(600)
        if data == b"break":
            raise ZeroDivisionError(name)
        if data == b"talk":
            os.write(1, b"what a library has to say")
        return AudioDecoder().decode(GOOD, name)


def test_the_answer_is_that_of_the_decoder():
    apart, here = ApartDecoder().decode(GOOD, "a.wav"), AudioDecoder().decode(GOOD, "a.wav")
    assert np.array_equal(apart.samples, here.samples)
    assert (apart.layout, apart.heard, apart.notes) == (here.layout, here.heard, here.notes)


def test_a_refusal_comes_with_its_place():
    with pytest.raises(Refused) as caught:
        ApartDecoder().decode(b"", "a.wav")
    assert [(problem.code, problem.where) for problem in caught.value.problems] == [("audio.empty", "a.wav")]


@pytest.mark.parametrize(
    ("data", "timeout", "raised"),
    [
        (b"die", 600, pytest.raises(ChildProcessError, match="code -9")),
        (b"hang", -9.5, pytest.raises(Refused, match=r"audio\.too_slow")),
        (b"break", 600, pytest.raises(RuntimeError, match=r"ZeroDivisionError: a\.wav")),
    ],
    ids=["killed", "hangs longer than it may", "a fault that nobody foresaw"],
)
def test_after_a_fault_the_next_recording_is_decoded(data, timeout, raised):
    decoder = ApartDecoder(Faulty(timeout))
    with raised:
        decoder.decode(data, "a.wav")
    decoder._decoder = Faulty()
    assert decoder.decode(b"talk", "b.wav").duration == pytest.approx(1.0)
