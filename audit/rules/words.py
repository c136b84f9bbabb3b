"""Word groups of the lexicons: `group: [word, /regex/, $other]`, filled in as one alternation, longest first."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from audit.errors import Problem, Refused
from audit.letters import DIALECT
from audit.rules import expression
from audit.rules.fields import each, refuse, text
from audit.rules.node import Node

NAME = re.compile("[a-z][a-z0-9_]*")
REFERENCE = re.compile(r"\$([A-Za-z0-9_]+)")
#: `${group}` within a regex.
INLINE = re.compile(r"\$\{([^}]*)\}")

Normal = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Group:
    """`expression` is a regex in normalised form, `words` what it was made of, as written."""

    expression: str
    words: tuple[str, ...]


def read_groups(
    lexicons: Iterable[Node], normal: Normal
) -> tuple[dict[str, Group], frozenset[str], tuple[Problem, ...]]:
    """All sound groups, the names of broken ones, and every fault."""
    reader = _Reader(normal)
    for lexicon in lexicons:
        reader.collect(lexicon)
    groups = {name: group for name in reader.nodes if (group := reader.group(name))}
    return groups, frozenset(reader.nodes) - groups.keys(), tuple(reader.faults)


class _Entry(NamedTuple):
    """A word or a regex, by the length of its longest match."""

    longest: int
    normal: str
    source: str


class _Reader:
    def __init__(self, normal: Normal) -> None:
        self.nodes: dict[str, Node] = {}
        self.faults: list[Problem] = []
        self._normal = normal
        self._words: dict[str, frozenset[_Entry] | None] = {}

    def collect(self, lexicon: Node) -> None:
        if not isinstance(lexicon.value, dict):
            self._fault("rules.not_a_mapping", lexicon, keys="group: [word, …]")
            return
        for name, node in lexicon.value.items():
            if not NAME.fullmatch(name):
                self._fault("rules.bad_group_name", node, group=name)
            elif name in self.nodes:
                self._fault("rules.doubled_group", node, group=name, first=self.nodes[name].where)
            else:
                self.nodes[name] = node

    def group(self, name: str) -> Group | None:
        words = self._expand(name, ())
        if not words:
            return None
        ordered = dict.fromkeys(word.normal for word in sorted(words, key=lambda word: (-word.longest, word.normal)))
        sources = dict.fromkeys(word.source for word in sorted(words, key=lambda word: (-word.longest, word.source)))
        return Group("(?:" + "|".join(ordered) + ")", tuple(sources))

    def _expand(self, name: str, path: tuple[str, ...]) -> frozenset[_Entry] | None:
        """All entries, those of other groups too; None for a broken group, whose faults are then noted once."""
        if name not in self._words:
            self._words[name] = None
            try:
                entries = each(lambda entry: self._entry(entry, (*path, name)))(self.nodes[name])
                if not entries:
                    raise refuse("rules.empty_group", self.nodes[name], group=name)
                self._words[name] = frozenset().union(*entries)
            except Refused as refused:
                self.faults.extend(refused.problems)
        return self._words[name]

    def _entry(self, entry: Node, path: tuple[str, ...]) -> frozenset[_Entry]:
        word = text(entry)
        if reference := REFERENCE.fullmatch(word):
            return self._other(reference[1], entry, path)
        if len(word) > 2 and word[0] == word[-1] == "/":
            standard = word[1:-1].translate(DIALECT)
            return frozenset((_Entry(checked(standard, entry, self._normal).longest, standard, word[1:-1]),))
        literal = literal_words(entry, self._normal)
        return frozenset((_Entry(len(literal), re.escape(literal), re.escape(word.strip())),))

    def _other(self, name: str, entry: Node, path: tuple[str, ...]) -> frozenset[_Entry]:
        if name not in self.nodes:
            raise refuse("rules.unknown_group", entry, group=name)
        if name in path:
            raise refuse("rules.group_cycle", entry, path=" -> ".join(f"${step}" for step in (*path, name)))
        words = self._expand(name, path)
        if words is None:
            raise refuse("rules.broken_group", entry, group=name)
        return words

    def _fault(self, code: str, node: Node, **values: object) -> None:
        self.faults.append(Problem(code, node.where, values))


def literal_words(node: Node, normal: Normal) -> str:
    words = normal(text(node)).strip()
    if not words:
        raise refuse("rules.matches_nothing", node)
    return words


def checked(regex: str, node: Node, normal: Normal) -> expression.Shape:
    try:
        return expression.check(regex, normal)
    except expression.NotAllowed as fault:
        raise refuse(f"rules.{fault.code}", node, **fault.values) from None


def used_groups(node: Node) -> frozenset[str]:
    """Names of the groups that a rule's patterns mention."""
    names: set[str] = set()
    for scalar in node.scalars():
        names.update(INLINE.findall(scalar))
        if reference := REFERENCE.fullmatch(scalar):
            names.add(reference[1])
    return frozenset(names)


@dataclass(frozen=True, slots=True)
class Words:
    """What patterns are read with: the sound groups, the names of broken ones, and how words are normalised."""

    groups: Mapping[str, Group]
    broken: frozenset[str]
    normal: Normal

    def expression(self, name: str, node: Node) -> str:
        if name in self.broken:
            raise refuse("rules.broken_group", node, group=name)
        if name not in self.groups:
            raise refuse("rules.unknown_group", node, group=name)
        return self.groups[name].expression
