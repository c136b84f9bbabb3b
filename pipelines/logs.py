"""What the program writes about its own work, for whoever collects it: what happened, how long it took, which fault. Nobody's data.

Our own events say only what is in KEPT. Of what libraries log, the message stays without the values that were filled into it,
and of an exception its type and the lines of code that it went through: texts of faults quote rows.
"""

import logging
import sys
from collections.abc import MutableMapping
from pathlib import PurePath
from types import TracebackType
from typing import Any, TextIO

import structlog

from audit.errors import Refused

#: What an event may say beside its name. None of these can hold a text, a name, a number or an id of a person.
KEPT = frozenset(
    (
        "timestamp",
        "level",
        "event",
        "logger",
        "command",
        "code",
        "seconds",
        "step",
        "fault",
        "method",
        "route",
        "status",
    )
)
#: Lines of code of an exception that are kept, the innermost ones.
_PLACES = 12
Event = MutableMapping[str, Any]


class LogLines(logging.StreamHandler[TextIO]):
    """To what is standard error at the moment, not when it was made."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


def configure(form: str) -> None:
    """`json`: a line for every command, step and request; `text`: warnings and errors, for a terminal."""
    last: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.processors.KeyValueRenderer(key_order=["event"])
    )
    handler = LogLines()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, harmless, last],
            foreign_pre_chain=[*_COMMON, _template],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [*(one for one in root.handlers if not isinstance(one, LogLines)), handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("fairdial").setLevel(logging.INFO if form == "json" else logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_COMMON,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def log() -> Any:
    """Where our own events go. What was not told how to write them, a test or a script, shows only warnings."""
    if not structlog.is_configured():
        configure("text")
    return structlog.get_logger("fairdial")


def harmless(_logger: object, _method: str, event: Event) -> Event:
    """Keep what may be kept, and of an exception where it came from."""
    fault = event.pop("exc_info", None)
    kept = {name: value for name, value in event.items() if name in KEPT}
    kept["event"] = _masked(str(event.get("event", "")))
    if fault is True:
        fault = sys.exc_info()
    if isinstance(fault, tuple) and fault[1] is not None:
        kept["fault"] = _kind(fault[1])
        kept["places"] = _places(fault[2])
    return kept


def _kind(error: BaseException) -> str:
    return error.problems[0].code if isinstance(error, Refused) else type(error).__name__


def _places(trace: TracebackType | None) -> list[str]:
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{'/'.join(PurePath(code.co_filename).parts[-2:])}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-_PLACES:]


def _template(_logger: object, _method: str, event: Event) -> Event:
    """The message as the library's author wrote it."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["event"] = str(record.msg)
    return event


def _masked(text: str) -> str:
    """A library may have filled its values in by itself."""
    # Only now: to make the finders ready takes longer than all else that a short command does.
    from audit.pii.find import find_pii
    from audit.pii.mask import mask

    return mask(text, find_pii(text))


_COMMON: tuple[Any, ...] = (
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper("iso"),
)
