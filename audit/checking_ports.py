"""What checking the reviewers' and the rules' own work needs of a store; `audit.review_ports.ReviewStore` has all of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from audit.agreement import Pair
from audit.appeals import Appeal, Confirmed, Stage, Step
from audit.double import Answer, Double
from audit.looks import Item, Look, Progress
from audit.offers import OfferedRow, Status
from audit.rates import By, Change, Counted
from audit.recall import Hits
from audit.sampling import FrameQuery, Member, Plan
from audit.saved import Kind, Saved
from audit.scope import EVERYTHING, Scope


class Samples(Protocol):
    def frame(self, query: FrameQuery) -> Sequence[Member]:
        """Contacts that were scanned, lie inside the scope and are asked for, by key.

        Of category, rule and severity, one and the same finding of the contact has what is asked for.
        """

    def hits(self, query: FrameQuery) -> Hits:
        """Contacts of the frame, `unhit` put aside, in which something was found, and what was decided on them."""

    def put_plan(self, plan: Plan, drawn: Sequence[str]) -> None:
        """Keep a plan with what was drawn, in order. A known plan is not changed. Raises KeyError for unknown contacts."""

    def plan(self, plan: str, scope: Scope = EVERYTHING) -> Plan | None:
        """None for an unknown one, and for one that drew nothing inside the scope."""

    def plans(self, scope: Scope = EVERYTHING, limit: int | None = None, after: str | None = None) -> Sequence[Plan]:
        """Newest first; those that drew something inside the scope. `after` is the id of the last one of the page before."""

    def progress(self, plans: Sequence[str], scope: Scope = EVERYTHING) -> Mapping[str, Progress]:
        """By plan, counting what lies inside the scope."""

    def drawn(self, plan: str) -> Sequence[str]:
        """Keys of all contacts, in the order drawn. Raises KeyError for no plan."""

    def items(
        self,
        plan: str,
        scope: Scope = EVERYTHING,
        *,
        limit: int | None = None,
        first: int = 0,
        waits_for: str | None = None,
    ) -> Sequence[Item]:
        """In the order drawn, from the place `first` on.

        With `waits_for` only those that this person has still to look at: not those that were given to two others.
        """

    def mark_drawn(self, plan: str, contact: str, look: Look) -> None:
        """What came of looking at it alone; the last word counts. Raises KeyError for what was not drawn.

        Raises Refused (`looks.shared`) for a contact that was given to two.
        """


class Doubles(Protocol):
    def ask_twice(self, incident: str, reviewers: tuple[str, str], by: str, at: datetime, plan: str = "") -> str:
        """Id of the request, which may belong to a sample. Raises Refused (`double.*`, `incident.unknown`)."""

    def answer_double(self, double: str, who: str, answers: Sequence[Answer], at: datetime) -> Double:
        """A reviewer's answers, or the word of a lead on what is disputed; what both say, or the lead, becomes verdicts.

        Raises Refused (`double.*`), KeyError for an unknown request.
        """

    def doubles(
        self,
        who: str | None = None,
        *,
        plan: str | None = None,
        unanswered: bool = False,
        scope: Scope = EVERYTHING,
        limit: int | None = None,
    ) -> Sequence[Double]:
        """In the order asked, those whose incident lies inside the scope.

        Of a person those that ask this person, with `unanswered` those that wait for that answer; without what the other
        one says before both have said something.
        """

    def pairs(self) -> Sequence[Pair]:
        """What agreement is computed of."""


class Appeals(Protocol):
    def file_appeal(self, incident: str, agent: str, step: Step, days: int) -> Appeal:
        """Raises Refused (`appeal.*`, `incident.unknown`); an incident is appealed against once."""

    def advance_appeal(self, appeal: str, step: Step) -> Appeal:
        """The final word adds its verdicts. Raises Refused (`appeal.*`), KeyError for an unknown one."""

    def appeal(self, appeal: str, scope: Scope = EVERYTHING) -> Appeal | None:
        """None for an unknown one, and for one that lies outside the scope."""

    def appeals(  # noqa: PLR0913 - what is asked for, by whom, and which page
        self,
        stages: Collection[Stage] = (),
        agent: str | None = None,
        scope: Scope = EVERYTHING,
        *,
        newest: bool = False,
        limit: int | None = None,
        after: str | None = None,
    ) -> Sequence[Appeal]:
        """In the order filed, or the other way round. `after` is the id of the last one of the page before."""

    def appeal_counts(self, now: datetime, scope: Scope = EVERYTHING) -> tuple[Mapping[Stage, int], int]:
        """How many are in each stage, and how many of those that are not final are overdue."""

    def confirmed(
        self, scope: Scope, *, incident: str | None = None, limit: int | None = None, after: str | None = None
    ) -> Sequence[Confirmed]:
        """Decided incidents of which something holds as confirmed, newest first, or the one that is named.

        `after` is the id of the last incident of the page before.
        """


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
