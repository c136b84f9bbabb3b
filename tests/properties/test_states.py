"""Laws of a contact's way through the system."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import Refused
from audit.findings import Scan
from audit.records import Channel, Contact, State, Transcript
from audit.states import STEPS, misstep
from pipelines.adapters.memory import MemoryStore

ORDER = (State.RECEIVED, State.TRANSCRIBED, State.SCANNED, State.INDEXED)


@settings(deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(State), st.sampled_from([None, "", "坏了"]))))
def test_states_never_skip_and_stops_say_why(steps):
    """Whatever is tried in whatever order: nothing is indexed unscanned, and nothing stops without a reason."""
    store = MemoryStore()
    store.put_contacts([Contact(id="1", channel=Channel.CALL, recording="1.wav")])
    passed = [State.RECEIVED]
    for state, reason in steps:
        before = store.state("call:1")
        try:
            store.mark(["call:1"], state, reason)
        except Refused:
            assert store.state("call:1") == before
            continue
        assert store.state("call:1") == (state, reason)
        assert reason or state not in (State.FAILED, State.REJECTED)
        if state in ORDER and passed[-1] in ORDER:
            assert ORDER.index(state) <= ORDER.index(passed[-1]) + 1
        if state is State.INDEXED:
            assert passed[-1] in (State.SCANNED, State.INDEXED)
        passed.append(state)


@pytest.mark.parametrize("state", State)
def test_every_state_can_be_left_and_reached(state):
    assert state in STEPS
    assert STEPS[state] - {state}
    assert state in frozenset().union(*STEPS.values())


@settings(deadline=None)
@given(old=st.sampled_from(State), new=st.sampled_from(State))
def test_a_refusal_names_the_contact_and_both_states(old, new):
    problem = misstep("call:1", old, new, "坏了")
    assert (problem is None) == (new in STEPS[old])
    assert problem is None or (problem.where, dict(problem.values)) == ("call:1", {"old": old, "new": new})


def test_the_whole_way():
    store = MemoryStore()
    store.put_contacts([Contact(id="1", channel=Channel.CALL, recording="1.wav")])
    store.put_transcript("call:1", Transcript((), "vendor:srt", "", {}))
    store.put_scans([Scan("call:1")], "cn")
    store.mark(["call:1"], State.INDEXED)
    assert store.state("call:1") == (State.INDEXED, None)
