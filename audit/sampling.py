"""Samples that anybody can draw again: a plan keeps its seed and what it was drawn from, and the draw is a matter of hashes."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from math import log

from audit.errors import Problem, Refused
from audit.ports import Filter
from audit.scope import EVERYTHING, Scope


class Method(StrEnum):
    #: Every contact alike: the only one from which shares of the whole may be estimated.
    RANDOM = "random"
    #: So many of each agent.
    PER_AGENT = "per_agent"
    #: The graver what was found, the likelier.
    RISK = "risk"
    #: Each stratum as large as its share of the frame.
    STRATIFIED = "stratified"


#: By what strata are told apart: fields of a member.
STRATA = ("agency", "agent", "channel", "institution")
#: A contact with a finding one step graver is so many times as likely to be drawn.
RISK_STEP = 4.0


@dataclass(frozen=True, slots=True)
class FrameQuery:
    """Which contacts a sample is drawn from."""

    #: The number of the newest contact: what came in later is not in the frame.
    newest: int
    filter: Filter = field(default_factory=Filter)
    #: Only those in which nothing was found.
    unhit: bool = False
    #: What the planner may see: nothing is drawn from outside.
    scope: Scope = EVERYTHING

    @property
    def reach(self) -> Scope:
        """A scope that holds the whole frame; who may not see all of it is not told how large it is."""
        asked, seen = self.filter, self.scope
        return Scope(
            _narrowed(seen.institutions, asked.institution),
            _narrowed(seen.agencies, asked.agency),
            _narrowed(seen.agents, asked.agent),
        )


@dataclass(frozen=True, slots=True)
class Member:
    """A contact of the frame; what is not known is empty."""

    key: str
    agency: str = ""
    agent: str = ""
    channel: str = ""
    institution: str = ""
    #: Of the gravest finding; 0 where nothing was found.
    severity: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Enough to draw the same sample again and to see whether the frame is still the same."""

    name: str
    method: Method
    seed: str
    query: FrameQuery
    #: Contacts in all; per agent where it is so drawn.
    size: int
    by: str
    at: datetime
    strata: tuple[str, ...] = ()
    frame_size: int = 0
    #: SHA-256 over the sorted keys, one a line.
    frame_hash: str = ""
    #: Whether agent and agency are hidden from those who look at what was drawn.
    blind: bool = False

    @property
    def id(self) -> str:
        parts = (self.name, self.method, self.seed, str(self.size), *self.strata, self.frame_hash, self.at.isoformat())
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def frame_hash(keys: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()


def freeze(plan: Plan, frame: Sequence[Member]) -> Plan:
    """The plan bound to what it is drawn from. Raises Refused (`sampling.*`) where it draws nothing or names no strata."""
    if plan.size < 1 or not frame:
        raise Refused(Problem("sampling.nothing", plan.name, {"size": plan.size, "frame": len(frame)}))
    if (plan.method is Method.STRATIFIED) != bool(plan.strata) or not set(plan.strata) <= set(STRATA):
        values = {"strata": ", ".join(plan.strata) or "-", "known": ", ".join(STRATA)}
        raise Refused(Problem("sampling.strata", plan.name, values))
    return replace(plan, frame_size=len(frame), frame_hash=frame_hash(one.key for one in frame))


def draw(plan: Plan, frame: Iterable[Member]) -> tuple[str, ...]:
    """Keys in the order drawn. The order in which the frame is given does not matter."""
    members = sorted(frame, key=lambda one: one.key)
    if plan.method is Method.PER_AGENT:
        chosen = [one for group in _groups(members, ("agent",)).values() for one in _first(plan, group, plan.size)]
        return tuple(one.key for one in sorted(chosen, key=lambda one: (one.agent, ticket(plan.seed, one.key))))
    if plan.method is Method.STRATIFIED:
        groups = _groups(members, plan.strata)
        shares = allot(plan.size, {name: len(group) for name, group in groups.items()})
        return tuple(one.key for name, group in groups.items() for one in _first(plan, group, shares[name]))
    if plan.method is Method.RISK:
        return tuple(one.key for one in sorted(members, key=lambda one: _wait(plan.seed, one))[: plan.size])
    return tuple(one.key for one in _first(plan, members, plan.size))


def verify(plan: Plan, drawn: Sequence[str], frame: Sequence[Member]) -> tuple[Problem, ...]:
    """What is not as the plan says: the frame, or the sample drawn from it. Empty when all is."""
    hashed = frame_hash(one.key for one in frame)
    if hashed != plan.frame_hash:
        values = {"then": plan.frame_size, "now": len(frame), "hash": hashed}
        return (Problem("sampling.other_frame", plan.id, values),)
    if draw(plan, frame) != tuple(drawn):
        return (Problem("sampling.other_draw", plan.id, {"drawn": len(drawn)}),)
    return ()


def ticket(seed: str, key: str) -> int:
    """The first 128 bits of SHA-256 over seed and key: as good as drawn by lot, and the same on every machine."""
    return int.from_bytes(hashlib.sha256(f"{seed}\x1f{key}".encode()).digest()[:16], "big")


def allot(size: int, counts: Mapping[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    """Seats by share, what is left over by the largest remainder (Hamilton); one at least for each while there are enough."""
    total = sum(counts.values())
    wanted = min(size, total)
    names = sorted(counts)
    least = 1 if wanted >= len(names) else 0
    exact = {name: wanted * counts[name] / total for name in names}
    seats = {name: max(int(exact[name]), least) for name in names}
    by_need = sorted(names, key=lambda name: (seats[name] - exact[name], name))
    while (left := wanted - sum(seats.values())) != 0:
        for name in by_need if left > 0 else reversed(by_need):
            if left > 0 and seats[name] < counts[name]:
                seats[name] += 1
                left -= 1
            elif left < 0 and seats[name] > least:
                seats[name] -= 1
                left += 1
            if left == 0:
                break
    return seats


def _first(plan: Plan, members: Iterable[Member], size: int) -> list[Member]:
    return sorted(members, key=lambda one: ticket(plan.seed, one.key))[:size]


def _groups(members: Iterable[Member], fields: Sequence[str]) -> dict[tuple[str, ...], list[Member]]:
    found: dict[tuple[str, ...], list[Member]] = {}
    for one in members:
        found.setdefault(tuple(str(getattr(one, name)) for name in fields), []).append(one)
    return dict(sorted(found.items()))


def _narrowed(seen: frozenset[str] | None, asked: frozenset[str]) -> frozenset[str] | None:
    if not asked:
        return seen
    return asked if seen is None else seen & asked


def _wait(seed: str, one: Member) -> tuple[float, str]:
    """Shorter for the likelier: exponential waits give weighted draws without putting back (Efraimidis & Spirakis 2006)."""
    unit = (ticket(seed, one.key) + 1) / (2**128 + 1)
    return round(-log(unit) / RISK_STEP**one.severity, 12), one.key
