"""What checking the reviewers' and the rules' own work needs of a store; `audit.review_ports.ReviewStore` has all of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from audit.agreement import Pair
from audit.appeals import Appeal, Stage, Step
from audit.double import Answer, Double
from audit.offers import OfferedRow, Status
from audit.rates import By, Change, Counted
from audit.sampling import FrameQuery, Member, Plan
from audit.saved import Kind, Saved
from audit.scope import EVERYTHING, Scope


class Samples(Protocol):
    def frame(self, query: FrameQuery) -> Sequence[Member]:
        """Contacts that were scanned and are asked for, by key."""

    def put_plan(self, plan: Plan, drawn: Sequence[str]) -> None:
        """Keep a plan with what was drawn, in order. A known plan is not changed. Raises KeyError for unknown contacts."""

    def plans(self) -> Sequence[Plan]:
        """Newest first."""

    def drawn(self, plan: str) -> Mapping[str, str]:
        """Contact -> what came of it, in the order drawn: empty, `clean`, `wrong` or `unclear`. Raises KeyError for no plan."""

    def mark_drawn(self, plan: str, contact: str, outcome: str, by: str, at: datetime) -> None:
        """What came of looking at it; the last word counts. Raises KeyError for what was not drawn."""


class Doubles(Protocol):
    def ask_twice(self, incident: str, reviewers: tuple[str, str], by: str, at: datetime) -> str:
        """Id of the request. Raises Refused (`double.*`, `incident.unknown`)."""

    def answer_double(self, double: str, who: str, answers: Sequence[Answer], at: datetime) -> Double:
        """A reviewer's answers, or the word of a lead on what is disputed; what both say, or the lead, becomes verdicts.

        Raises Refused (`double.*`), KeyError for an unknown request.
        """

    def doubles(self, who: str | None = None) -> Sequence[Double]:
        """In the order asked; of a person those that ask this person, without what the other one says before both have."""

    def pairs(self) -> Sequence[Pair]:
        """What agreement is computed of."""


class Appeals(Protocol):
    def file_appeal(self, incident: str, agent: str, step: Step, days: int) -> Appeal:
        """Raises Refused (`appeal.*`, `incident.unknown`); an incident is appealed against once."""

    def advance_appeal(self, appeal: str, step: Step) -> Appeal:
        """The final word adds its verdicts. Raises Refused (`appeal.*`), KeyError for an unknown one."""

    def appeals(
        self, stages: Collection[Stage] = (), agent: str | None = None, scope: Scope = EVERYTHING
    ) -> Sequence[Appeal]:
        """In the order filed."""


class Offers(Protocol):
    def offers(self, rule: str | None = None, status: Status | None = Status.OFFERED) -> Sequence[OfferedRow]:
        """By rule, then in the order they came up. `rule` may be empty: misses for which no rule exists."""

    def settle_offers(self, ids: Collection[str], status: Status, by: str, at: datetime) -> None:
        """What an author made of them. Raises KeyError for an unknown one; what was withdrawn stays so."""


class Keeping(Protocol):
    def save(self, saved: Saved) -> None:
        """In place of what the owner kept under this name."""

    def saved(self, who: str, kind: Kind | None = None) -> Sequence[Saved]:
        """One's own, then what others share; by name."""

    def forget_saved(self, key: str, who: str) -> None:
        """Only one's own: raises KeyError for anything else."""


class Rates(Protocol):
    def counted(self, by: By, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Counted]:
        """Contacts of [since, until) that were scanned, and their incidents, by name; what has no name is left out."""

    def waited(self, now: datetime, scope: Scope = EVERYTHING) -> Mapping[int, int]:
        """Whole days since it was opened -> number of incidents on which nobody decided."""

    def changes(self, since: datetime, until: datetime) -> Sequence[Change]:
        """Packs and models whose first contact is of [since, until), by day."""
