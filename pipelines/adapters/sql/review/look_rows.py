"""Looks as rows, and back."""

import json
from collections.abc import Iterable
from datetime import datetime

from audit.looks import Look, Mark, Outcome
from pipelines.adapters.sql.records import to_json


def to_marks(marks: Iterable[Mark]) -> str:
    return to_json([(one.category, one.rule, one.turn) for one in marks])


def to_look(outcome: str, by: str, at: datetime, marks: str) -> Look:
    return Look(Outcome(outcome), by, at, tuple(Mark(*one) for one in json.loads(marks)))
