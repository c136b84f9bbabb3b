"""What a worker does with contacts, step by step. Every step can run twice without harm, whatever died in between."""

from collections.abc import Sequence
from threading import Lock

from audit.errors import Problem, Refused
from audit.records import State
from config.messages import render_all
from pipelines.bootstrap import Application
from pipelines.steps.index import index_contacts
from pipelines.steps.scan import scan_contacts
from pipelines.steps.transcribe import transcribe_contact
from pipelines.work.at_hand import AtHand
from pipelines.work.passing import given_up, may_pass

#: In these states something is left to do.
UNFINISHED = (State.RECEIVED, State.TRANSCRIBED, State.SCANNED)

#: Contacts that one commit of the index takes in.
TOGETHER = 1000


class Handling:
    """The steps of one installation. A fault that may pass is raised; what will not pass parks its contact, with the reason."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._at_hand = AtHand(app.store)
        #: Recognition and rules take all processors; the index, which waits for disks, is written meanwhile.
        self.hearing, self.indexing = Lock(), Lock()
        # What is faulty is refused before any work begins.
        self._pack, self._shadow, self._reader = app.pack, app.shadow, app.reader

    def transcribe(self, key: str) -> str | None:
        """Why a contact that has more than its recording goes on without it; one that has nothing else is parked."""
        store = self._app.store
        try:
            transcribe_contact(store, self._app.blobs, self._app.decoder, self._app.transcriber, key)
        except Exception as error:
            if may_pass(error):
                raise
            reason = self._sentence(error, key)
            if store.contacts([key])[0].turns:
                return reason
            store.mark([key], State.FAILED, reason)
        return None

    def scan(self, keys: Sequence[str], unheard: str | None = None) -> None:
        """A contact that breaks the scan is parked alone. One that cannot be heard is judged by what else is at hand."""
        store = self._app.store
        if unheard:
            store.mark(store.keys_in(State.RECEIVED, among=keys), State.TRANSCRIBED)
        ready = store.keys_in(State.TRANSCRIBED, among=keys)
        if not ready:
            return
        try:
            contacts = store.contacts(ready)
            scan_contacts(store, self._pack, contacts, self._reader, self._shadow)
            self._at_hand.keep(contacts)
        except Exception as error:
            if may_pass(error):
                raise
            if len(ready) == 1:
                store.mark(ready, State.FAILED, self._sentence(error, ready[0]))
                return
            middle = len(ready) // 2
            self.scan(ready[:middle])
            self.scan(ready[middle:])

    def index(self, keys: Sequence[str], unheard: str | None = None) -> None:
        """Together with what else waits for the index by now: it costs as much for one contact as for many.

        Where others work, too, each indexes its own. What could not be heard is said in the end, although the rest was judged.
        """
        store, shared = self._app.store, self._app.settings.shared
        left = set(keys)
        while left and (own := store.keys_in(State.SCANNED, among=sorted(left))):
            waiting = own if shared else store.keys_in(State.SCANNED, limit=max(len(own), TOGETHER))
            try:
                self._index(waiting)
            except Exception as error:
                if may_pass(error) or waiting == own:
                    raise
                self._index(own)
                waiting = own
            left = set(own).difference(waiting)
        if unheard:
            store.mark(store.keys_in(State.INDEXED, among=keys), State.FAILED, unheard)

    def _index(self, keys: Sequence[str]) -> None:
        index_contacts(self._app.store, self._app.index, keys, self._app.settings.lang, self._at_hand.take)

    def park(self, keys: Sequence[str], problem: Problem) -> None:
        """Those of them that are not done."""
        store = self._app.store
        left = store.keys_in(*UNFINISHED, among=keys)
        store.mark(left, State.FAILED, render_all([problem], self._app.settings.lang))

    def _sentence(self, error: Exception, key: str) -> str:
        """The reason that stays with a parked contact."""
        problems = error.problems if isinstance(error, Refused) else [given_up(error, key, 1)]
        return render_all(problems, self._app.settings.lang)
