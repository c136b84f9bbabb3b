"""YAML into nodes with line numbers. What could surprise a reader is refused: aliases, tags, merge keys, doubled keys."""

from collections.abc import Iterator

import yaml

from audit.errors import Problem, Refused
from audit.rules.node import Node

LARGEST_FILE = 256 * 1024
DEEPEST_NESTING = 20

# libyaml's parser where PyYAML was built with it: ten times faster, same events.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(data: bytes, file: str) -> tuple[Node, ...]:
    """The documents of a file, empty ones left out. Raises Refused with the first fault: YAML cannot be read past one."""
    if len(data) > LARGEST_FILE:
        raise Refused(Problem("config.file_too_large", file, {"bytes": len(data), "limit": LARGEST_FILE}))
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(Problem("config.not_utf8", f"{file}:{line}")) from None
    try:
        return tuple(_Reader(yaml.parse(source, Loader=_LOADER), file).documents())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{file}:{mark.line + 1}" if mark else file
        raise Refused(Problem("config.not_yaml", where, {"reason": error.problem or error.context or ""})) from None
    except yaml.YAMLError as error:
        raise Refused(Problem("config.not_yaml", file, {"reason": str(error).splitlines()[0]})) from None


class _Reader:
    """Builds nodes from parser events, so that an alias is met as an alias and never expanded."""

    def __init__(self, events: Iterator[yaml.Event], file: str) -> None:
        self._events = events
        self._file = file

    def documents(self) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                node = self._node(next(self._events), 0, None)
                if node.value is not None:
                    yield node

    def _node(self, event: yaml.Event, depth: int, key_line: int | None) -> Node:
        line = key_line or (event.start_mark.line + 1 if event.start_mark else 1)
        self._check(event, depth, line)
        if isinstance(event, yaml.ScalarEvent):
            empty = event.implicit[0] and event.value in ("", "~", "null")
            return Node(None if empty else event.value, self._file, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(tuple(self._items(depth)), self._file, line)
        return Node(self._mapping(depth), self._file, line)

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1, None)

    def _mapping(self, depth: int) -> dict[str, Node]:
        values: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1, None)
            if not isinstance(key.value, str):
                raise self._refuse("config.key_not_text", key.line)
            if key.value == "<<":
                raise self._refuse("config.merge_key", key.line)
            if key.value in values:
                raise self._refuse("config.doubled_key", key.line, key=key.value, first=values[key.value].line)
            values[key.value] = self._node(next(self._events), depth + 1, key.line)
        return values

    def _check(self, event: yaml.Event, depth: int, line: int) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._refuse("config.alias", line)
        if getattr(event, "tag", None):
            raise self._refuse("config.tag", line)
        if depth > DEEPEST_NESTING:
            raise self._refuse("config.too_deep", line, limit=DEEPEST_NESTING)

    def _refuse(self, code: str, line: int, **values: object) -> Refused:
        return Refused(Problem(code, f"{self._file}:{line}", values))
