"""Deletion under retention: what would go, what two people agreed on, and the sweep of index and blobs behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.access_ports import Acts
from audit.chain import Act
from audit.errors import Problem, Refused
from audit.ports import Blobs, SearchIndex
from audit.retention.classes import DELETED, Kind, Schedule, cutoffs
from audit.retention.holds import Hold, Side, lift
from audit.retention.requests import STEPS, Request, Ruling, State, rule
from audit.retention_ports import Count, Left, RetentionStore
from audit.rights import Verb
from audit.scope import EVERYTHING, Scope
from pipelines.steps.index import forget

#: Records that are looked for in one walk over all, and of these such as are deleted, or swept, in one go.
PAGE, TOGETHER = 20_000, 500
#: In whose name the program itself acts.
SYSTEM = "fairdial"


@dataclass(frozen=True, slots=True)
class Retention:
    """One person's, or the program's, way to retention: every step is entered into the log of acts before it is taken."""

    store: RetentionStore
    schedule: Schedule
    acts: Acts
    by: str
    now: Callable[[], datetime]
    scope: Scope = EVERYTHING

    def preview(self) -> Mapping[Kind, Count]:
        """What would go now, by kind, as far as this person may see."""
        now = self.now()
        due = {kind: cutoffs(self.schedule, kind, now) for kind in DELETED}
        return {kind: self.store.count(kind, when, self.scope) for kind, when in due.items() if when}

    def ask(self, kind: Kind, why: str) -> Request:
        """Raises Refused (`retention.*`), also where nothing is due."""
        now = self.now()
        when = cutoffs(self.schedule, kind, now) if kind in DELETED else None
        years = self.schedule[kind].years
        if when is None or years is None:
            raise Refused(Problem("retention.no_class", kind, {"known": ", ".join(DELETED)}))
        found = self.store.count(kind, when, self.scope)
        if not found.due:
            raise Refused(Problem("retention.nothing", kind, {"years": years, "held": found.held}))
        if other := next((one for one in self.store.requests() if one.kind is kind and STEPS[one.state]), None):
            raise Refused(Problem("retention.open", kind, {"by": other.by}))
        made = Request(kind, years, when.own, why.strip(), self.by, now, found.due, found.held, self.scope)
        told = {"step": State.REQUESTED.value, "kind": kind.value, "due": str(found.due)}
        self._log(Verb.RETENTION, made.id, told)
        self.store.ask(made)
        return made

    def rule(self, request: str, state: State, note: str = "") -> Request:
        """Raises Refused (`retention.*`), before anything is logged for what may not be."""
        ruling = Ruling(state, self.by, self.now(), self.scope, note)
        rule(self.known(request), ruling)
        self._log(Verb.RETENTION, request, {"step": state.value})
        return self.store.rule(request, ruling)

    def known(self, request: str) -> Request:
        found = self.store.request(request)
        if found is None or not self.scope.covers(found.scope):
            raise Refused(Problem("retention.unknown", request))
        return found

    def hold(self, side: Side, of: str, reason: str) -> Sequence[Hold]:
        """One for each institution where there is such a debtor. Raises Refused (`hold.*`)."""
        places = self.store.institutions_of(side, of, self.scope)
        if not places:
            raise Refused(Problem("hold.unknown", of, {"side": side}))
        known = [one.institution for one in self.store.holds_of(side, of)]
        if not (open_ := [place for place in places if place not in known]):
            raise Refused(Problem("hold.stands", of))
        made = [Hold(side, of, place, reason.strip(), self.by, self.now()) for place in open_]
        for one in made:
            self._log(Verb.HOLD, one.id, {"step": "hold", "side": side.value, "of": of})
            self.store.put_hold(one)
        return made

    def lift(self, hold: str, why: str) -> Hold:
        known = self.store.hold(hold, self.scope)
        if known is None:
            raise Refused(Problem("hold.not_there", hold))
        lift(known, self.by, self.now(), why)
        self._log(Verb.HOLD, hold, {"step": "lift"})
        return self.store.lift_hold(hold, self.by, self.now(), why)

    def approved(self) -> Sequence[Request]:
        """What is to be done, also such as was begun, oldest first."""
        wanted = (State.APPROVED, State.RUNNING)
        return [one for one in reversed(self.store.requests(self.scope)) if one.state in wanted]

    def run(self, request: str, done: Callable[[int], None] = lambda _: None) -> Request:
        """Delete what was approved, some at a time; killed in between, the same call goes on.

        A class that was raised meanwhile keeps what it keeps now. Raises Refused (`retention.illegal_step`) for what nobody
        has approved.
        """
        running = self.store.begin(request)
        self._log(Verb.RETENTION, request, {"step": State.RUNNING.value})
        allowed = cutoffs(self.schedule, running.kind, self.now())
        when = allowed and running.until(allowed)
        while when and (due := self.store.due(running.kind, when, running.scope, PAGE)):
            before = running.deleted
            for first in range(0, len(due), TOGETHER):
                gone = self.store.delete(request, due[first : first + TOGETHER], when, self.now())
                done(len(gone))
            running = self.known(request)
            if running.deleted == before:
                break  # all of it came under a hold, or to life, in between
        finished = self.store.finish(request)
        self._log(Verb.RETENTION, request, {"step": State.DONE.value, "deleted": str(finished.deleted)})
        return finished

    def _log(self, verb: Verb, of: str, detail: Mapping[str, str]) -> None:
        self.acts.add(Act(self.now(), self.by, verb, of, detail))


def sweep(store: RetentionStore, index: SearchIndex, blobs: Blobs) -> int:
    """Take what was deleted out of index and blobs; how many records that was. Raises Refused (`search.busy`) while another
    process writes the index: then it, or the next sweep, does so.
    """
    count = 0
    while left := store.left(TOGETHER):
        if keys := [one.contact for one in left if one.contact is not None]:
            forget(index, keys)
        _sweep_blobs(store, blobs, left)
        store.swept([one.number for one in left])
        count += len(left)
    return count


def _sweep_blobs(store: RetentionStore, blobs: Blobs, left: Sequence[Left]) -> None:
    """The same recording may be that of another call, which still needs it."""
    wanted = {digest for one in left for digest in one.blobs}
    for digest in sorted(wanted - store.referred(sorted(wanted)) if wanted else ()):
        blobs.remove(digest)
