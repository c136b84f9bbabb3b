"""What was read to be scanned is indexed as it is, unless anything of it may change in between."""

from dataclasses import replace

import pytest

from audit.records import Channel
from pipelines.adapters.memory import MemoryStore
from pipelines.work import at_hand
from pipelines.work.at_hand import AtHand
from tests.make import case, sms

WITH_CASE = sms("1", case=case("c1"), case_id="c1")


class Counting(MemoryStore):
    """Tells which contacts it was asked for."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def contacts(self, keys):
        keys = list(keys)
        self.asked += keys
        return super().contacts(keys)


@pytest.fixture
def store():
    made = Counting()
    made.put_cases([case("c1")])
    return made


@pytest.mark.parametrize(
    ("contact", "asked", "why"),
    [
        (WITH_CASE, [], "a message never changes, and its case is known"),
        (replace(WITH_CASE, case=None, case_id="late"), ["sms:1"], "when its case comes it is judged anew"),
        (replace(WITH_CASE, case=None, case_id=None), ["sms:1"], "few are without; one rule for all of them"),
        (replace(WITH_CASE, channel=Channel.CALL), ["call:1"], "a recording is heard again"),
        (replace(WITH_CASE, channel=Channel.CHAT), ["chat:1"], "a conversation goes on"),
    ],
)
def test_only_what_cannot_change_is_kept(store, contact, asked, why):
    store.put_contacts([contact])
    at_hand = AtHand(store)
    at_hand.keep([contact])
    assert [one.key for one in at_hand.take([contact.key])] == [contact.key]
    assert store.asked == asked, why


def test_what_was_taken_is_read_from_the_store_the_next_time(store):
    store.put_contacts([WITH_CASE])
    at_hand = AtHand(store)
    at_hand.keep([WITH_CASE])
    assert at_hand.take(["sms:1"]) == at_hand.take(["sms:1"])
    assert store.asked == ["sms:1"]


def test_the_order_is_that_asked_and_no_more_is_kept_than_may_be(store, monkeypatch):
    monkeypatch.setattr(at_hand, "MOST", 2)
    contacts = [replace(WITH_CASE, id=str(number)) for number in range(4)]
    store.put_contacts(contacts)
    kept = AtHand(store)
    kept.keep(contacts)
    assert [one.id for one in kept.take(["sms:3", "sms:0", "sms:2", "sms:1"])] == ["3", "0", "2", "1"]
    assert store.asked == ["sms:3", "sms:2"]


def test_an_unknown_contact_is_an_error(store):
    with pytest.raises(KeyError):
        AtHand(store).take(["sms:9"])


def test_a_case_that_has_moved_is_read_again(store):
    store.put_contacts([WITH_CASE])
    at_hand = AtHand(store)
    at_hand.keep([WITH_CASE])
    store.put_cases([replace(case("c1"), institution="another lender")])
    (found,) = at_hand.take(["sms:1"])
    assert (found.case.institution, store.asked) == ("another lender", ["sms:1"])
