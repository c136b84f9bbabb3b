"""What is kept about rules beside their files: proposals to change them, and which versions found something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from audit.proposals import Proposal, Ruling
from audit.scope import EVERYTHING, Scope
from audit.shadow import Overlap, Shadowed


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """A version of a rule by what it left in the store."""

    version: int
    #: Contacts with a finding of it, and the first and last day of these.
    contacts: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class ShadowQuote:
    """Where a rule in shadow holds; `[start, end)` of the turn's text."""

    contact: str
    turn: int
    start: int
    end: int


class ShadowFigures(Protocol):
    """What rules in shadow found, asked by rule and by the digest of its text: what an older text found is another rule's."""

    def shadowed(
        self,
        digests: Mapping[str, str],
        scope: Scope = EVERYTHING,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Mapping[str, Shadowed]:
        """Of all these rules, in contacts of [since, until)."""

    def shadow_overlap(self, rule: str, digest: str, scope: Scope = EVERYTHING) -> Sequence[Overlap]:
        """Live rules that hold in the same contacts, most contacts first, then by rule."""

    def shadow_alone(self, rule: str, digest: str, scope: Scope = EVERYTHING) -> int:
        """Contacts in which it holds and no live rule found anything."""

    def shadow_quotes(
        self, rule: str, digest: str, limit: int = 20, scope: Scope = EVERYTHING
    ) -> Sequence[ShadowQuote]:
        """Contact received last first, the first place in each."""


class RuleStore(ShadowFigures, Protocol):
    def propose(self, proposal: Proposal) -> None:
        """Raises Refused (`proposal.open`) while another proposal for the rule is open."""

    def settle(self, proposal: str, ruling: Ruling) -> Proposal:
        """As `audit.proposals.settle` allows; of two who rule at once one is refused. Raises KeyError for an unknown one."""

    def proposal(self, proposal: str) -> Proposal | None: ...

    def proposals(
        self, rule: str | None = None, *, settled: bool = False, limit: int = 50, after: str | None = None
    ) -> Sequence[Proposal]:
        """Newest first, open ones or those that are not. `after` is the id of the last one of the page before."""

    def open_proposals(self) -> int: ...

    def versions_seen(self, rule: str, scope: Scope = EVERYTHING) -> Sequence[VersionSeen]:
        """Newest version first; rules about a debtor's ledger count the contacts their findings hang on."""
