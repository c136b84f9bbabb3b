"""The steps a contact may take. No step is skipped: nothing is scanned unread, nothing is found unscanned."""

from audit.errors import Problem
from audit.records import Channel, Contact, State

#: Steps back are repeats: a recording heard again, a better transcript, a new pack, a rebuilt index, a failure that was mended.
STEPS: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.RECEIVED, State.TRANSCRIBED, State.FAILED, State.REJECTED}),
    State.TRANSCRIBED: frozenset({State.RECEIVED, State.TRANSCRIBED, State.SCANNED, State.FAILED, State.REJECTED}),
    State.SCANNED: frozenset({State.RECEIVED, State.TRANSCRIBED, State.SCANNED, State.INDEXED, State.FAILED}),
    State.INDEXED: frozenset({State.RECEIVED, State.TRANSCRIBED, State.SCANNED, State.INDEXED, State.FAILED}),
    State.FAILED: frozenset({State.RECEIVED, State.TRANSCRIBED, State.FAILED, State.REJECTED}),
    State.REJECTED: frozenset({State.RECEIVED, State.REJECTED}),
}


def first_state(contact: Contact) -> State:
    """Where a contact begins: what was said is at hand, or waits in a recording, which a visit may have beside its notes.

    Of an attempt that nobody recorded nothing more will ever be heard.
    """
    recorded = bool(contact.recording or contact.audio)
    waits = recorded and (contact.channel is Channel.VISIT or not contact.turns)
    return State.RECEIVED if waits else State.TRANSCRIBED


def misstep(key: str, old: State, new: State, reason: str | None = None) -> Problem | None:
    """Why the contact `key` may not go from `old` to `new`; None when it may."""
    if new not in STEPS[old]:
        return Problem("store.illegal_step", key, {"old": old.value, "new": new.value})
    if new in (State.FAILED, State.REJECTED) and not reason:
        return Problem("store.reason_missing", key, {"new": new.value})
    return None
