"""Where what came in over the public form is kept, as a protocol. Each call is one transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from audit.intake import Intake, Sides, Stage, Step
from audit.scope import EVERYTHING, Scope


class Intakes(Protocol):
    """One lies inside a scope as a contact of its sides would: what is not known of it lies outside."""

    def put_intake(self, intake: Intake) -> None:
        """Keep a new one, and its complaint among the complaints unless it praises. Known ids and receipts raise ValueError.

        Raises Refused (`store.broken_text`) and writes nothing when a text holds half a character.
        """

    def stage_of(self, digest: str) -> Stage | None:
        """All that a receipt tells; None for one that was never given."""

    def intake(self, intake: str, scope: Scope = EVERYTHING) -> Intake | None:
        """None for an unknown one, and for one that lies outside the scope."""

    def intakes(
        self,
        stages: Collection[Stage] = (),
        scope: Scope = EVERYTHING,
        *,
        newest: bool = False,
        limit: int | None = None,
        after: str | None = None,
    ) -> Sequence[Intake]:
        """In the order received, or the other way round. `after` is the id of the last one of the page before."""

    def intake_counts(self, scope: Scope = EVERYTHING) -> Mapping[Stage, int]:
        """How many are in each stage; stages without any may be left out."""

    def advance_intake(self, intake: str, step: Step, sides: Sides | None = None) -> Intake:
        """As `audit.intake.advance` allows; of two who do it at once one is refused. Raises KeyError for an unknown one."""
