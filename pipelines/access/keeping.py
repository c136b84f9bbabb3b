"""Keeping accounts: each change is entered into the log of acts."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from audit.access import DEMO, Account, Token
from audit.chain import Act
from audit.errors import Problem, Refused
from audit.rights import Role, Verb
from audit.scope import EVERYTHING, Scope
from pipelines.access import passwords
from pipelines.access.door import Door

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


@dataclass(frozen=True, slots=True)
class Keeper:
    door: Door
    #: Who keeps: an administrator's account, or the operator at the machine.
    by: str

    def add(self, account: Account) -> str:
        """The one-time password of the new account. Raises Refused (`access.*`) with every fault."""
        if faults := _faults(account, self.door.accounts.account):
            raise Refused(faults)
        self._log(account.name, "add", roles=",".join(sorted(account.roles)))
        return self._give(account)

    def renew(self, name: str) -> str:
        """A new one-time password, which ends the lock and all sessions."""
        account = self.known(name)
        self._log(name, "password")
        self.door.sessions.end_sessions(name)
        return self._give(replace(account, failures=()))

    def disable(self, name: str, *, disabled: bool) -> None:
        self.known(name)
        self._log(name, "disable" if disabled else "enable")
        self.door.accounts.change_account(name, lambda one: replace(one, disabled=disabled))
        self.door.sessions.end_sessions(name)

    def give_token(self, name: str, verbs: frozenset[Verb], lasts: timedelta) -> tuple[Token, str]:
        """The token and its secret, which is kept nowhere."""
        account = self.known(name)
        made = self.door.make_token(account, verbs, lasts)
        self._log(name, "token", token=made[0].id, verbs=",".join(sorted(verbs)))
        return made

    def end_token(self, name: str, identity: str) -> None:
        self.known(name)
        if identity not in {token.id for token in self.door.sessions.tokens(name)}:
            raise Refused(Problem("access.unknown_token", identity, {"name": name}))
        self._log(name, "end_token", token=identity)
        self.door.sessions.end_token(identity)

    def known(self, name: str) -> Account:
        account = self.door.accounts.account(name)
        if account is None:
            raise Refused(Problem("access.unknown_account", name))
        return account

    def _give(self, account: Account) -> str:
        password = passwords.made_up()
        self.door.accounts.put_account(replace(account, password=passwords.hashed(password), renew=True))
        return password

    def _log(self, name: str, what: str, **detail: str) -> None:
        self.door.acts.add(Act(self.door.now(), self.by, Verb.ACCOUNTS, name, {"what": what, **detail}))


def demo_accounts(agent: str) -> list[Account]:
    """One for each role; the collector is this agent."""
    own = Scope(agents=frozenset({agent}))
    return [
        Account(name, display, frozenset({role}), own if role is Role.AGENT else EVERYTHING)
        for role, (name, display) in DEMO.items()
    ]


def _faults(account: Account, known: Callable[[str], Account | None]) -> list[Problem]:
    faults = []
    if not _NAME.fullmatch(account.name):
        faults.append(Problem("access.name", account.name))
    if known(account.name):
        faults.append(Problem("access.known_account", account.name))
    if not account.roles:
        faults.append(Problem("access.no_role", account.name, {"known": ", ".join(Role)}))
    if Role.AGENT in account.roles and not account.scope.agents:
        faults.append(Problem("access.agent_scope", account.name))
    return faults
