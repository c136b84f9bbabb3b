"""The alert rules that hold: those of the console, else those of the file."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from audit.alert_ports import AlertStore, BookText
from audit.alerts.rules import AlertBook
from audit.errors import Problem, Refused
from config.alerts import DEFAULT, parse_alerts, read_alerts

CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Held:
    """Rules with their text and where it is from."""

    book: AlertBook
    text: str
    source: str
    written: BookText | None = None
    #: Why the text of the console does not hold; the file does then.
    faults: tuple[Problem, ...] = ()


#: Read again and again, and seldom changed.
_parsed = lru_cache(maxsize=4)(parse_alerts)


def alerts_file(setting: str) -> Path:
    return DEFAULT if setting in {"on", "off"} else Path(setting)


def rules_held(store: AlertStore, file: Path) -> Held:
    """Raises Refused for a file with faults. What the console keeps was checked when it was written, by the version of that day."""
    written = store.book_text()
    faults: tuple[Problem, ...] = ()
    if written is not None:
        try:
            return Held(_parsed(written.text.encode(), CONSOLE), written.text, CONSOLE, written)
        except Refused as refused:
            faults = refused.problems
    data = read_alerts(file)
    return Held(_parsed(data, file.name), data.decode("utf-8-sig"), file.name, written, faults)
