"""Many incidents decided at once: only what is alike, and only by somebody who heard some of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.errors import Problem
from audit.triage import Status, Work

#: At least one in so many must have been played, and never fewer than LEAST unless there are fewer.
ONE_IN = 10
LEAST = 3
MOST = 200


@dataclass(frozen=True, slots=True)
class Alike:
    """One of the incidents that are to be decided together."""

    incident: str
    rule: str
    agent: str | None
    work: Work


def sample_size(count: int) -> int:
    """How many of so many must have been played."""
    return min(count, max(LEAST, -(-count // ONE_IN)))


def faults(chosen: Sequence[Alike], by: str, played: frozenset[str]) -> tuple[Problem, ...]:
    """Why `by`, who played these incidents, may not decide on all of the chosen ones at once; empty where they may."""
    if len(chosen) > MOST:
        return (Problem("bulk.too_many", "bulk", {"count": len(chosen), "most": MOST}),)
    kinds = {(one.rule, one.agent) for one in chosen}
    if len(kinds) > 1 or any(one.agent is None for one in chosen):
        return (Problem("bulk.unlike", "bulk", {"kinds": len(kinds)}),)
    heard, needed = sum(one.incident in played for one in chosen), sample_size(len(chosen))
    found = [problem for one in chosen if (problem := _not_free(one, by))]
    if heard < needed:
        found.append(Problem("bulk.not_heard", "bulk", {"heard": heard, "needed": needed, "count": len(chosen)}))
    return tuple(found)


def _not_free(one: Alike, by: str) -> Problem | None:
    free = one.work.status is Status.OPEN or (one.work.status is Status.CLAIMED and one.work.assignee == by)
    return None if free else Problem("bulk.not_free", one.incident, {"status": one.work.status})
