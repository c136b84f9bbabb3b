"""People who sign in: accounts, sessions and tokens, and when they hold."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from audit.rights import Rights, Role, Verb, rights
from audit.scope import EVERYTHING, Scope

#: So many wrong passwords from one address lock an account there, for so long.
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
#: So many from anywhere lock it wherever its owner did not sign in lately.
MOST_ANYWHERE = 50
#: Addresses that count as the owner's.
KNOWN = 5
#: Unmasked data of an incident stays in the clear for so long.
UNMASKED_FOR = timedelta(minutes=15)
SHORTEST_PASSWORD = 12


@dataclass(frozen=True, slots=True)
class Failures:
    """Wrong passwords from one address, with the time of the last."""

    address: str
    count: int
    last: datetime


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
    failures: tuple[Failures, ...] = ()
    #: Addresses from which this person signed in, the last one first.
    known: tuple[str, ...] = ()

    @property
    def rights(self) -> Rights:
        return Rights() if self.disabled else rights(self.roles, self.scope)

    def locked(self, now: datetime, address: str) -> bool:
        """Each address for itself, and all those together at which the owner did not sign in lately: one lock for all would let
        anybody keep anybody out (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"; addresses stand for the cookies).
        """
        wrong = {one.address: one.count for one in self._lately(now)}
        if wrong.get(address, 0) >= MOST_FAILURES:
            return True
        return address not in self.known and sum(wrong.values()) >= MOST_ANYWHERE

    def failed(self, now: datetime, address: str) -> "Account":
        """After a wrong password; the last one of an address is what its 15 minutes run from."""
        lately = {one.address: one for one in self._lately(now)}
        before = lately.pop(address, None)
        here = Failures(address, before.count + 1 if before else 1, now)
        return replace(self, failures=(*lately.values(), here))

    def signed_in(self, address: str) -> "Account":
        failures = tuple(one for one in self.failures if one.address != address)
        known = tuple(dict.fromkeys((address, *self.known)))[:KNOWN]
        return replace(self, failures=failures, known=known)

    def _lately(self, now: datetime) -> tuple[Failures, ...]:
        return tuple(one for one in self.failures if now - one.last < LOCKED_FOR)


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
