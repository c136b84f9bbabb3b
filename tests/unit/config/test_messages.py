"""Every fault that the source can raise has its sentences in both languages, with values that it is given."""

import ast
from collections.abc import Iterator
from pathlib import Path

from audit.errors import Problem
from config.messages import LANGUAGES, catalogue, placeholders, render, words

ROOT = Path(__file__).resolve().parents[3]
#: Calls that make a Problem, and what they put before its code.
MAKERS = {"Problem": "", "refuse": "", "fault": "", "_fault": "", "_refuse": "", "_problem": "", "NotAllowed": "rules."}
#: Values that a maker adds by itself.
ADDED = {"_problem": frozenset({"id", "text"})}
PLACES = {"where", "position"}


def codes() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Code, place, and the names of the values where they are written out."""
    for path in sorted(
        file for folder in ("audit", "config", "pipelines", "api") for file in (ROOT / folder).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (made := _made(node)):
                yield made[0], f"{path.relative_to(ROOT)}:{node.lineno}", made[1]


def _made(call: ast.Call) -> tuple[str, frozenset[str] | None] | None:
    name = (
        call.func.id
        if isinstance(call.func, ast.Name)
        else call.func.attr
        if isinstance(call.func, ast.Attribute)
        else ""
    )
    if name not in MAKERS or not call.args or not isinstance(call.args[0], ast.Constant):
        return None
    code = call.args[0].value
    if not isinstance(code, str) or (name != "NotAllowed" and "." not in code):
        return None
    return MAKERS[name] + code, _values(name, call)


def _values(name: str, call: ast.Call) -> frozenset[str] | None:
    """Names of the values where they are written out: a mapping for Problem, keywords for its makers."""
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    if name != "Problem":
        return frozenset(str(keyword.arg) for keyword in call.keywords) | ADDED.get(name, frozenset())
    given = (
        call.args[2]
        if len(call.args) > 2
        else next((word.value for word in call.keywords if word.arg == "values"), ast.Dict([], []))
    )
    if not isinstance(given, ast.Dict) or not all(isinstance(key, ast.Constant) for key in given.keys):
        return None
    return frozenset(str(key.value) for key in given.keys if isinstance(key, ast.Constant))


def _lacking(code: str, values: frozenset[str] | None) -> str:
    """What is wrong with the sentences of a fault, if anything is."""
    if code not in catalogue():
        return "not in config/messages/"
    for language in LANGUAGES:
        sentence = catalogue()[code][language]
        if isinstance(sentence, str) or set(sentence) != {"what", "fix"} or not all(sentence.values()):
            return f"{language}: says not what and what to do"
        asked = placeholders(sentence["what"]) | placeholders(sentence["fix"])
        if values is not None and not asked <= values | PLACES:
            return f"{language}: is not given {sorted(asked - values - PLACES)}"
    return ""


def test_every_fault_has_its_sentences() -> None:
    found = set(codes())
    assert {"rules.unknown_key", "rules.unbounded_repeat", "config.alias"} <= {code for code, _, _ in found}
    assert not [f"{where}: {code}: {lacking}" for code, where, values in found if (lacking := _lacking(code, values))]


def test_every_sentence_is_there_in_both_languages_with_the_same_values() -> None:
    assert not [code for code, entry in catalogue().items() if set(entry) != set(LANGUAGES)]
    assert not [code for code in catalogue() if _asked(code, "zh") != _asked(code, "en")]


def _asked(code: str, language: str) -> frozenset[str]:
    text = catalogue()[code][language]
    return frozenset(placeholders(text if isinstance(text, str) else " ".join(text.values())))


def test_render() -> None:
    problem = Problem("rules.unknown_key", "packs/cn/x.yml:3", {"key": "titel", "known": "title"})
    assert render(problem) == "packs/cn/x.yml:3: 不认识的键“titel”。可用的键: title。"
    assert render(problem, "en") == "packs/cn/x.yml:3: Unknown key `titel`. Known keys: title."


def test_a_sentence_may_name_the_place_itself() -> None:
    assert render(Problem("blobs.damaged", "ab12"), "en").count("ab12") == 1


def test_a_fault_without_sentence_or_value_is_still_shown() -> None:
    assert render(Problem("no.such.code", "x:1", {"a": 1})) == "x:1: no.such.code a=1"
    assert render(Problem("rules.unknown_key", "x:1"), "en") == "x:1: Unknown key `{key}`. Known keys: {known}."
    assert render(Problem("rules.unknown_key", "x:1"), "fr").startswith("x:1: rules.unknown_key")


def test_words() -> None:
    assert words("no.such.code") == "no.such.code"
