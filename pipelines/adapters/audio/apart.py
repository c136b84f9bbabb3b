"""Decoding in a process of its own: a crafted file may kill or hang the decoder, but not the worker."""

import io
import os
import shutil
import subprocess
import sys
import weakref
from collections.abc import Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import BinaryIO

import numpy as np

from audit.errors import Problem, Refused
from audit.recording import Recording
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.audio.tape import keep, kept

#: A recording without its samples, why it is refused, or the fault that nobody foresaw: exceptions do not travel.
Answer = Recording | tuple[Problem, ...] | str
#: How to decode, the file that holds the recording, its name for people, and the file that is to hold the samples.
Question = tuple[AudioDecoder, Path, str, Path]

#: Seconds that the decoder may need beyond its own limit, which it cannot watch while FFmpeg is at work.
_GRACE = 10
_COMMAND = (sys.executable, "-m", "pipelines.adapters.audio.apart")


class ApartDecoder:
    """The `Decoder` port. The process starts with the first recording and serves until it dies."""

    def __init__(self, decoder: AudioDecoder | None = None) -> None:
        self._decoder = decoder or AudioDecoder()
        self._one_at_a_time = Lock()
        self._child: _Child | None = None

    def decode(self, data: bytes | BinaryIO, name: str = "") -> Recording:
        """As `AudioDecoder` does. Raises ChildProcessError when the process died, RuntimeError for what nobody foresaw.

        Recording and samples go by files, so that calls of any length need little memory on both sides.
        """
        with self._one_at_a_time, TemporaryDirectory(prefix="fairdial-") as folder:
            given, samples = Path(folder, "given"), Path(folder, "samples")
            with given.open("wb") as file:
                shutil.copyfileobj(io.BytesIO(data) if isinstance(data, bytes) else data, file)
            answer = self._answer((self._decoder, given, name, samples))
            match answer:
                case Recording() as recording:
                    return replace(recording, samples=kept(samples, recording.channels))
                case str():
                    raise RuntimeError(answer)
                case problems:
                    raise Refused(problems)

    def _answer(self, question: Question) -> Answer:
        if self._child is None:
            self._child = _Child()
        try:
            return self._child.ask(question, self._decoder.timeout + _GRACE)
        except (OSError, EOFError, TimeoutError) as fault:
            code = self._child.end()
            self._child = None
            if isinstance(fault, TimeoutError):
                raise Refused(Problem("audio.too_slow", question[2])) from fault
            died = f"the decoder ended with code {code}"
            raise ChildProcessError(died) from fault


class _Child:
    """A process that answers one question at a time, and ends with this one, however that ends."""

    def __init__(self) -> None:
        process = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment())  # noqa: S603
        assert process.stdin is not None
        assert process.stdout is not None
        self._asks = Connection(os.dup(process.stdin.fileno()), readable=False)
        self._answers = Connection(os.dup(process.stdout.fileno()), writable=False)
        process.stdin.close()
        process.stdout.close()
        self.end = weakref.finalize(self, _end, process, self._asks, self._answers)

    def ask(self, question: Question, seconds: float) -> Answer:
        self._asks.send(question)
        if not self._answers.poll(seconds):
            raise TimeoutError
        answer: Answer = self._answers.recv()
        return answer


def _environment() -> Mapping[str, str]:
    """Ours, and where this process finds its modules."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _end(process: "subprocess.Popen[bytes]", asks: Connection, answers: Connection) -> int:
    asks.close()
    answers.close()
    process.kill()
    return process.wait()


def serve() -> None:
    """Answer until nobody asks any more."""
    asks, answers = Connection(os.dup(0), writable=False), Connection(os.dup(1), readable=False)
    os.dup2(2, 1)  # whatever a library prints must not come between the answers
    while True:
        try:
            question = asks.recv()
        except EOFError:
            return
        answers.send(_answer(*question))


def _answer(decoder: AudioDecoder, given: Path, name: str, samples: Path) -> Answer:
    try:
        with given.open("rb") as file:
            recording = decoder.decode(file, name)
        keep(recording.samples, samples)
        return replace(recording, samples=np.empty((recording.channels, 0), np.float32))
    except Refused as refused:
        return refused.problems
    except MemoryError:
        raise  # the process ends, and its memory is free again
    except Exception as fault:  # noqa: BLE001 - it is raised again where the recording is asked for
        return f"{type(fault).__name__}: {fault}"


if __name__ == "__main__":
    serve()
