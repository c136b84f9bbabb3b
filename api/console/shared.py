"""How far two are with what they look at apart: who owes what, and how they agree."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.agreement import Agreement, agreements
from audit.double import Stage
from audit.shared_looks import Shared


@dataclass(frozen=True, slots=True)
class Looker:
    name: str
    given: int
    looked: int


@dataclass(frozen=True, slots=True)
class SharedShown:
    """Of one sample."""

    count: int
    lookers: Sequence[Looker]
    #: By `audit.double.Stage`.
    stages: Mapping[str, int]
    #: All pairs together, then each pair; empty before both have looked at one.
    table: Sequence[Agreement]
    #: Those of which two say different things, to be settled first.
    disputed: Sequence[Shared]


def shared_shown(shared: Sequence[Shared]) -> SharedShown | None:
    """None where nothing was given to two."""
    if not shared:
        return None
    given = Counter(name for one in shared for name in one.lookers)
    owed = Counter(name for one in shared for name in one.owed)
    stages = Counter(one.stage for one in shared)
    told = [one for one in shared if one.stage in (Stage.DISPUTED, Stage.SETTLED)]
    return SharedShown(
        len(shared),
        [Looker(name, number, number - owed[name]) for name, number in sorted(given.items())],
        {stage.value: stages[stage] for stage in Stage},
        agreements(pair for one in shared for pair in one.pairs),
        sorted(told, key=lambda one: one.stage is Stage.SETTLED),
    )
