"""Where accounts, sessions, tokens and acts are kept, as protocols. Each call is one transaction."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from audit.access import Account, Session, Token
from audit.chain import Act, Anchor, Link


class Accounts(Protocol):
    def put_account(self, account: Account) -> None:
        """Insert, or take the place of the one of that name."""

    def change_account(self, name: str, change: Callable[[Account], Account]) -> Account | None:
        """Put what `change` makes of the account as it is now; nobody else changes it meanwhile. None for an unknown name."""

    def account(self, name: str) -> Account | None: ...

    def account_of(self, subject: str) -> Account | None:
        """Whoever is bound to this subject of OpenID Connect; never for an empty one."""

    def accounts(self) -> Sequence[Account]:
        """By name."""


class Sessions(Protocol):
    def put_session(self, session: Session) -> None: ...

    def session(self, digest: str) -> Session | None: ...

    def see(self, digest: str, now: datetime) -> None:
        """The session was used."""

    def end_session(self, digest: str) -> None:
        """Unknown ones are ended already."""

    def end_sessions(self, account: str, besides: str = "") -> None:
        """All of an account, as after a new password, but for the one with this digest."""

    def sweep(self, seen_before: datetime, started_before: datetime) -> None:
        """Forget those that hold no more."""

    def put_token(self, token: Token) -> None: ...

    def token(self, digest: str) -> Token | None: ...

    def tokens(self, account: str) -> Sequence[Token]:
        """By id."""

    def end_token(self, identity: str) -> None:
        """Unknown ones are ended already."""


class Acts(Protocol):
    """The log of acts: only ever added to."""

    def add(self, act: Act) -> Link:
        """As the next link, on disk when this returns."""

    def latest(self, by: str, verb: str, of: str) -> Act | None:
        """The last one of this person, verb and thing."""

    def links(self, after: int | None = None, limit: int | None = None) -> Iterable[Link]:
        """By number, of those behind `after`; read piece by piece. What cannot be read as an act comes as one that nobody hashed."""

    def before(self, number: int | None = None, limit: int = 100, by: str | None = None) -> Sequence[Link]:
        """The newest of those before this number, newest first; only this person's, where one is named."""

    def about(self, things: Collection[str]) -> Sequence[Link]:
        """What was done to these, by number."""

    def end(self) -> Link | None:
        """The newest."""


class Anchors(Protocol):
    """What the log ended with, kept apart from it."""

    def add(self, anchor: Anchor) -> None: ...

    def anchors(self) -> Sequence[Anchor]:
        """In the order given."""

    def trim(self, number: int) -> None:
        """Forget those up to this number."""
