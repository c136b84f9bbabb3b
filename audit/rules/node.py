"""A value of a rule file that still knows where it stands, so that every fault can name its line."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar, a list or a mapping of a YAML file.

    Scalars stay the text that the author wrote; what they mean is for the reader of the field to say. So `no` is never
    a boolean and `21:10` never a number. None is an empty value.
    """

    value: "str | tuple[Node, ...] | dict[str, Node] | None"
    #: As shown to people, relative to the configuration folder: `packs/cn/x.yml`.
    file: str
    #: From 1. For a value of a mapping it is the line of its key.
    line: int

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def plain(self) -> object:
        """The same without places, as JSON knows it."""
        if isinstance(self.value, dict):
            return {key: node.plain for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain for node in self.value]
        return self.value

    def scalars(self) -> Iterator[str]:
        """Every text within, depth first, keys left out."""
        if isinstance(self.value, str):
            yield self.value
        elif self.value is not None:
            for node in self.value.values() if isinstance(self.value, dict) else self.value:
                yield from node.scalars()
