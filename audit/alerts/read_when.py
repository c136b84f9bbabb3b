"""What raises an alert, read from its mapping; and what else rules are made of: lengths of time, times of the day, severities."""

import re
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from typing import TypeVar

from audit.alerts.model import Kind
from audit.alerts.rules import Jump, Overdue, Repeat, Search, Severe, Stalled, Trigger
from audit.errors import Refused
from audit.query import parse_query
from audit.rules.fields import Fields, choice, number, one_of, refuse, some, text, whole
from audit.rules.node import Node
from audit.taxonomy import CATEGORIES

T = TypeVar("T")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_ZERO = timedelta()


def read_when(node: Node) -> Trigger:
    if not isinstance(node.value, dict) or "kind" not in node.value:
        raise refuse("rules.missing_key", node, key="kind")
    return _KINDS[choice(Kind)(node.value["kind"])](node)


def _severe(node: Node) -> Severe:
    fields = Fields(node, ["kind", "at_least"])
    return _done(fields, Severe(fields.read("at_least", severity, 4)))


def _category(node: Node) -> Severe:
    fields = Fields(node, ["kind", "categories"], ["at_least"])
    categories = fields.read("categories", some(one_of(CATEGORIES)), frozenset())
    return _done(fields, Severe(fields.read("at_least", severity, 1), categories))


def _repeat(node: Node) -> Repeat:
    fields = Fields(node, ["kind", "count", "days"], ["at_least"])
    count, days = fields.read("count", at_least(2), 2), fields.read("days", at_least(1), 1)
    return _done(fields, Repeat(count, days, fields.read("at_least", severity, 1)))


def _jump(node: Node) -> Jump:
    fields = Fields(node, ["kind", "factor"], ["days", "baseline", "least"])
    factor = fields.read("factor", number, 2.0)
    if factor < 1:
        fields.fault("alerts.too_small", fields.at("factor"), least=1)
    days, baseline = fields.read("days", at_least(1), 1), fields.read("baseline", at_least(1), 28)
    return _done(fields, Jump(factor, days, baseline, fields.read("least", at_least(1), 5)))


def _overdue(node: Node) -> Overdue:
    fields = Fields(node, ["kind", "after"], ["at_least"])
    after = fields.read("after", some_time, timedelta(hours=1))
    return _done(fields, Overdue(after, fields.read("at_least", severity, 1)))


def _stalled(node: Node) -> Stalled:
    fields = Fields(node, ["kind", "after"])
    return _done(fields, Stalled(fields.read("after", some_time, timedelta(hours=1))))


def _search(node: Node) -> Search:
    fields = Fields(node, ["kind", "query", "owner"])
    return _done(fields, Search(fields.read("query", _query, ""), fields.read("owner", text, "")))


_KINDS: Mapping[Kind, Callable[[Node], Trigger]] = {
    Kind.SEVERITY: _severe,
    Kind.CATEGORY: _category,
    Kind.REPEAT: _repeat,
    Kind.JUMP: _jump,
    Kind.OVERDUE: _overdue,
    Kind.STALLED: _stalled,
    Kind.SEARCH: _search,
}


def _done(fields: Fields, made: T) -> T:
    fields.done()
    return made


def _query(node: Node) -> str:
    try:
        parse_query(text(node))
    except Refused as refused:
        raise refuse("alerts.bad_query", node, fault=refused.problems[0].code) from refused
    return text(node)


def severity(node: Node) -> int:
    return int(one_of("1234")(node))


def at_least(least: int) -> Callable[[Node], int]:
    def read(node: Node) -> int:
        if (value := whole(node)) < least:
            raise refuse("alerts.too_small", node, least=least)
        return value

    return read


def duration(node: Node) -> timedelta:
    """`30s`, `5m`, `2h`, `3d`"""
    found = re.fullmatch("([0-9]{1,4})([smhd])", node.value) if isinstance(node.value, str) else None
    if found is None:
        raise refuse("alerts.not_a_duration", node, value=node.plain)
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def some_time(node: Node) -> timedelta:
    if (found := duration(node)) == _ZERO:
        raise refuse("alerts.too_small", node, least="1s")
    return found


def clock(node: Node) -> time:
    """`09:00`"""
    if not isinstance(node.value, str) or not re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", node.value):
        raise refuse("alerts.not_a_clock", node, value=node.plain)
    return time.fromisoformat(node.value)
