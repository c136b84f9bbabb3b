"""Conversations and rules in few words: `a 0-2 您好` is an agent's turn from second 0 to 2, `a 您好` one without times."""

import re
from datetime import datetime, timedelta, timezone
from textwrap import dedent

from audit.findings import Scan
from audit.pack import compile_pack
from audit.records import Channel, Contact, Party, Speaker, Turn, Word
from audit.rules.model import Rule
from audit.rules.parse import parse_rule
from audit.rules.words import Words
from audit.scan import scan
from audit.text import normalise
from config.yaml_lines import read_yaml
from tests.unit.rules.packs import said

SPEAKERS = {"a": Speaker.AGENT, "d": Speaker.DEBTOR, "t": Speaker.THIRD_PARTY, "?": Speaker.UNKNOWN}
DAY = datetime(2026, 3, 1, 10, tzinfo=timezone(timedelta(hours=8)))


def turn(index: int, line: str) -> Turn:
    """`a 0-9 您好|3-4 谢谢|8-9` gives the words their own times."""
    speaker, start, end, text = re.fullmatch(r"(\S) (?:(\d+)-(\d+) )?(.*)", line).groups()  # type: ignore[union-attr]
    words = tuple(
        Word(word, float(first), float(last), 0.9) for word, first, last in re.findall(r"([^| ]+)\|(\d+)-(\d+)", text)
    )
    plain = re.sub(r"\|\d+-\d+ ?", "", text)
    times = (float(start), float(end)) if start else (None, None)
    return Turn(index, SPEAKERS[speaker], plain, *times, words)


def talk(*lines: str, **fields: object) -> Contact:
    turns = tuple(turn(index, line) for index, line in enumerate(lines))
    return Contact(**{"id": "1", "channel": Channel.CALL, "party": Party.DEBTOR, "at": DAY, "turns": turns} | fields)  # type: ignore[arg-type]


def rule_of(body: str) -> Rule:
    (node,) = read_yaml(said(dedent(body)).encode(), "rule.yml")
    return parse_rule(node, Words({}, frozenset(), lambda text: normalise(text).text))


def heard(body: str, contact: Contact) -> Scan:
    return scan(contact, compile_pack([rule_of(body)]))


def result(body: str, contact: Contact) -> tuple[list[str], list[str]]:
    """Quotes and the reasons why it could not be assessed."""
    scanned = heard(body, contact)
    return [found.quote for found in scanned.findings], [doubt.reason for doubt in scanned.not_assessed]
