"""What looks of two at one sample need of a store; `audit.review_ports.ReviewStore` has all of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from audit.looks import Look
from audit.scope import EVERYTHING, Scope
from audit.shared_looks import Shared


class SharedLooks(Protocol):
    def share(self, plan: str, given: Collection[str], lookers: tuple[str, str]) -> Sequence[str]:
        """Give contacts of a plan to two people; those that went to them, in the order drawn.

        Left alone are contacts that somebody looked at, or that were given to two before. Raises KeyError for what was not drawn.
        """

    def put_look(self, plan: str, contact: str, look: Look) -> Shared:
        """One person's own look, kept beside the other's; what both say, or the lead, becomes the item's look.

        Raises Refused (`looks.*`), KeyError for a contact that was given to nobody.
        """

    def shared(
        self, plan: str, scope: Scope = EVERYTHING, *, contacts: Collection[str] | None = None
    ) -> Sequence[Shared]:
        """In the order drawn, with everything that was said: who shows it asks for `Shared.seen_by`."""

    def owed_looks(self, who: str, scope: Scope = EVERYTHING) -> Mapping[str, Sequence[int]]:
        """By plan, the places of those contacts that wait for this person's look as one of two."""
