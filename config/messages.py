"""Sentences for people: config/messages/*.yml gives each code its words in Chinese and English."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from audit.errors import Problem, Refused
from audit.rules.node import Node
from config.yaml_lines import read_yaml

LANGUAGES = ("zh", "en")
_FOLDER = Path(__file__).with_name("messages")

#: What was found and what to do about it, for problems; or one text, for everything else.
Sentence = Mapping[str, str] | str


@cache
def catalogue() -> Mapping[str, Mapping[str, Sentence]]:
    """Code -> language -> sentence, from all files. Raises Refused for a code that two files define."""
    entries: dict[str, Any] = {}
    places: dict[str, str] = {}
    for path in sorted(_FOLDER.glob("*.yml")):
        for document in read_yaml(path.read_bytes(), f"messages/{path.name}"):
            for code, node in _entries(document):
                if code in places:
                    raise Refused(Problem("messages.doubled_code", node.where, {"code": code, "first": places[code]}))
                entries[code], places[code] = node.plain, node.where
    return entries


def render(problem: Problem, language: str = "zh") -> str:
    """`where: what. remedy.` unless the sentence names the place itself. A code without sentence shows itself and its values: no fault may hide another."""
    sentence = catalogue().get(problem.code, {}).get(language)
    if not isinstance(sentence, Mapping):
        return str(problem)
    stop = "。" if language == "zh" else ". "
    text = "".join(
        part if part.endswith("。") else part.rstrip(".") + stop for part in (sentence["what"], sentence["fix"])
    )
    place = "" if "where" in placeholders(text) else f"{problem.where}: "
    return place + _fill(text.rstrip(), {"where": problem.where, **problem.values})


def render_all(problems: Iterable[Problem], language: str = "zh") -> str:
    """Everything that is wrong with one thing, in one line."""
    return " ".join(render(problem, language) for problem in problems)


def words(code: str, language: str = "zh", **values: object) -> str:
    """A text of the screens and commands; the code itself where there is none."""
    text = catalogue().get(code, {}).get(language)
    if not isinstance(text, str):
        return code
    return _fill(text, values) if values else _plain(text)


def placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def _entries(document: Node) -> list[tuple[str, Node]]:
    return list(document.value.items()) if isinstance(document.value, dict) else []


class _Values(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


@cache
def _plain(text: str) -> str:
    """Most texts of a screen have nothing to fill in, and are said again and again."""
    return _fill(text, {})


def _fill(text: str, values: Mapping[str, object]) -> str:
    return text.format_map(_Values(values))
