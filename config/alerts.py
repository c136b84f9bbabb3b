"""Reads the alert rules of a deployment: `config/alerts.yml`, another file, or what was written in the console."""

from pathlib import Path

from audit.alerts.read import read_book
from audit.alerts.rules import AlertBook
from audit.errors import Problem, Refused
from config.loader import CONFIG
from config.yaml_lines import read_yaml

DEFAULT = CONFIG / "alerts.yml"


def parse_alerts(data: bytes, name: str) -> AlertBook:
    """Raises Refused with every fault and its line."""
    documents = read_yaml(data, name)
    if len(documents) != 1:
        raise Refused(Problem("alerts.one_document", name, {"count": len(documents)}))
    return read_book(documents[0])


def read_alerts(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(Problem("config.unreadable", str(path), {"reason": error.strerror})) from error
