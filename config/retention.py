"""Retention classes of `config/retention.yml`, as a deployment raises them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from audit.retention.classes import Bound, Kind, Law, RetentionClass, Schedule, raised
from config.messages import LANGUAGES

_FILE = Path(__file__).with_name("retention.yml")
_NEVER = "never"


def retention(wanted: Mapping[str, int]) -> Schedule:
    """Raises Refused (`retention.*`) for a period that is shorter than its class, or of no class."""
    return raised(_shipped(), wanted)


@cache
def _shipped() -> Schedule:
    given = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    laws = {name: _law(values) for name, values in given["laws"].items()}
    return {Kind(name): _class(Kind(name), values, laws) for name, values in given["classes"].items()}


def _class(kind: Kind, values: Mapping[str, Any], laws: Mapping[str, Law]) -> RetentionClass:
    years = None if values["years"] == _NEVER else int(values["years"])
    return RetentionClass(kind, years, _texts(values), tuple(laws[name] for name in values["law"]))


def _law(values: Mapping[str, Any]) -> Law:
    told = {name: str(values[name]) for name in ("instrument", "place", "force", "verified")}
    return Law(bound=Bound(values["bound"]), years=values.get("years"), says=_texts(values), **told)


def _texts(values: Mapping[str, Any]) -> Mapping[str, str]:
    return {language: str(values[language]) for language in LANGUAGES}
