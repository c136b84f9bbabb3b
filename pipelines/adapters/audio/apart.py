"""Decoding in a process of its own: a crafted file may kill or hang the decoder, but not the worker."""

import os
import subprocess
import sys
import weakref
from collections.abc import Mapping
from multiprocessing.connection import Connection
from threading import Lock

from audit.errors import Problem, Refused
from audit.recording import Recording
from pipelines.adapters.audio.decode import AudioDecoder

#: A recording, why it is refused, or the fault that nobody foresaw: exceptions do not travel.
Answer = Recording | tuple[Problem, ...] | str

#: Seconds that the decoder may need beyond its own limit, which it cannot watch while FFmpeg is at work.
_GRACE = 10
_COMMAND = (sys.executable, "-m", "pipelines.adapters.audio.apart")


class ApartDecoder:
    """The `Decoder` port. The process starts with the first recording and serves until it dies."""

    def __init__(self, decoder: AudioDecoder | None = None) -> None:
        self._decoder = decoder or AudioDecoder()
        self._one_at_a_time = Lock()
        self._child: _Child | None = None

    def decode(self, data: bytes, name: str = "") -> Recording:
        """As `AudioDecoder` does. Raises ChildProcessError when the process died, RuntimeError for what nobody foresaw."""
        with self._one_at_a_time:
            if self._child is None:
                self._child = _Child()
            try:
                answer = self._child.ask((self._decoder, data, name), self._decoder.timeout + _GRACE)
            except (OSError, EOFError, TimeoutError) as fault:
                code = self._child.end()
                self._child = None
                if isinstance(fault, TimeoutError):
                    raise Refused(Problem("audio.too_slow", name)) from fault
                died = f"the decoder ended with code {code}"
                raise ChildProcessError(died) from fault
        match answer:
            case Recording():
                return answer
            case str():
                raise RuntimeError(answer)
        raise Refused(answer)


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

    def ask(self, question: tuple[AudioDecoder, bytes, str], seconds: float) -> Answer:
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
            decoder, data, name = asks.recv()
        except EOFError:
            return
        answers.send(_answer(decoder, data, name))


def _answer(decoder: AudioDecoder, data: bytes, name: str) -> Answer:
    try:
        return decoder.decode(data, name)
    except Refused as refused:
        return refused.problems
    except MemoryError:
        raise  # the process ends, and its memory is free again
    except Exception as fault:  # noqa: BLE001 - it is raised again where the recording is asked for
        return f"{type(fault).__name__}: {fault}"


if __name__ == "__main__":
    serve()
