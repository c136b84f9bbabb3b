"""A file of alert rules becomes an `AlertBook`, or every fault at once with its line."""

import re
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from itertools import pairwise
from typing import TypeVar

from audit.alerts.model import Kind
from audit.alerts.rules import (
    AlertBook,
    AlertRule,
    By,
    Jump,
    Overdue,
    Quiet,
    Repeat,
    Search,
    Severe,
    Stalled,
    Step,
    Throttle,
    Trigger,
)
from audit.errors import Refused
from audit.query import parse_query
from audit.rules.fields import Fields, choice, each, number, one_of, refuse, some, text, whole
from audit.rules.node import Node
from audit.taxonomy import CATEGORIES

T = TypeVar("T")

LANGUAGES = ("zh", "en")
_NAME = "[a-z][a-z0-9-]{0,39}"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_ZERO = timedelta()
_OPTIONAL = ("action", "deadline", "group", "wait", "every", "throttle", "quiet", "digest", "escalate")


def read_book(node: Node) -> AlertBook:
    """Raises Refused (`rules.*`, `alerts.*`, `query.*`) with every fault."""
    fields = Fields(node, ["targets", "rules"])
    targets = fields.read("targets", _targets, {})
    rules = fields.read("rules", each(lambda one: _rule(one, targets)), ())
    seen = set[str]()
    for rule, place in zip(rules, _items(fields.at("rules")), strict=False):
        if rule.id in seen:
            fields.fault("alerts.doubled_rule", place, id=rule.id)
        seen.add(rule.id)
    fields.done()
    return AlertBook(targets, rules)


def _targets(node: Node) -> Mapping[str, str]:
    if not isinstance(node.value, dict):
        raise refuse("rules.not_a_mapping", node, keys="NAME: zh | en | both")
    for name, language in node.value.items():
        if not re.fullmatch(_NAME, name):
            raise refuse("alerts.bad_name", language, name=name)
    return {name: one_of((*LANGUAGES, "both"))(language) for name, language in node.value.items()}


def _rule(node: Node, targets: Mapping[str, str]) -> AlertRule:
    fields = Fields(node, ["id", "title", "when", "to"], _OPTIONAL)
    to = each(one_of(targets))
    rule = AlertRule(
        id=fields.read("id", _name, ""),
        title=fields.read("title", _both, {}),
        when=fields.read("when", _when, Severe(4)),
        to=fields.read("to", to, ()),
        action=fields.read("action", _both, {}),
        deadline=fields.read("deadline", duration, None),
        group=fields.read("group", choice(By), By.AGENCY),
        wait=fields.read("wait", duration, timedelta(seconds=10)),
        every=fields.read("every", duration, timedelta(minutes=5)),
        throttle=fields.read("throttle", _throttle, Throttle(12, timedelta(hours=1))),
        quiet=fields.read("quiet", _quiet, None),
        digest=fields.read("digest", clock, None),
        chain=fields.read("escalate", each(lambda one: _step(one, to)), ()),
    )
    after = [step.after for step in rule.chain]
    if any(second <= first for first, second in pairwise(after)):
        fields.fault("alerts.chain_order", fields.at("escalate"), id=rule.id)
    fields.done()
    return rule


def _when(node: Node) -> Trigger:
    if not isinstance(node.value, dict) or "kind" not in node.value:
        raise refuse("rules.missing_key", node, key="kind")
    return _KINDS[choice(Kind)(node.value["kind"])](node)


def _severe(node: Node) -> Severe:
    fields = Fields(node, ["kind", "at_least"])
    return _done(fields, Severe(fields.read("at_least", _severity, 4)))


def _category(node: Node) -> Severe:
    fields = Fields(node, ["kind", "categories"], ["at_least"])
    categories = fields.read("categories", some(one_of(CATEGORIES)), frozenset())
    return _done(fields, Severe(fields.read("at_least", _severity, 1), categories))


def _repeat(node: Node) -> Repeat:
    fields = Fields(node, ["kind", "count", "days"], ["at_least"])
    count, days = fields.read("count", _at_least(2), 2), fields.read("days", _at_least(1), 1)
    return _done(fields, Repeat(count, days, fields.read("at_least", _severity, 1)))


def _jump(node: Node) -> Jump:
    fields = Fields(node, ["kind", "factor"], ["days", "baseline", "least"])
    factor = fields.read("factor", number, 2.0)
    if factor < 1:
        fields.fault("alerts.too_small", fields.at("factor"), least=1)
    days, baseline = fields.read("days", _at_least(1), 1), fields.read("baseline", _at_least(1), 28)
    return _done(fields, Jump(factor, days, baseline, fields.read("least", _at_least(1), 5)))


def _overdue(node: Node) -> Overdue:
    fields = Fields(node, ["kind", "after"], ["at_least"])
    after = fields.read("after", _some_time, timedelta(hours=1))
    return _done(fields, Overdue(after, fields.read("at_least", _severity, 1)))


def _stalled(node: Node) -> Stalled:
    fields = Fields(node, ["kind", "after"])
    return _done(fields, Stalled(fields.read("after", _some_time, timedelta(hours=1))))


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


def _throttle(node: Node) -> Throttle:
    fields = Fields(node, ["most", "per"])
    throttle = Throttle(fields.read("most", _at_least(1), 1), fields.read("per", _some_time, timedelta(hours=1)))
    fields.done()
    return throttle


def _quiet(node: Node) -> Quiet:
    fields = Fields(node, ["from", "to"], ["unless"])
    since, until = fields.read("from", clock, time()), fields.read("to", clock, time(1))
    if since == until:
        fields.fault("alerts.no_quiet", node)
    quiet = Quiet(since, until, fields.read("unless", _severity, 5))
    fields.done()
    return quiet


def _step(node: Node, to: Callable[[Node], tuple[str, ...]]) -> Step:
    fields = Fields(node, ["after", "to"])
    step = Step(fields.read("after", _some_time, timedelta(hours=1)), fields.read("to", to, ()))
    fields.done()
    return step


def _name(node: Node) -> str:
    if not isinstance(node.value, str) or not re.fullmatch(_NAME, node.value):
        raise refuse("alerts.bad_name", node, name=node.plain)
    return node.value


def _both(node: Node) -> Mapping[str, str]:
    fields = Fields(node, LANGUAGES)
    said = {language: fields.read(language, text, "") for language in LANGUAGES}
    fields.done()
    return said


def _query(node: Node) -> str:
    try:
        parse_query(text(node))
    except Refused as refused:
        raise refuse("alerts.bad_query", node, fault=refused.problems[0].code) from refused
    return text(node)


def _severity(node: Node) -> int:
    return int(one_of("1234")(node))


def _at_least(least: int) -> Callable[[Node], int]:
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


def _some_time(node: Node) -> timedelta:
    if (found := duration(node)) == _ZERO:
        raise refuse("alerts.too_small", node, least="1s")
    return found


def clock(node: Node) -> time:
    """`09:00`"""
    if not isinstance(node.value, str) or not re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", node.value):
        raise refuse("alerts.not_a_clock", node, value=node.plain)
    return time.fromisoformat(node.value)


def _items(node: Node) -> tuple[Node, ...]:
    return node.value if isinstance(node.value, tuple) else ()
