"""One log line for every command: which, how long, how it ended."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from audit.errors import Refused
from pipelines.commands.screen import settings
from pipelines.logs import configure, log


@contextmanager
def logged() -> Iterator[None]:
    """Settings that do not hold are refused later, by whoever needs them."""
    try:
        configure(settings().log)
    except Refused:
        configure("text")
    began, code = time.monotonic(), 1
    try:
        yield
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
        raise
    finally:
        # Of what was typed only the first word, which names the command; all else may be a debtor.
        log().info("command", command=_command(), code=code, seconds=round(time.monotonic() - began, 3))


def _command() -> str:
    first = sys.argv[1] if len(sys.argv) > 1 else ""
    return first if first.replace("-", "").isalpha() and first.isascii() else "other"
