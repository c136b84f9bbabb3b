"""The `case` conditions of a rule: facts of the debtor's case, each with its field's own words."""

from collections.abc import Callable

from audit.records import LegalStage
from audit.rules.facts import Between, Fact, OneOf, Timed, Told
from audit.rules.fields import Fields, choice, number, refuse, some, text
from audit.rules.node import Node

NAMES = ("institution", "agency", "product", "timezone")
NUMBERS = ("due_amount", "principal", "overdue_days")
TIMES = ("assigned_at", "notified_at", "opened_at")
LISTS = ("debtor_name", "debtor_phones", "registered_contacts", "consents", "offers")
FIELDS = ("legal_stage", *NAMES, *NUMBERS, *TIMES, *LISTS)

TOLD = {"known": Told(known=True), "missing": Told(known=False)}
MOMENTS = {"before contact": Timed(before=True), "after contact": Timed(before=False)}

Condition = OneOf | Between | Told | Timed


def read_case(node: Node) -> tuple[Fact, ...]:
    fields = Fields(node, [], FIELDS)
    read = {field: fields.read(field, _reader(field), None) for field in FIELDS}
    if not any(field in fields for field in FIELDS):
        fields.fault("rules.missing_key", node, key="legal_stage")
    fields.done()
    return tuple(Fact(field, condition) for field, condition in read.items() if condition)


def _reader(field: str) -> Callable[[Node], Condition]:
    return lambda node: _condition(field, node)


def _condition(field: str, node: Node) -> Condition:
    if isinstance(node.value, str) and node.value in TOLD:
        return TOLD[node.value]
    if field == "legal_stage":
        return OneOf(frozenset(map(str, some(choice(LegalStage))(node))))
    if field in NAMES:
        return OneOf(some(text)(node))
    if field in NUMBERS:
        return read_between(node)
    known: dict[str, Condition] = {**TOLD, **(MOMENTS if field in TIMES else {})}
    if text(node) not in known:
        raise refuse("rules.unknown_value", node, value=node.plain, known=", ".join(known))
    return known[text(node)]


def read_between(node: Node) -> Between:
    fields = Fields(node, [], ["more_than", "less_than"])
    between = Between(fields.read("more_than", number, None), fields.read("less_than", number, None))
    low, high = between.more_than, between.less_than
    if low is None and high is None:
        fields.fault("rules.missing_key", node, key="more_than")
    elif low is not None and high is not None and low >= high:
        fields.fault("rules.nothing_between", node, more_than=low, less_than=high)
    fields.done()
    return between
