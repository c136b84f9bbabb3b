"""Where corrective actions are kept, and how often what they are about occurred, as protocols. Each call is one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from audit.actions import Action, Concern, Step
from audit.rates import Counted
from audit.scope import EVERYTHING, Scope


class View(StrEnum):
    #: Not done, in time or late.
    OPEN = "open"
    OVERDUE = "overdue"
    #: Waits for somebody to verify it.
    DONE = "done"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class ActionQuery:
    """What a list asks for; an empty field asks for nothing."""

    #: The day by which it is told what is overdue.
    today: date
    view: View | None = None
    agency: str = ""
    owner: str = ""
    incident: str = ""


class Actions(Protocol):
    """An action lies inside a scope as a contact would that its concern describes: what it leaves open lies outside."""

    def order_action(self, action: Action) -> None:
        """Keep a new one; the same again changes nothing."""

    def advance_action(self, action: str, step: Step) -> Action:
        """As `audit.actions.advance` allows; of two who do it at once one is refused. Raises KeyError for an unknown one."""

    def action(self, action: str, scope: Scope = EVERYTHING) -> Action | None:
        """None for an unknown one, and for one that lies outside the scope."""

    def actions(
        self, wanted: ActionQuery, scope: Scope = EVERYTHING, limit: int | None = None, after: str | None = None
    ) -> Sequence[Action]:
        """What is due first comes first. `after` is the id of the last one of the page before."""

    def action_counts(self, today: date, scope: Scope = EVERYTHING) -> Mapping[View, int]:
        """How many each view has."""

    def actions_between(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Action]:
        """Those that something was done about in [since, until), or that were not verified then, in the order ordered.

        With all steps, also later ones: `Action.as_of(until)` tells how each stood at the end. What was ordered later is left out.
        """

    def owners(self, scope: Scope = EVERYTHING) -> Sequence[str]:
        """Accounts that have actions, by name."""


class Occurrences(Protocol):
    def occurrences(self, concern: Concern, since: datetime, until: datetime) -> Sequence[Counted]:
        """By day: contacts of [since, until) of those concerned that were scanned, and those of their incidents that it is about.

        An incident is about a rule if a finding of it is of that rule. Days without contacts are left out.
        """


class ActionStore(Actions, Occurrences, Protocol):
    """Everything that corrective actions need of a store."""
