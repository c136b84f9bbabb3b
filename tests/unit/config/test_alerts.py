"""Files of alert rules: the one that comes along is sound, and each fault is told with its line and remedy."""

from datetime import time, timedelta

import pytest

from audit.alerts.model import Kind
from audit.alerts.rules import By, Jump, Overdue, Quiet, Repeat, Search, Severe, Stalled, Step, Throttle
from audit.errors import Refused
from config.alerts import DEFAULT, parse_alerts
from config.messages import render

RULE = """\
targets: {managers: zh, heads: both}
rules:
  - id: zero
    title: {zh: 零容忍, en: Zero tolerance}
    when: {kind: severity, at_least: 4}
    to: [managers]
"""


def parsed(text):
    return parse_alerts(text.encode(), "alerts.yml")


def test_the_shipped_rules_are_sound_and_of_every_kind_but_a_search():
    book = parse_alerts(DEFAULT.read_bytes(), DEFAULT.name)
    kinds = {rule.when.kind for rule in book.rules}
    assert kinds == set(Kind) - {Kind.SEARCH}
    (zero,) = (rule for rule in book.rules if rule.when == Severe(4))
    assert zero.wait + zero.every < timedelta(minutes=1), "managers hear of it within a minute"
    assert zero.quiet is None
    assert zero.chain
    assert all(rule.action for rule in book.rules)


def test_a_rule_may_say_little():
    (rule,) = parsed(RULE).rules
    assert (rule.when, rule.to, rule.group, rule.quiet, rule.digest, rule.chain) == (
        Severe(4), ("managers",), By.AGENCY, None, None, ()
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{kind: category, categories: T08}", Severe(1, frozenset({"T08"}))),
        ("{kind: category, categories: [T08, T01], at_least: 3}", Severe(3, frozenset({"T08", "T01"}))),
        ("{kind: repeat, count: 5, days: 7}", Repeat(5, 7, 1)),
        ("{kind: jump, factor: 2.5}", Jump(2.5, 1, 28, 5)),
        ("{kind: overdue, after: 36h, at_least: 3}", Overdue(timedelta(hours=36), 3)),
        ("{kind: stalled, after: 30m}", Stalled(timedelta(minutes=30))),
        ("{kind: search, query: '通讯录 severity>=3', owner: lead}", Search("通讯录 severity>=3", "lead")),
    ],
)
def test_kinds(line, expected):
    assert parsed(RULE.replace("{kind: severity, at_least: 4}", line)).rules[0].when == expected


@pytest.mark.parametrize(
    ("line", "name", "expected"),
    [
        ("deadline: 2h", "deadline", timedelta(hours=2)),
        ("group: agent", "group", By.AGENT),
        ("wait: 0s", "wait", timedelta()),
        ("every: 90s", "every", timedelta(seconds=90)),
        ("throttle: {most: 3, per: 1d}", "throttle", Throttle(3, timedelta(days=1))),
        ("quiet: {from: '22:00', to: '08:00', unless: 4}", "quiet", Quiet(time(22), time(8), 4)),
        ("digest: '09:30'", "digest", time(9, 30)),
        ("escalate: [{after: 30m, to: [heads]}]", "chain", (Step(timedelta(minutes=30), ("heads",)),)),
    ],
)
def test_keys(line, name, expected):
    assert getattr(parsed(f"{RULE}    {line}\n").rules[0], name) == expected


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (RULE.replace("[managers]", "[nobody]"), "rules.unknown_value", 6),
        (RULE.replace("[managers]", "managers"), "rules.not_a_list", 6),
        (RULE.replace("at_least: 4", "at_least: 5"), "rules.unknown_value", 5),
        (RULE.replace("kind: severity", "kind: sevrity"), "rules.unknown_value", 5),
        (RULE.replace("at_least: 4", "atleast: 4"), "rules.unknown_key", 5),
        (RULE.replace(", en: Zero tolerance", ""), "rules.missing_key", 4),
        (RULE.replace("managers: zh", "managers: fr"), "rules.unknown_value", 1),
        (RULE.replace("managers", "Managers"), "alerts.bad_name", 1),
        (RULE.replace("id: zero", "id: Zero!"), "alerts.bad_name", 3),
        (RULE + RULE.partition("rules:\n")[2], "alerts.doubled_rule", 7),
        (RULE + "    wait: 5 minutes\n", "alerts.not_a_duration", 7),
        (RULE + "    digest: 9am\n", "alerts.not_a_clock", 7),
        (RULE + "    quiet: {from: '08:00', to: '08:00'}\n", "alerts.no_quiet", 7),
        (RULE + "    throttle: {most: 0, per: 1h}\n", "alerts.too_small", 7),
        (RULE + "    throttle: {most: 1, per: 0s}\n", "alerts.too_small", 7),
        (RULE + "    escalate: [{after: 2h, to: [heads]}, {after: 1h, to: [heads]}]\n", "alerts.chain_order", 7),
        (RULE.replace("severity, at_least: 4", "search, query: 'colour:red', owner: a"), "alerts.bad_query", 5),
        (RULE.replace("severity, at_least: 4", "jump, factor: 0.5"), "alerts.too_small", 5),
        (RULE.replace("severity, at_least: 4", "overdue, after: 0s"), "alerts.too_small", 5),
        ("targets: [a]\nrules: []\n", "rules.not_a_mapping", 1),
        ("a: 1\n---\nb: 2\n", "alerts.one_document", None),
        ("", "alerts.one_document", None),
    ],
)
def test_faults_name_their_line(text, code, line):
    with pytest.raises(Refused) as refused:
        parsed(text)
    (problem,) = [one for one in refused.value.problems if one.code == code][:1]
    assert problem.where == ("alerts.yml" if line is None else f"alerts.yml:{line}")
    assert all(render(problem, language) for language in ("zh", "en"))


def test_all_faults_come_at_once():
    with pytest.raises(Refused) as refused:
        parsed(RULE.replace("[managers]", "[nobody]").replace("at_least: 4", "at_least: 9") + "    wait: soon\n")
    assert [one.code for one in refused.value.problems] == [
        "rules.unknown_value",
        "rules.unknown_value",
        "alerts.not_a_duration",
    ]
