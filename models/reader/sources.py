"""Sentences that the project already has and that teach the reader too: the rules' own examples, the speech model's texts, decent turns of conversations."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from audit.reading import ANSWER, STEPS
from audit.rules.model import Example, Recognised, Rule
from audit.text import normalise
from config.loader import load_pack
from models.reader.lines import CATEGORIES, OTHERS, Line
from models.signs.lines import read_lines, read_openings

_TEXTS = Path(__file__).resolve().parents[1] / "recipe" / "texts"
#: Why a look-alike stays silent, where that holds of every category and not only of the rule's own.
_SILENT = ("negat", "quot", "advice", "question", "correct", "report", "true", "polite", "inform")


def other_lines() -> Iterator[Line]:
    for rule in load_pack("cn").rules:
        if rule.category in CATEGORIES and rule.say and not isinstance(rule.say, Recognised):
            yield from _examples(rule)
    for path in sorted(_TEXTS.glob("*.yml")):
        if path.stem != "slots":
            yield from _spoken(path)
    yield from _decent()


def _decent() -> Iterator[Line]:
    """Who says who he is, or takes up what a debtor tells, violates nothing by that turn."""
    for line in (*read_openings(), *read_lines()):
        if line.labels & (STEPS | {ANSWER}):
            text, channel, party, *_ = line.spoken
            may = frozenset(("T09",) if party in OTHERS else ())  # others may learn by it that there is a debt
            yield Line("signs", frozenset(), may, channel, party, "agent", "none", text, text)


def _examples(rule: Rule) -> Iterator[Line]:
    others = frozenset(CATEGORIES) - {rule.category}
    for row in rule.tests.must:
        yield from _example(row, frozenset((rule.category,)), others)
    for row in rule.tests.must_not:
        innocent = row.because and any(word in row.because for word in _SILENT)
        yield from _example(row, frozenset(), frozenset() if innocent else others)


def _example(row: Example, labels: frozenset[str], may: frozenset[str]) -> Iterator[Line]:
    given: dict[str, Any] = dict(row.contact)
    if "turns" in given:
        return
    stage = dict(given.get("case", ())).get("legal_stage", "none")
    channel, party = given.get("channel", "sms"), given.get("party", "debtor")
    speaker = given.get("speaker", "agent")
    yield Line(
        "rules", labels, may, str(channel), str(party), str(speaker), str(stage), row.text, normalise(row.text).text
    )


def _spoken(path: Path) -> Iterator[Line]:
    for row in yaml.safe_load(path.read_text(encoding="utf-8")):
        if not isinstance(row, dict) or row.get("speaker") != "agent" or row["category"] not in (*CATEGORIES, "ok"):
            continue
        labels = frozenset((row["category"],)) & frozenset(CATEGORIES)
        others = path.stem == "third-party" or row["category"] == "T09"
        text = row["text"].replace("{", "").replace("}", "")
        party = "third_party" if others else "debtor"
        yield Line("speech", labels, frozenset(), "call", party, "agent", "none", text, normalise(text).text)
