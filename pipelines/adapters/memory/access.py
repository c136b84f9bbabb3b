"""Accounts, sessions, tokens and acts in dictionaries."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock

from audit.access import Account, Session, Token
from audit.chain import Act, Anchor, Link, link
from audit.signing import Signer


class MemoryAccounts:
    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}

    def put_account(self, account: Account) -> None:
        self._accounts[account.name] = account

    def change_account(self, name: str, change: Callable[[Account], Account]) -> Account | None:
        if name not in self._accounts:
            return None
        self._accounts[name] = change(self._accounts[name])
        return self._accounts[name]

    def account(self, name: str) -> Account | None:
        return self._accounts.get(name)

    def account_of(self, subject: str) -> Account | None:
        return next((one for one in self._accounts.values() if subject and one.subject == subject), None)

    def accounts(self) -> Sequence[Account]:
        return [self._accounts[name] for name in sorted(self._accounts)]


class MemorySessions:
    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._tokens: dict[str, Token] = {}

    def put_session(self, session: Session) -> None:
        self._sessions[session.digest] = session

    def session(self, digest: str) -> Session | None:
        return self._sessions.get(digest)

    def see(self, digest: str, now: datetime) -> None:
        if digest in self._sessions:
            self._sessions[digest] = replace(self._sessions[digest], seen=now)

    def end_session(self, digest: str) -> None:
        self._sessions.pop(digest, None)

    def end_sessions(self, account: str, besides: str = "") -> None:
        kept = {key: one for key, one in self._sessions.items() if one.account != account or key == besides}
        self._sessions = kept

    def sweep(self, seen_before: datetime, started_before: datetime) -> None:
        kept = {
            key: one for key, one in self._sessions.items() if one.seen >= seen_before and one.started >= started_before
        }
        self._sessions = kept

    def put_token(self, token: Token) -> None:
        self._tokens[token.digest] = token

    def token(self, digest: str) -> Token | None:
        return self._tokens.get(digest)

    def tokens(self, account: str) -> Sequence[Token]:
        return sorted((one for one in self._tokens.values() if one.account == account), key=lambda token: token.id)

    def end_token(self, identity: str) -> None:
        self._tokens = {key: one for key, one in self._tokens.items() if one.id != identity}


class MemoryActs:
    def __init__(self, signer: Signer | None = None) -> None:
        self._links: list[Link] = []
        self._signer, self._adding = signer, Lock()

    def add(self, act: Act) -> Link:
        with self._adding:
            self._links.append(link(self.end(), act, self._signer))
            return self._links[-1]

    def latest(self, by: str, verb: str, of: str) -> Act | None:
        found = (one.act for one in reversed(self._links) if (one.act.by, one.act.verb, one.act.of) == (by, verb, of))
        return next(found, None)

    def links(self, after: int | None = None, limit: int | None = None) -> Iterable[Link]:
        return [one for one in self._links if one.number > (after or 0)][:limit]

    def before(self, number: int | None = None, limit: int = 100, by: str | None = None) -> Sequence[Link]:
        found = (one for one in reversed(self._links) if by is None or one.act.by == by)
        return [one for one in found if number is None or one.number < number][:limit]

    def about(self, things: Collection[str]) -> Sequence[Link]:
        return [one for one in self._links if one.act.of in things]

    def end(self) -> Link | None:
        return self._links[-1] if self._links else None


class MemoryAnchors:
    def __init__(self) -> None:
        self._anchors: list[Anchor] = []

    def add(self, anchor: Anchor) -> None:
        self._anchors.append(anchor)

    def anchors(self) -> Sequence[Anchor]:
        return tuple(self._anchors)

    def trim(self, number: int) -> None:
        self._anchors = [one for one in self._anchors if one.number > number]
