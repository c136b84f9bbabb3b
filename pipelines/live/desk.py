"""The calls under way in this process, and what becomes of them when they end."""

from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock

from audit.errors import Problem, Refused
from audit.records import Channel, Contact, Speaker, Turn
from audit.scan import scan
from pipelines.bootstrap import Application
from pipelines.flow import Flow
from pipelines.live.call import Judges, LiveCall, announced, at_once
from pipelines.live.start import RATES, Start
from pipelines.sources import fields
from pipelines.sources.rows import Fault

#: Calls at a time. Each takes a thread while it is heard, and disk for its sound.
MOST_CALLS = 32
_ANY = Contact("any", Channel.CALL, turns=(Turn(0, Speaker.AGENT, "您好", 0.0, 1.0, avg_logprob=-0.1),))


class LiveDesk:
    """Its methods may be called by several threads, those of one call one after the other."""

    def __init__(self, app: Application, now: Callable[[], datetime]) -> None:
        self._app = app
        self._now = now
        self._under_way: set[str] = set()
        self._changing = Lock()
        self._preparing = Lock()
        self._judges: Judges | None = None

    def prepare(self) -> Judges:
        """Load what calls are heard and judged by, seconds of work that the first call need not wait for."""
        with self._preparing:
            if self._judges is None:
                self._app.transcriber.listen(RATES[0])
                self._judges = Judges(self._app.transcriber, at_once(self._app.pack), self._app.reader)
                scan(_ANY, self._judges.pack, self._judges.reader)  # a pack makes most of its parts when first asked
            return self._judges

    def open(self, call_id: str, start: Start) -> tuple[LiveCall, Sequence[Problem]]:
        """A call that begins, and what is odd about it. Raises Refused (`live.*`, `speech.*`)."""
        try:
            fields.name(call_id)
        except Fault as fault:
            raise Refused(fault.at(call_id[:80], "call_id")) from fault
        self._take(call_id)
        try:
            contact, notes = announced(call_id, start, self._now(), self._app.store)
            return LiveCall(contact, start, self.prepare()), notes
        except BaseException:
            self._under_way.discard(call_id)
            raise

    def _take(self, call_id: str) -> None:
        with self._changing:
            if call_id in self._under_way:
                raise Refused(Problem("live.taken", call_id))
            if len(self._under_way) >= MOST_CALLS:
                raise Refused(Problem("live.busy", call_id, {"limit": MOST_CALLS}))
            self._under_way.add(call_id)

    def hang_up(self, call: LiveCall) -> Contact:
        """Keep what was said; from here on it is a contact like any other."""
        try:
            return call.store(self._app.store, self._app.blobs)
        finally:
            call.close()
            self._under_way.discard(call.contact.id)

    def judge(self) -> None:
        """Hear and judge whatever is stored, as a whole: it takes the place of what was found live."""
        with Flow(self._app) as flow:
            flow.resume()
