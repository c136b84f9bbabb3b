"""People who sign in: accounts, sessions and tokens, and when they hold."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from audit.rights import Rights, Role, Verb, rights
from audit.scope import EVERYTHING, Scope

#: So many wrong passwords in a row lock an account, for so long.
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
#: Unmasked data of an incident stays in the clear for so long.
UNMASKED_FOR = timedelta(minutes=15)
SHORTEST_PASSWORD = 12


@dataclass(frozen=True, slots=True)
class Account:
    """A person. `name` is how one signs in, `display` what others read."""

    name: str
    display: str
    roles: frozenset[Role]
    scope: Scope = EVERYTHING
    #: Argon2 hash; empty: no password lets anybody in.
    password: str = ""
    #: Whether the password was given by somebody else and must be changed before anything else.
    renew: bool = False
    #: Issuer and subject of OpenID Connect, bound at the first sign-in that way; empty: none yet.
    subject: str = ""
    #: zh or en; empty: as the browser's cookie says.
    language: str = ""
    disabled: bool = False
    failures: int = 0
    locked_until: datetime | None = None

    @property
    def rights(self) -> Rights:
        return Rights() if self.disabled else rights(self.roles, self.scope)

    def locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until

    def failed(self, now: datetime) -> "Account":
        """After a wrong password."""
        failures = self.failures + 1
        if failures < MOST_FAILURES:
            return replace(self, failures=failures)
        return replace(self, failures=0, locked_until=now + LOCKED_FOR)

    def signed_in(self) -> "Account":
        return replace(self, failures=0, locked_until=None)


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in. What the browser holds is secret; here is only its hash."""

    digest: str
    account: str
    started: datetime
    seen: datetime

    def holds(self, now: datetime, idle: timedelta, longest: timedelta) -> bool:
        return now - self.seen < idle and now - self.started < longest


@dataclass(frozen=True, slots=True)
class Token:
    """Lets a program act for an account, within these verbs."""

    #: Names it without telling it.
    id: str
    digest: str
    account: str
    verbs: frozenset[Verb]
    created: datetime
    expires: datetime

    def holds(self, now: datetime) -> bool:
        return now < self.expires


#: Accounts that `fairdial user demo` makes, one for each role: name -> what others read.
DEMO: Mapping[Role, tuple[str, str]] = MappingProxyType(
    {
        Role.REVIEWER: ("shenhe", "沈禾"),
        Role.LEAD: ("zuzhang", "祖彰"),
        Role.MANAGER: ("guanli", "管黎"),
        Role.AUDITOR: ("jicha", "季察"),
        Role.RULE_AUTHOR: ("guize", "桂泽"),
        Role.ADMINISTRATOR: ("guanliyuan", "关立远"),
        Role.AGENT: ("zuoxi", "左希"),
    }
)
