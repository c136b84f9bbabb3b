"""A file of alert rules becomes an `AlertBook`, or every fault at once with its line."""

import re
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from itertools import pairwise

from audit.alerts.read_when import at_least, clock, duration, read_when, severity, some_time
from audit.alerts.rules import AlertBook, AlertRule, By, Quiet, Severe, Step, Throttle
from audit.rules.fields import Fields, choice, each, one_of, refuse, text
from audit.rules.node import Node

LANGUAGES = ("zh", "en")
_NAME = "[a-z][a-z0-9-]{0,39}"
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
        when=fields.read("when", read_when, Severe(4)),
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


def _throttle(node: Node) -> Throttle:
    fields = Fields(node, ["most", "per"])
    throttle = Throttle(fields.read("most", at_least(1), 1), fields.read("per", some_time, timedelta(hours=1)))
    fields.done()
    return throttle


def _quiet(node: Node) -> Quiet:
    fields = Fields(node, ["from", "to"], ["unless"])
    since, until = fields.read("from", clock, time()), fields.read("to", clock, time(1))
    if since == until:
        fields.fault("alerts.no_quiet", node)
    quiet = Quiet(since, until, fields.read("unless", severity, 5))
    fields.done()
    return quiet


def _step(node: Node, to: Callable[[Node], tuple[str, ...]]) -> Step:
    fields = Fields(node, ["after", "to"])
    step = Step(fields.read("after", some_time, timedelta(hours=1)), fields.read("to", to, ()))
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


def _items(node: Node) -> tuple[Node, ...]:
    return node.value if isinstance(node.value, tuple) else ()
