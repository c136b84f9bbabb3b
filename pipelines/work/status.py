"""How far the work has come: what waits and how urgent it is, how fast it goes, when it will be done, what is parked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.ports import Store
from audit.records import State
from audit.watched import FileState
from audit.workers import Present
from pipelines.bootstrap import Application
from pipelines.complaints import complained_of
from pipelines.work.handling import UNFINISHED
from pipelines.work.pace import Pace, pace_of
from pipelines.work.place import taken

#: Parked contacts that are told one by one.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Status:
    #: Unfinished state -> contacts, those that a complaint is about and all others.
    backlog: Mapping[State, tuple[int, int]]
    working: bool
    #: Those on a database server, silent ones that nobody has given up yet among them.
    workers: Sequence[Present]
    pace: Pace
    parked: int
    #: Contact and reason of the first of them.
    first_parked: Sequence[tuple[str, str]]
    #: Files of watched folders.
    files: Mapping[FileState, int]

    @property
    def minutes_left(self) -> float | None:
        """At the pace of late; None when nobody works, or nothing of the kind that waits has ended lately."""
        unheard = sum(self.backlog[State.RECEIVED])
        others = sum(sum(pair) for state, pair in self.backlog.items() if state is not State.RECEIVED)
        pairs = [(count, pace) for count, pace in ((unheard, self.pace.heard), (others, self.pace.judged)) if count]
        if not self.working or not all(pace for _, pace in pairs):
            return None
        return sum(count / pace for count, pace in pairs)


def status_of(app: Application) -> Status:
    store, settings = app.store, app.settings
    parked = store.keys_in(State.FAILED, limit=SHOWN)
    workers = store.workers()
    living = any(one.silent < settings.lost_seconds for one in workers)
    files = [file.state for file in store.files()]
    return Status(
        _backlog(store),
        living if settings.shared else taken(settings),
        workers,
        pace_of(settings),
        sum(by.get(State.FAILED, 0) for by in store.counts()["contacts"].values()),
        [(key, store.state(key)[1] or "") for key in parked],
        {state: files.count(state) for state in FileState if state in files},
    )


def _backlog(store: Store) -> Mapping[State, tuple[int, int]]:
    urgent = sorted(complained_of(store))
    totals = store.counts()["contacts"].values()
    found = {}
    for state in UNFINISHED:
        linked = len(store.keys_in(state, among=urgent))
        found[state] = (linked, sum(by.get(state, 0) for by in totals) - linked)
    return found
