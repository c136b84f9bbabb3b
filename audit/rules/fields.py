"""Reading the fields of a mapping: each reader gives a typed value or raises Refused naming the line."""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from audit.errors import Problem, Refused
from audit.rules.node import Node

T = TypeVar("T")
D = TypeVar("D")
E = TypeVar("E", bound=StrEnum)


def refuse(code: str, node: Node, **values: object) -> Refused:
    return Refused(Problem(code, node.where, values))


class Fields:
    """One mapping being read. Faults are collected; `done` raises them all together."""

    def __init__(self, node: Node, required: Collection[str], optional: Collection[str] = ()) -> None:
        self.node = node
        self.faults: list[Problem] = []
        if not isinstance(node.value, dict):
            raise refuse("rules.not_a_mapping", node, keys=", ".join(required))
        self._values = node.value
        known = (*required, *optional)
        for key, value in node.value.items():
            if key not in known and value.value is None:
                # `{text: a,b}` is how YAML spells the keys `text` and `b`: the usual slip in a test row.
                self.fault("rules.unquoted_comma", value, key=key)
            elif key not in known:
                self.fault("rules.unknown_key", value, key=key, known=", ".join(known))
        for key in required:
            if key not in node.value or node.value[key].value is None:
                self.fault("rules.missing_key", node.value.get(key, node), key=key)

    def __contains__(self, key: str) -> bool:
        return key in self._values and self._values[key].value is not None

    def at(self, key: str) -> Node:
        """The node of a key, or the whole mapping when the key is missing: the best place to name."""
        return self._values.get(key, self.node)

    def read(self, key: str, reader: Callable[[Node], T], default: D) -> T | D:
        """`default` stands in for a missing or faulty value; a faulty one makes `done` raise."""
        if key not in self:
            return default
        try:
            return reader(self._values[key])
        except Refused as refused:
            self.faults.extend(refused.problems)
            return default

    def fault(self, code: str, node: Node, **values: object) -> None:
        self.faults.append(Problem(code, node.where, values))

    def done(self) -> None:
        if self.faults:
            raise Refused(self.faults)


def text(node: Node) -> str:
    if not isinstance(node.value, str) or not node.value.strip():
        raise refuse("rules.not_text", node)
    return node.value


def whole(node: Node) -> int:
    """A whole number from 0 to 999999."""
    if not isinstance(node.value, str) or not re.fullmatch("[0-9]{1,6}", node.value):
        raise refuse("rules.not_a_number", node, value=node.plain)
    return int(node.value)


def number(node: Node) -> float:
    if not isinstance(node.value, str) or not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", node.value):
        raise refuse("rules.not_a_number", node, value=node.plain)
    return float(node.value)


def day(node: Node) -> date:
    try:
        return date.fromisoformat(text(node))
    except ValueError:
        raise refuse("rules.not_a_date", node, value=node.plain) from None


def choice(kind: type[E]) -> Callable[[Node], E]:
    def read(node: Node) -> E:
        one_of(kind)(node)
        return kind(text(node))

    return read


def one_of(known: Iterable[str]) -> Callable[[Node], str]:
    names = tuple(map(str, known))

    def read(node: Node) -> str:
        if node.value not in names:
            raise refuse("rules.unknown_value", node, value=node.plain, known=", ".join(names))
        return text(node)

    return read


def each(reader: Callable[[Node], T]) -> Callable[[Node], tuple[T, ...]]:
    """A list whose items are all read, so that all their faults come at once."""

    def read(node: Node) -> tuple[T, ...]:
        if not isinstance(node.value, tuple):
            raise refuse("rules.not_a_list", node)
        values: list[T] = []
        faults: list[Problem] = []
        for item in node.value:
            try:
                values.append(reader(item))
            except Refused as refused:
                faults.extend(refused.problems)
        if faults:
            raise Refused(faults)
        return tuple(values)

    return read


def some(reader: Callable[[Node], T]) -> Callable[[Node], frozenset[T]]:
    """One value or a list of them."""

    def read(node: Node) -> frozenset[T]:
        if isinstance(node.value, tuple):
            return frozenset(each(reader)(node))
        return frozenset((reader(node),))

    return read
