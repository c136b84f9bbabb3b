"""The door: a password, a provider's word or a token lets somebody in, and the log of acts knows of each time."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from audit.access import LOCKED_FOR, MOST_FAILURES, Account, Session, Token
from audit.access_ports import Accounts, Acts, Sessions
from audit.chain import Act
from audit.errors import Problem, Refused
from audit.rights import Rights, Verb, rights
from pipelines.access import passwords

#: A session that is used is written anew at most so often.
SEEN_EVERY = timedelta(minutes=1)
SIGN_IN, SIGN_OUT, SIGN_IN_REFUSED = "sign_in", "sign_out", "sign_in_refused"
#: How a token begins, so that scanners for lost secrets know it.
TOKEN_PREFIX = "fairdial_"  # noqa: S105 - not one itself
#: Stands for an address where somebody who is signed in guesses the password.
_INSIDE = "session"
#: Of what was typed as a name, the log keeps so many characters: people type passwords there, too.
_NAME_KEPT = 32


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Door:
    accounts: Accounts
    sessions: Sessions
    acts: Acts
    idle: timedelta
    longest: timedelta
    now: Callable[[], datetime]

    def enter(self, name: str, password: str, come_from: str) -> str:
        """The secret of a new session. Raises Refused (`access.wrong`), alike for unknown, locked and disabled names."""
        now, account = self.now(), self.accounts.account(name)
        known = account.password if account and not account.disabled else ""
        right, locked = passwords.matches(known, password), account is not None and account.locked(now, come_from)
        if account is None or locked or not right:
            if not locked:
                self._count_failure(account, now, come_from)
            self._refused(name, "locked" if locked else "wrong", come_from)
            raise Refused(
                Problem("access.wrong", "name", {"failures": MOST_FAILURES, "minutes": LOCKED_FOR.seconds // 60})
            )
        again = passwords.hashed(password) if passwords.outdated(known) else known
        self.accounts.change_account(name, lambda one: replace(one.signed_in(come_from), password=again))
        return self._begin(account, {"how": "password", "from": come_from})

    def enter_by(self, subject: str, name: str, come_from: str) -> str:
        """By the word of a provider: the account bound to the subject, else the one of that name, which is bound to it now.

        Raises Refused (`access.no_account`): accounts are made by an administrator only.
        """
        account = self.accounts.account_of(subject) or self._unbound(name)
        if account is None or account.disabled:
            self._refused(name, "no_account", come_from)
            raise Refused(Problem("access.no_account", name))
        if not account.subject:
            self.accounts.change_account(account.name, lambda one: replace(one, subject=subject))
        return self._begin(account, {"how": "openid", "from": come_from})

    def who(self, secret: str) -> tuple[Account, Session] | None:
        """Whose session it is, if it holds; using it makes it hold for longer."""
        now, session = self.now(), self.sessions.session(digest(secret))
        if session is None:
            return None
        account = self.accounts.account(session.account)
        if account is None or account.disabled or not session.holds(now, self.idle, self.longest):
            self.sessions.end_session(session.digest)
            return None
        if now - session.seen >= SEEN_EVERY:
            self.sessions.see(session.digest, now)
        return account, session

    def program(self, secret: str) -> tuple[Account, Rights] | None:
        """For whom a token acts, and what it may."""
        token = self.sessions.token(digest(secret))
        account = self.accounts.account(token.account) if token and token.holds(self.now()) else None
        if token is None or account is None or account.disabled:
            return None
        return account, rights(account.roles, account.scope, token.verbs)

    def refuse_token(self, come_from: str) -> None:
        """Somebody showed a token that is none."""
        self._refused("token", "token", come_from)

    def leave(self, account: Account, session: Session) -> None:
        self.sessions.end_session(session.digest)
        self.acts.add(Act(self.now(), account.name, SIGN_OUT))

    def renew_password(self, account: Account, session: Session, old: str, new: str, again: str) -> None:
        """Ends the account's other sessions. Raises Refused (`access.*`)."""
        if problem := passwords.unfit(new, account.name):
            raise Refused(problem)
        if new == old or new != again:
            raise Refused(Problem("access.same_password" if new == old else "access.unequal", "new"))
        locked = account.locked(self.now(), _INSIDE)
        if locked or not passwords.matches(account.password, old):
            if not locked:
                self._count_failure(account, self.now(), _INSIDE)
            self._refused(account.name, "wrong_old", "")
            raise Refused(Problem("access.wrong_old", "old"))
        made = passwords.hashed(new)
        self.accounts.change_account(account.name, lambda one: replace(one, password=made, renew=False))
        self.sessions.end_sessions(account.name, besides=session.digest)
        self.acts.add(Act(self.now(), account.name, Verb.ACCOUNT, account.name, {"what": "password"}))

    def make_token(self, account: Account, verbs: frozenset[Verb], lasts: timedelta) -> tuple[Token, str]:
        """The token and its secret, which is shown once. Raises Refused (`access.token_verbs`) for what the account may not."""
        if missing := sorted(verb for verb in verbs if not account.rights.may(verb)):
            raise Refused(Problem("access.token_verbs", account.name, {"verbs": ", ".join(missing)}))
        now, secret = self.now(), TOKEN_PREFIX + secrets.token_urlsafe(32)
        token = Token(secrets.token_hex(4), digest(secret), account.name, verbs, now, now + lasts)
        self.sessions.put_token(token)
        return token, secret

    def _begin(self, account: Account, detail: Mapping[str, str]) -> str:
        """Every sign-in gets a secret of its own, so that one that was slipped in before is worth nothing."""
        now, secret = self.now(), secrets.token_urlsafe(32)
        self.sessions.sweep(now - self.idle, now - self.longest)
        self.sessions.put_session(Session(digest(secret), account.name, now, now))
        self.acts.add(Act(now, account.name, SIGN_IN, detail=detail))
        return secret

    def _unbound(self, name: str) -> Account | None:
        account = self.accounts.account(name)
        return account if account and not account.subject else None

    def _count_failure(self, account: Account | None, now: datetime, address: str) -> None:
        if account:
            self.accounts.change_account(account.name, lambda one: one.failed(now, address))

    def _refused(self, name: str, why: str, come_from: str) -> None:
        self.acts.add(Act(self.now(), name[:_NAME_KEPT], SIGN_IN_REFUSED, detail={"why": why, "from": come_from}))
