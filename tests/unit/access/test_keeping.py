"""What keeping accounts refuses, and what it leaves in the log."""

from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from audit.access import Account
from audit.errors import Refused
from audit.rights import Role, Verb
from audit.scope import Scope
from pipelines.access import passwords
from pipelines.access.door import Door
from pipelines.access.keeping import Keeper, demo_accounts
from pipelines.adapters.memory import MemoryAccounts, MemoryActs, MemorySessions
from tests.make import NINE

GOOD = Account("li", "李某", frozenset({Role.REVIEWER}))


@pytest.fixture
def keeper(monkeypatch):
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    hour = timedelta(hours=1)
    return Keeper(Door(MemoryAccounts(), MemorySessions(), MemoryActs(), hour, hour, lambda: NINE), "operator:test")


def log(keeper):
    return [(link.act.of, link.act.detail["what"]) for link in keeper.door.acts.links()]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": "Li"}, "access.name"),
        ({"name": "l"}, "access.name"),
        ({"name": "li li"}, "access.name"),
        ({"name": "known"}, "access.known_account"),
        ({"roles": frozenset()}, "access.no_role"),
        ({"roles": frozenset({Role.AGENT})}, "access.agent_scope"),
    ],
    ids=["capital", "short", "blank", "taken", "no role", "agent of nobody"],
)
def test_what_is_no_account_is_refused_and_not_logged(keeper, changed, code):
    keeper.add(replace(GOOD, name="known"))
    with pytest.raises(Refused, match=code):
        keeper.add(replace(GOOD, **changed))
    assert log(keeper) == [("known", "add")]


def test_a_new_account_gets_a_password_for_once(keeper):
    password = keeper.add(GOOD)
    account = keeper.known("li")
    assert passwords.matches(account.password, password)
    assert account.renew
    assert len(password) == 19
    assert password not in account.password


def test_one_account_for_each_role_of_the_demo_and_the_collector_is_one_agent(keeper):
    for account in demo_accounts("A-1"):
        keeper.add(account)
    accounts = keeper.door.accounts.accounts()
    assert {role for account in accounts for role in account.roles} == set(Role)
    (agent,) = (account for account in accounts if Role.AGENT in account.roles)
    assert agent.scope == Scope(agents=frozenset({"A-1"}))


def test_every_step_is_logged_under_the_keeper(keeper):
    keeper.add(GOOD)
    keeper.renew("li")
    token, _ = keeper.give_token("li", frozenset({Verb.QUEUE}), timedelta(days=1))
    keeper.end_token("li", token.id)
    keeper.disable("li", disabled=True)
    keeper.disable("li", disabled=False)
    assert [what for _, what in log(keeper)] == ["add", "password", "token", "end_token", "disable", "enable"]
    assert {link.act.by for link in keeper.door.acts.links()} == {"operator:test"}


@pytest.mark.parametrize(
    "step",
    [
        lambda keeper: keeper.renew("nobody"),
        lambda keeper: keeper.disable("nobody", disabled=True),
        lambda keeper: keeper.give_token("nobody", frozenset({Verb.QUEUE}), timedelta(days=1)),
        lambda keeper: keeper.end_token("nobody", "t"),
    ],
)
def test_unknown_names_are_refused(keeper, step):
    with pytest.raises(Refused, match=r"access\.unknown_account"):
        step(keeper)


def test_a_token_of_somebody_else_is_not_ended(keeper):
    keeper.add(GOOD)
    keeper.add(replace(GOOD, name="an"))
    token, secret = keeper.give_token("an", frozenset({Verb.QUEUE}), timedelta(days=1))
    with pytest.raises(Refused, match=r"access\.unknown_token"):
        keeper.end_token("li", token.id)
    assert keeper.door.program(secret) is not None
