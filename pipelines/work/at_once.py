"""What was just stored and needs no hearing is judged and made searchable while it is still in memory: nothing is read back."""

from collections.abc import Sequence
from contextlib import suppress

from audit.ports import Store
from audit.records import Channel, Contact, State
from audit.states import first_state
from pipelines.bootstrap import Application
from pipelines.metrics import measured
from pipelines.steps.index import index_judged
from pipelines.steps.scan import scan_contacts
from pipelines.work.handling import Handling


class AtOnce:
    """For the one worker of a home folder; where there are several, each contact is whose turn it is.

    It goes round the queue and not past the store: a process that dies here leaves its contacts in the states that the
    queue takes up. What goes wrong is left to the queue, too, which tries again, finds the culprit and parks it.
    """

    def __init__(self, app: Application, steps: Handling) -> None:
        self._app = app
        self._steps = steps

    def __call__(self, contacts: Sequence[Contact]) -> None:
        """Contacts of which nothing was known before, as they were stored."""
        store, index, lang = self._app.store, self._app.index, self._app.settings.lang
        complete = [contact for contact in contacts if _complete(contact)]
        if self._app.settings.shared or not complete:
            return
        # The store knows what is left, and the queue says what is wrong with it.
        with suppress(Exception), measured("at_once"):
            with self._steps.hearing:
                whole = _with_cases(store, complete)
                scanned = scan_contacts(store, self._app.pack, whole, self._app.reader, self._app.shadow)
            with self._steps.indexing:
                index_judged(store, index, whole, scanned, lang)


def _complete(contact: Contact) -> bool:
    """Whether nothing more belongs to it: no recording, with which its transcript may lie, and no further messages."""
    recorded = contact.recording or contact.audio
    return not recorded and contact.channel is not Channel.CHAT and first_state(contact) is State.TRANSCRIBED


def _with_cases(store: Store, contacts: Sequence[Contact]) -> Sequence[Contact]:
    cases = store.cases({contact.case_id for contact in contacts if contact.case_id})
    return [contact.with_case(cases.get(contact.case_id or "")) for contact in contacts]
