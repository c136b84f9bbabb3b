"""Whether an installation can work: each of its parts is asked, and none may keep the answer waiting."""

from collections.abc import Callable, Mapping
from threading import Lock, Thread
from time import monotonic

from audit.errors import Refused
from audit.query import parse_query
from pipelines.bootstrap import Application

#: Seconds that all parts together may take to answer.
PATIENCE = 3.0
READY, SILENT = "ready", "health.no_answer"
#: Finds nothing, and costs nothing.
_NOBODY = "case:fairdial-health"


class Health:
    """A part that does not answer is not asked again until it does: whoever looks every second piles up nothing."""

    def __init__(self, app: Application, patience: float = PATIENCE) -> None:
        self._app, self._patience = app, patience
        self._parts: Mapping[str, Callable[[], object]] = {
            "store": self._store,
            "index": self._index,
            "blobs": self._blobs,
        }
        self._asked: dict[str, tuple[Thread, list[str]]] = {}
        self._lock = Lock()

    def look(self) -> Mapping[str, str]:
        """Each part with `ready` or the code of what is wrong. No address, no text of a fault: these may hold secrets."""
        until = monotonic() + self._patience
        with self._lock:
            asked = {name: self._ask(name) for name in self._parts}
        for thread, _ in asked.values():
            thread.join(max(until - monotonic(), 0))
        return {name: said[0] if said else SILENT for name, (_, said) in asked.items()}

    def _store(self) -> None:
        self._app.store.check()

    def _index(self) -> None:
        self._app.index.search(parse_query(_NOBODY), limit=1)

    def _blobs(self) -> None:
        self._app.blobs.check()

    def _ask(self, name: str) -> tuple[Thread, list[str]]:
        before = self._asked.get(name)
        if before and before[0].is_alive():
            return before
        said: list[str] = []
        thread = Thread(target=lambda: said.append(_answer(self._parts[name])), daemon=True)
        thread.start()
        self._asked[name] = (thread, said)
        return thread, said


def _answer(part: Callable[[], object]) -> str:
    try:
        part()
    except Refused as refused:
        return refused.problems[0].code
    except Exception as error:  # noqa: BLE001 - in whichever way it is not there
        return type(error).__name__
    return READY
