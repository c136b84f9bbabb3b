"""Filters and searches that people keep."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    QUEUE = "queue"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Saved:
    owner: str
    name: str
    kind: Kind
    #: As it stands in the address of the page.
    query: str
    at: datetime
    #: Whether everybody may use it; only the owner changes it.
    shared: bool = False

    @property
    def id(self) -> str:
        """One for each name of an owner: saved again under the same name it is replaced."""
        return hashlib.sha256(f"{self.owner}\x1f{self.kind}\x1f{self.name}".encode()).hexdigest()[:16]
