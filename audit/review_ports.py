"""What review needs of a store, as protocols. The store of `audit.ports` keeps what came in and was found; this one what people do with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from audit.checking_ports import Appeals, Doubles, Keeping, Offers, Rates, Samples
from audit.look_ports import SharedLooks
from audit.missed import Missed
from audit.precision import Example, Noise, RuleVerdicts
from audit.queue import QueuePage, QueueQuery, View
from audit.scope import EVERYTHING, Scope
from audit.triage import Act, Work


class Queue(Protocol):
    def queue(self, wanted: QueueQuery, limit: int = 50, after: str | None = None) -> QueuePage:
        """Highest product of the factors first, then by id. `after` is the page before's `next`.

        Incidents whose contact waits to be scanned again are not shown and not counted. Turns in which nothing was found may be left out (`Contact.turn`), and times of words and quality. Raises Refused (`queue.bad_page`).
        """

    def view_counts(self, who: str, now: datetime, scope: Scope = EVERYTHING) -> Mapping[View, int]:
        """How many incidents each view has."""


class Triage(Protocol):
    """Each call is one transaction. Raises Refused (`review.*`, `incident.unknown`) and writes nothing for what may not be."""

    def act(self, act: Act) -> Work:
        """Take one step of `audit.triage`. Of several people who claim the same incident at once, one gets it.

        A decision without findings is about all of them; it adds a verdict on each. An undo withdraws the verdicts of
        the last decision of the same person.
        """

    def act_on_all(self, acts: Sequence[Act]) -> None:
        """Decide on many incidents of one rule and agent, all or none of them, as `audit.bulk` allows.

        All acts are decisions of one person with the same decision and reason; open incidents are claimed on the way.
        """

    def work(self, incident: str) -> Work:
        """As it was left; `Work.at` tells whether a claim still holds."""

    def history(self, incident: str) -> Sequence[Act]:
        """Everything that people did with it, in the order they did it; also of an incident that is gone."""

    def played(self, incident: str, by: str, at: datetime) -> None:
        """Somebody heard the quoted seconds, or read the text where there is no sound."""

    def plays(self, by: str, incidents: Sequence[str]) -> frozenset[str]:
        """Those of the incidents that this person played."""


class Misses(Protocol):
    def put_missed(self, missed: Missed) -> None:
        """Raises Refused (`evidence.*`) when the quote is not at its place; the same mark again changes nothing."""

    def missed(self, contacts: Sequence[str] | None = None, rule: str | None = None) -> Sequence[Missed]:
        """In the order marked."""


class Precision(Protocol):
    def rule_verdicts(
        self, scope: Scope = EVERYTHING, since: datetime | None = None, rule: str | None = None
    ) -> Sequence[RuleVerdicts]:
        """The verdicts that hold, counted by rule, by rule; `since` asks for those given at that time or later."""

    def examples(self, rule: str, *, confirmed: bool, limit: int = 20, scope: Scope = EVERYTHING) -> Sequence[Example]:
        """Newest verdict first, unmasked: `audit.precision.masked` makes them fit to be shown outside."""

    def noise(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Noise]:
        """For every rule with hits in contacts of [since, until): hits, contacts scanned, verdicts; by rule."""


class ReviewStore(
    Queue, Triage, Misses, Precision, Samples, SharedLooks, Doubles, Appeals, Offers, Keeping, Rates, Protocol
):
    """Everything that review keeps."""
