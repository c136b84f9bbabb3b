"""What went wrong, where, and the values its sentence needs. The sentences live in config/messages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault that a person can mend. `code` names its sentence, e.g. `rules.unknown_key`."""

    code: str
    #: The place as a person would look it up: `packs/cn/x.yml:12`, `sms.csv:7`, a contact's id.
    where: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        details = " ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.where}: {self.code} {details}".rstrip()


class Refused(Exception):
    """Input that cannot be used, with every problem found in it (never empty)."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))
