"""The benchmark's files, and the JSON lines that any program under test is given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
#: When every row is said to have happened: a working day in office hours.
AT = "2026-03-10T10:00:00+08:00"
SPEAKERS = {"A": "agent", "D": "debtor", "T": "third_party", "I": "ivr"}
LISTENERS = ("debtor", "third_party", "contact", "guarantor")
_TURN = re.compile(r"(?:(?P<start>\d+(?:\.\d+)?) )?(?P<who>[ADTI]) (?P<text>.+)")
_MARK = re.compile(r"\[(?P<kind>[a-z_]+):(?P<text>[^\]]+)\]")

Span = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One message or dialogue. `may` are categories that are neither demanded nor counted as wrong."""

    id: str
    kind: str
    expect: frozenset[str]
    may: frozenset[str]
    given: dict[str, Any]
    #: Personal data with exact places; None where nobody marked any.
    pii: frozenset[Span] | None = None
    texts: tuple[str, ...] = field(default=())

    @property
    def compliant(self) -> bool:
        return not self.expect


def read(split: str, folder: Path = HERE) -> list[Row]:
    """All rows of a split, in the order of its files."""
    rows: list[Row] = []
    for path in sorted((folder / split).iterdir()):
        for kind, reader in (("messages", _messages), ("dialogues", _dialogues), ("pii", _personal)):
            if path.name.startswith(kind):
                rows += reader(path)
    return rows


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("# "):
            yield f"{path.stem}:{number}", line


def _messages(path: Path) -> Iterator[Row]:
    for place, line in _lines(path):
        labels, may, where, kind, text = line.split("\t")
        given, speaker = _given(place, where)
        turn = {"speaker": speaker, "text": text}
        yield Row(place, kind, _set(labels), _set(may), {**given, "turns": [turn]}, texts=(text,))


def _dialogues(path: Path) -> Iterator[Row]:
    header, turns, place = "", list[dict[str, Any]](), ""
    for number, line in _lines(path):
        if line.startswith("## "):
            if header:
                yield _dialogue(place, header, turns)
            header, turns, place = line[3:], [], number
        else:
            match = _TURN.fullmatch(line)
            if match is None:
                message = f"{number}: neither a header nor a turn: {line}"
                raise ValueError(message)
            turns.append({"speaker": SPEAKERS[match["who"]], "text": match["text"], "start": match["start"]})
    if header:
        yield _dialogue(place, header, turns)


def _dialogue(place: str, header: str, turns: list[dict[str, Any]]) -> Row:
    name, where, labels, may, kind = (part.strip() for part in header.split("|"))
    given, _ = _given(f"{place.split(':', maxsplit=1)[0]}:{name}", where)
    spoken = []
    for turn, later in zip(turns, [*turns[1:], {}], strict=True):
        one = {"speaker": turn["speaker"], "text": turn["text"]}
        if turn["start"] is not None:
            start = float(turn["start"])
            end = float(later["start"]) if later.get("start") else start + 0.25 * len(turn["text"])
            one |= {"start": start, "end": end}
        spoken.append(one)
    texts = tuple(turn["text"] for turn in turns)
    return Row(given["id"], kind, _set(labels), _set(may), {**given, "turns": spoken}, texts=texts)


def _personal(path: Path) -> Iterator[Row]:
    for place, line in _lines(path):
        where, marked = line.split("\t")
        text, spans = unmark(marked)
        given, speaker = _given(place, where)
        turn = {"speaker": speaker, "text": text}
        every = frozenset(f"T{number:02}" for number in range(1, 26))
        yield Row(place, "pii", frozenset(), every, {**given, "turns": [turn]}, frozenset(spans), (text,))


def unmark(marked: str) -> tuple[str, list[Span]]:
    """`打[cn_mobile:15400000000]吧` -> the text, and (kind, start, end) of what was marked."""
    text, spans, done = "", list[Span](), 0
    for match in _MARK.finditer(marked):
        text += marked[done : match.start()]
        spans.append((match["kind"], len(text), len(text) + len(match["text"])))
        text += match["text"]
        done = match.end()
    return text + marked[done:], spans


def _given(identity: str, where: str) -> tuple[dict[str, Any], str]:
    channel, *more = where.split(",")
    options = dict(part.split("=") for part in more if "=" in part)
    party = next((part for part in more if part in LISTENERS), "debtor")
    unknown = [part for part in more if "=" not in part and part not in LISTENERS]
    if unknown or not options.keys() <= {"speaker", "stage"}:
        message = f"{identity}: unknown words in {where!r}"
        raise ValueError(message)
    case = {"legal_stage": options.get("stage", "none")}
    given = {"id": identity, "channel": channel, "party": party, "at": AT, "case": case}
    return given, options.get("speaker", "agent")


def _set(categories: str) -> frozenset[str]:
    return frozenset() if categories == "-" else frozenset(categories.split(","))
