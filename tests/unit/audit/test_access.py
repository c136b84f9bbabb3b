"""When accounts and sessions hold."""

from datetime import timedelta

import pytest

from audit.access import LOCKED_FOR, MOST_FAILURES, Account, Session
from audit.rights import Role, Verb
from tests.make import NINE

ACCOUNT = Account("li", "李某", frozenset({Role.REVIEWER}))
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=8)


def test_wrong_passwords_in_a_row_lock_for_a_while():
    account = ACCOUNT
    for _ in range(MOST_FAILURES - 1):
        account = account.failed(NINE)
    assert not account.locked(NINE)
    account = account.failed(NINE)
    assert account.locked(NINE)
    assert account.locked(NINE + LOCKED_FOR - timedelta(seconds=1))
    assert not account.locked(NINE + LOCKED_FOR)


def test_a_right_password_forgets_the_wrong_ones():
    account = ACCOUNT.failed(NINE).failed(NINE).signed_in()
    assert (account.failures, account.locked_until) == (0, None)


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
