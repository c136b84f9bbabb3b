"""What is kept about rules beside their files: proposals to change them, and which versions found something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from audit.proposals import Proposal, Ruling
from audit.scope import EVERYTHING, Scope


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """A version of a rule by what it left in the store."""

    version: int
    #: Contacts with a finding of it, and the first and last day of these.
    contacts: int
    first: date | None
    last: date | None


class RuleStore(Protocol):
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
