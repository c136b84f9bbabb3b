"""Words for what audit tells without a language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit.rules.telling import Joined, Line, Value
from config.messages import words


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence and what stands below it."""

    text: str
    below: tuple["Told", ...] = ()


def told(lines: Sequence[Line], language: str) -> tuple[Told, ...]:
    """The same sentences as a tree, for pages."""
    return tuple(Told(_text(line, language), told(line.below, language)) for line in lines)


def spelt(lines: tuple[Line, ...], language: str) -> Iterator[str]:
    """Headings as they are; what stands below them indented, one `- ` each."""
    for heading in lines:
        yield _text(heading, language)
        yield from _below(heading, language, 0)


def _below(line: Line, language: str, depth: int) -> Iterator[str]:
    for inner in line.below:
        yield f"{'  ' * depth}- {_text(inner, language)}"
        yield from _below(inner, language, depth + 1)


def _text(line: Line, language: str) -> str:
    return words(line.code, language, **{name: _value(value, language) for name, value in line.values.items()})


def _value(value: Value, language: str) -> str:
    if isinstance(value, Line):
        return _text(value, language)
    if isinstance(value, Joined):
        return words(value.joiner, language).join(_value(item, language) for item in value.items)
    if isinstance(value, Mapping):
        return value[language]
    return str(value)
