"""What is due to be deleted, what is held, and what was deleted, as a protocol. Each call is one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from audit.retention.classes import Cutoffs, Kind
from audit.retention.holds import Hold, Side
from audit.retention.requests import Request, Ruling
from audit.retention.tombstones import Tombstone
from audit.scope import EVERYTHING, Scope


@dataclass(frozen=True, slots=True)
class Count:
    """Of one kind, as far as the scope goes."""

    total: int
    #: Past its time and held by nothing.
    due: int
    #: Past its time and held.
    held: int
    #: Without a time to count from: these stay until a person looks.
    undated: int


@dataclass(frozen=True, slots=True)
class Left:
    """What a deleted contact leaves outside the store: turns in the index, and bytes by their hash."""

    number: int
    #: None where only its recording went, and its words stay.
    contact: str | None
    blobs: tuple[str, ...]


class RetentionStore(Protocol):
    def count(self, kind: Kind, cutoffs: Cutoffs, scope: Scope = EVERYTHING) -> Count:
        """What a deletion would do now.

        A contact is past its time when nothing was done in its case since; one that is still being worked on is never.
        A case is past its time when no contact and no complaint of it is left, either.
        """

    def due(self, kind: Kind, cutoffs: Cutoffs, scope: Scope = EVERYTHING, limit: int = 1000) -> Sequence[str]:
        """Ids of some that are due, oldest first, as `Tombstone.of` names them."""

    def delete(self, request: str, ids: Sequence[str], cutoffs: Cutoffs, at: datetime) -> Sequence[Tombstone]:
        """Delete those of these that are due even now, with all that hangs on them, and bury each.

        What is held meanwhile, or active again, stays. Raises Refused (`retention.illegal_step`) for a request that is not
        running, KeyError for an unknown one.
        """

    def left(self, limit: int = 1000) -> Sequence[Left]:
        """What has still to be swept out of the index and the blobs."""

    def referred(self, blobs: Sequence[str]) -> frozenset[str]:
        """Those of these that something in the store still needs."""

    def swept(self, numbers: Sequence[int]) -> None:
        """They are gone everywhere."""

    def tombstones(self, of: str | None = None, after: int = 0, limit: int = 1000) -> Sequence[Tombstone]:
        """In the order buried, those behind the first `after` ones; with `of` only those of this id."""

    def put_hold(self, hold: Hold) -> None:
        """Raises Refused (`hold.unknown`) where nothing of this id is stored, (`hold.stands`) where it is held already."""

    def lift_hold(self, hold: str, by: str, at: datetime, why: str) -> Hold:
        """As `audit.retention.holds.lift` allows. Raises KeyError for an unknown one."""

    def holds(self, scope: Scope = EVERYTHING, *, lifted: bool = False, limit: int = 200) -> Sequence[Hold]:
        """Newest first, those that stand, or with `lifted` those that do not."""

    def holds_of(self, side: Side, of: str) -> Sequence[Hold]:
        """Those that stand on this debtor, case or contact."""

    def hold(self, hold: str, scope: Scope = EVERYTHING) -> Hold | None: ...

    def institutions_of(self, side: Side, of: str, scope: Scope = EVERYTHING) -> Sequence[str | None]:
        """Where there is such a debtor, case or contact within the scope, by name; None for a contact of no known case."""

    def ask(self, request: Request) -> None:
        """Raises Refused (`retention.open`) while another request for this kind is not settled or not done."""

    def rule(self, request: str, ruling: Ruling) -> Request:
        """As `audit.retention.requests.rule` allows; of two who rule at once one is refused. KeyError for an unknown one."""

    def begin(self, request: str) -> Request:
        """An approved one runs; one that ran when its process died goes on. Raises as `rule` does."""

    def finish(self, request: str) -> Request:
        """It has done."""

    def request(self, request: str) -> Request | None: ...

    def requests(self, scope: Scope = EVERYTHING, limit: int = 50) -> Sequence[Request]:
        """Newest first, those whose scope the given one covers."""
