"""Who is at work: signs of life, one that feeds, and debtors that nobody else is given meanwhile."""

import pytest

from audit.findings import Account, LedgerScan
from audit.workers import Worker
from tests.make import case, sms

ACCOUNT = Account("甲方消费金融", "d-c1")

A, B = (Worker(name, "host", 7, "4", "home") for name in "ab")


@pytest.fixture
def two(store):
    assert not store.beat(A), "it is new"
    assert not store.beat(B)
    return store


def test_a_worker_is_known_until_it_leaves(two):
    assert two.beat(A)
    assert [one.worker for one in two.workers()] == [A, B]
    assert all(0 <= one.silent <= one.age < 60 and not one.feeds for one in two.workers())
    two.leave("a")
    two.leave("a")
    assert [one.worker for one in two.workers()] == [B]


def test_who_is_silent_too_long_is_given_up(two):
    assert two.give_up(60) == []
    assert two.give_up(-1) == ["a", "b"]
    assert two.workers() == []
    assert not two.beat(A), "it hears that it was given up"


def test_one_feeds_until_it_hands_on_leaves_or_is_given_up(two):
    assert not two.feed_alone("c"), "nobody knows it"
    assert two.feed_alone("a")
    assert two.feed_alone("a"), "it is its turn already"
    assert not two.feed_alone("b")
    two.beat(A, feeds=True)
    assert not two.feed_alone("b")
    two.beat(A)
    assert two.feed_alone("b")
    two.beat(A, feeds=True)
    assert [one.feeds for one in two.workers()] == [False, True], "nobody gets it by a beat"
    two.leave("b")
    assert two.feed_alone("a")
    two.give_up(-1)
    two.beat(A, feeds=True)
    assert not two.workers()[0].feeds


@pytest.fixture
def due(two):
    """News about two debtors."""
    two.put_cases([case("c1"), case("c2")])
    two.put_contacts([sms("1", case_id="c1"), sms("2", case_id="c2")])
    assert len(two.due_ledgers()) == 2
    return two


def test_no_two_workers_are_given_one_debtor(due):
    (first,) = due.due_ledgers(1, "a")
    (second,) = due.due_ledgers(500, "b")
    assert {first.ledger.account, second.ledger.account} == {one.ledger.account for one in due.due_ledgers()}
    assert due.due_ledgers(500, "b") == [second], "its own claim is no bar"
    due.put_ledgers([(second, LedgerScan(second.ledger.account))], "p", "b")
    assert due.due_ledgers(500, "b") == []
    assert due.due_ledgers() == [first]


def test_a_debtor_is_free_when_its_worker_has_left_or_was_given_up(due):
    assert len(due.due_ledgers(500, "a")) == 2
    due.leave("a")
    assert len(due.due_ledgers(500, "b")) == 2
    due.give_up(-1)
    due.beat(A)
    assert len(due.due_ledgers(500, "a")) == 2
    assert due.due_ledgers(500, "b") == [], "nobody knows it any more"


def test_what_a_worker_lost_it_cannot_put(due):
    """Else what it read long ago would take the place of what another one has found since."""
    old = next(one for one in due.due_ledgers(500, "a") if one.ledger.account == ACCOUNT)
    due.give_up(-1)
    due.beat(B)
    due.put_contacts([sms("late", case_id="c1")])
    new = next(one for one in due.due_ledgers(500, "b") if one.ledger.account == ACCOUNT)
    assert len(new.ledger.events) == len(old.ledger.events) + 1
    due.put_ledgers([(new, LedgerScan(ACCOUNT))], "p", "b")
    due.beat(A)
    due.put_contacts([sms("later", case_id="c1")])
    due.put_ledgers([(old, LedgerScan(ACCOUNT))], "p", "a")
    assert ACCOUNT in [one.ledger.account for one in due.due_ledgers()], "the newest news still wait"
