"""When accounts and sessions hold."""

from datetime import timedelta

import pytest

from audit.access import KNOWN, LOCKED_FOR, MOST_ANYWHERE, MOST_FAILURES, Account, Session
from audit.rights import Role, Verb
from tests.make import NINE

ACCOUNT = Account("li", "李某", frozenset({Role.REVIEWER}))
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=8)


HERE, ELSEWHERE = "10.0.0.1", "10.0.0.2"


def wrong(account, times, address=HERE):
    for _ in range(times):
        account = account.failed(NINE, address)
    return account


def test_wrong_passwords_lock_for_a_while_where_they_came_from():
    assert not wrong(ACCOUNT, MOST_FAILURES - 1).locked(NINE, HERE)
    account = wrong(ACCOUNT, MOST_FAILURES)
    assert account.locked(NINE + LOCKED_FOR - timedelta(seconds=1), HERE)
    assert not account.locked(NINE + LOCKED_FOR, HERE)
    assert not account.locked(NINE, ELSEWHERE), "who knows a name keeps nobody else out"


def test_many_addresses_together_lock_all_but_where_its_owner_signs_in():
    account = ACCOUNT.signed_in(ELSEWHERE)
    for number in range(MOST_ANYWHERE):
        assert not account.locked(NINE, f"10.1.0.{number}")
        account = account.failed(NINE, f"10.1.0.{number}")
    assert account.locked(NINE, "10.2.0.1")
    assert not account.locked(NINE, ELSEWHERE)
    assert wrong(account, MOST_FAILURES, ELSEWHERE).locked(NINE, ELSEWHERE), "known is not trusted"
    assert not account.locked(NINE + LOCKED_FOR, "10.2.0.1")
    assert len(account.failed(NINE + LOCKED_FOR, HERE).failures) == 1, "what is over is not kept"


def test_a_right_password_forgets_the_wrong_ones_of_its_address():
    account = wrong(wrong(ACCOUNT, 2), 3, ELSEWHERE).signed_in(HERE)
    assert [(one.address, one.count) for one in account.failures] == [(ELSEWHERE, 3)]
    for number in range(KNOWN):
        account = account.signed_in(f"10.1.0.{number}")
    assert (len(account.known), HERE in account.known) == (KNOWN, False)


@pytest.mark.parametrize(
    ("idle", "age", "holds"),
    [(0, 0, True), (29, 29, True), (30, 30, False), (1, 479, True), (1, 480, False)],
    ids=["new", "used lately", "idle", "old and in use", "too old however used"],
)
def test_sessions_end_by_idleness_and_by_age(idle, age, holds):
    now = NINE + timedelta(minutes=age)
    session = Session("x", "li", NINE, now - timedelta(minutes=idle))
    assert session.holds(now, IDLE, LONGEST) is holds


def test_who_is_disabled_may_nothing():
    assert ACCOUNT.rights.may(Verb.QUEUE)
    assert not Account("li", "李某", frozenset({Role.REVIEWER}), disabled=True).rights.grants
