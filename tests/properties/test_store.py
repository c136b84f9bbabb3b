"""Laws of the system of record: what goes in comes out, and the same thing again adds nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.records import Channel, Contact, Direction, Disposition, Party, Speaker, State, Turn, Word
from pipelines.adapters.sql.engine import connect
from pipelines.adapters.sql.store import SqlStore

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
MAYBE = st.none() | TEXT
NUMBER = st.floats(allow_nan=False)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MIN, MAX = datetime(2, 1, 1), datetime(9998, 1, 1)  # noqa: DTZ001
TIMES = st.none() | st.datetimes(MIN, MAX, timezones=ZONES | st.just(UTC))
TURNS = st.lists(
    st.builds(
        Turn,
        index=st.just(0),
        speaker=st.sampled_from(Speaker),
        text=TEXT,
        start=st.none() | NUMBER,
        end=st.none() | NUMBER,
        words=st.lists(st.builds(Word, TEXT, NUMBER, NUMBER, NUMBER), max_size=2).map(tuple),
        avg_logprob=st.none() | NUMBER,
        no_speech_prob=st.none() | NUMBER,
    ),
    max_size=3,
).map(lambda turns: tuple(replace(turn, index=index) for index, turn in enumerate(turns)))
CONTACTS = st.builds(
    Contact,
    id=TEXT,
    channel=st.sampled_from(Channel),
    at=TIMES,
    direction=st.sampled_from(Direction),
    party=st.sampled_from(Party),
    turns=TURNS,
    case_id=MAYBE,
    number=MAYBE,
    agent_id=MAYBE,
    agency=MAYBE,
    answered_at=TIMES,
    ended_at=TIMES,
    disposition=st.none() | st.sampled_from(Disposition),
    recording=MAYBE,
    audio=MAYBE,
    extra=st.dictionaries(TEXT, TEXT, max_size=2),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('store')}/store.sqlite")
    yield SqlStore(engine)
    engine.dispose()


@settings(deadline=None, max_examples=50)
@given(contacts=st.lists(CONTACTS, max_size=3, unique_by=lambda contact: contact.key))
def test_what_goes_in_comes_out_and_the_same_again_adds_nothing(store, contacts):
    known = set(store.keys_in(*State))
    fresh = [contact for contact in contacts if contact.key not in known]
    keys = tuple(contact.key for contact in fresh)
    assert store.put_contacts(fresh).new == keys
    assert store.contacts(keys) == fresh
    for contact, back in zip(fresh, store.contacts(keys), strict=True):
        assert contact.at is None or back.at.utcoffset() == contact.at.utcoffset()
    again = store.put_contacts(fresh)
    assert (again.new, again.duplicates, again.conflicts) == ((), keys, ())
    changed = [replace(contact, agency=f"{contact.agency}x") for contact in fresh]
    assert store.put_contacts(changed).conflicts == tuple(range(len(keys)))
    assert store.contacts(keys) == fresh
