"""Proposals for rules in a dictionary, and versions counted over a `MemoryStore`."""

from collections.abc import Sequence
from datetime import date

from audit.errors import Problem, Refused
from audit.proposals import Proposal, Ruling, State, settle
from audit.rule_ports import VersionSeen
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.memory.shadow import MemoryShadowFigures
from pipelines.adapters.memory.store import MemoryStore


class MemoryRulebook(MemoryShadowFigures):
    """`audit.rule_ports.RuleStore`."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self._proposals: dict[str, Proposal] = {}

    def propose(self, proposal: Proposal) -> None:
        if other := self.proposals(proposal.rule):
            raise Refused(Problem("proposal.open", proposal.rule, {"by": other[0].by}))
        self._proposals[proposal.id] = proposal

    def settle(self, proposal: str, ruling: Ruling) -> Proposal:
        self._proposals[proposal] = settle(self._proposals[proposal], ruling)
        return self._proposals[proposal]

    def proposal(self, proposal: str) -> Proposal | None:
        return self._proposals.get(proposal)

    def proposals(
        self, rule: str | None = None, *, settled: bool = False, limit: int = 50, after: str | None = None
    ) -> Sequence[Proposal]:
        newest = list(reversed(self._proposals.values()))
        if after is not None:
            newest = newest[[one.id for one in newest].index(after) + 1 :]
        found = [
            one for one in newest if (rule is None or one.rule == rule) and (one.state is not State.OPEN) is settled
        ]
        return found[:limit]

    def open_proposals(self) -> int:
        return sum(one.state is State.OPEN for one in self._proposals.values())

    def versions_seen(self, rule: str, scope: Scope = EVERYTHING) -> Sequence[VersionSeen]:
        seen: dict[int, dict[str, date | None]] = {}
        for incident in self._store.all_incidents():
            if not scope.holds(incident.contact):
                continue
            found = [one.version for one in incident.findings if one.rule == rule]
            if incident.ledger and incident.ledger.rule == rule:
                found.append(incident.ledger.version)
            for version in found:
                day = incident.contact.at.date() if incident.contact.at else None
                seen.setdefault(version, {})[incident.contact.key] = day
        return [_seen(version, days) for version, days in sorted(seen.items(), reverse=True)]


def _seen(version: int, days: dict[str, date | None]) -> VersionSeen:
    known = sorted(day for day in days.values() if day)
    return VersionSeen(version, len(days), known[0] if known else None, known[-1] if known else None)
