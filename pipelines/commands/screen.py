"""What a terminal shows: sentences from the catalogue, JSON lines, severities, masked quotes."""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from audit.errors import Problem, Refused
from audit.taxonomy import CATEGORIES
from config.messages import LANGUAGES, render, words
from config.settings import Settings

#: Shape, word and colour together, never colour alone.
SEVERITY = {4: ("◆", "red"), 3: ("▲", "dark_orange"), 2: ("●", "yellow"), 1: ("○", "cyan")}

#: Columns of a pipe or file, which have no width of their own.
PIPE_WIDTH = 160

out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Screen:
    """One command's way of speaking: the user's language, tables or JSON lines."""

    def __init__(self, language: str, as_json: bool = False) -> None:
        self.language = language
        self.as_json = as_json

    def say(self, code: str, **values: object) -> str:
        return words(code, self.language, **values)

    def print(self, code: str, **values: object) -> None:
        out.print(self.say(code, **values), markup=False)

    def problem(self, problem: Problem) -> None:
        """One sentence, or one JSON line, on standard error."""
        if self.as_json:
            line = {"error": problem.code, "where": problem.where, "message": render(problem, self.language)}
            sys.stderr.write(json.dumps(line, ensure_ascii=False) + "\n")
        else:
            err.print(render(problem, self.language), markup=False)

    def problems(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.problem(problem)

    def line(self, value: Mapping[str, object]) -> None:
        """One JSON line on standard output."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, default=_plain) + "\n")

    def category(self, category: str) -> str:
        entry = CATEGORIES[category]
        return f"{category} {entry.zh if self.language == 'zh' else entry.en}"

    def severity(self, severity: int) -> Text:
        mark, colour = SEVERITY[severity]
        return Text(f"{mark} {self.say(f'severity.{severity}')}", style=colour)

    def table(self, *columns: str, title: str | None = None) -> Table:
        """An empty table; columns and title are codes of the catalogue."""
        table = Table(title=self.say(title) if title else None, title_justify="left", box=None, padding=(0, 2, 0, 0))
        for column in columns:
            table.add_column(self.say(column), overflow="fold")
        return table

    def progress(self) -> Progress:
        """A bar on a terminal, nothing in a pipe."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        return Progress(*columns, console=err, disable=self.as_json or not sys.stderr.isatty())


def masked(turn: str, highlights: Sequence[tuple[int, int]] = ()) -> Text:
    """A turn for human eyes: personal data starred out, highlights between brackets and, on a terminal, inverted."""
    # Its word lists take half a second to read: only what shows turns waits for them.
    from audit.pii.find import find_pii
    from audit.pii.mask import mask

    safe, shown, last = mask(turn, find_pii(turn)), Text(), 0
    for start, end in highlights:
        shown.append(safe[last:start]).append(f"[{safe[start:end]}]", style="bold reverse")
        last = end
    return shown.append(safe[last:])


def clock(seconds: float) -> str:
    """Seconds as mm:ss.t"""
    return f"{int(seconds // 60):02d}:{seconds % 60:04.1f}"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, frozenset | set | tuple):
        return list(value)
    return str(value)


def language() -> str:
    """The language to speak when the settings themselves are at fault."""
    wanted = os.environ.get("FAIRDIAL_LANG", "")
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def settings() -> Settings:
    """The environment's settings; a value that does not hold is refused with its variable's name."""
    try:
        return Settings()
    except ValidationError as error:
        raise Refused(
            Problem("settings.invalid", "FAIRDIAL_" + "_".join(map(str, fault["loc"])).upper(), {"fault": fault["msg"]})
            for fault in error.errors()
        ) from error
