"""A small installation with a console, for tests: every role signed in, a handful of incidents, a clock to set."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from starlette.testclient import TestClient

from api import app as apps
from api import cookies
from audit.access import Account, Session
from audit.findings import Scan
from audit.incidents import incident_id
from audit.records import Channel, Contact, Speaker, Turn
from audit.rights import Role
from audit.scope import EVERYTHING, Scope
from config.settings import Settings
from pipelines.access.door import digest
from pipelines.bootstrap import Application
from tests.make import CHINA, case, finding, sms

#: Fewer than a page, then enough for two.
CALLS, MESSAGES = 3, 60
AGENT = "A-07"
#: The day of the calls, and nine in its morning.
NINE = datetime.now(CHINA).replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=2)
DAY = NINE.date()
#: A number that nobody can have, as it stands in a text and as it is shown.
NUMBER, MASKED = "10012345678", "100****5678"
SAID = f"你再不还,出门小心点。回我电话{NUMBER}"


@dataclass
class Clock:
    #: The store itself notes when an incident was opened, so this starts with the true time.
    now: datetime = field(default_factory=lambda: datetime.now(CHINA))

    def __call__(self):
        return self.now


@dataclass
class ConsoleHome:
    """`client(role)` is a browser in which somebody of this role is signed in; `guest()` one in which nobody is."""

    settings: Settings
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self):
        fill(self.application)
        for role in Role:
            self.add(role.value, {role}, Scope(agents=frozenset({AGENT})) if role is Role.AGENT else EVERYTHING)

    @cached_property
    def application(self):
        return Application(self.settings)

    @cached_property
    def app(self):
        return apps.create(self.settings, self.clock)

    def add(self, name, roles, scope=EVERYTHING, **fields):
        self.application.accounts.put_account(Account(name, f"{name}某", frozenset(roles), scope, **fields))

    def guest(self, **options):
        # One lifespan for all: the fixture opened it.
        return TestClient(self.app, follow_redirects=False, raise_server_exceptions=False, **options)

    def client(self, who, **options):
        """By role, or by the name of an account that a test added."""
        browser, secret = self.guest(**options), f"secret-of-{who}"
        self.open(who, secret)
        browser.cookies.set(cookies.SESSION, secret)
        browser.headers[cookies.HEADER] = cookies.csrf_of(secret)
        return browser

    def open(self, who, secret):
        """A session that begins now."""
        self.application.sessions.end_session(digest(secret))
        self.application.sessions.put_session(Session(digest(secret), str(who), self.clock.now, self.clock.now))

    def acts(self, verb):
        return [link.act for link in self.application.acts.links() if link.act.verb == verb]

    def incident(self, contact="call:1"):
        """Id of the incident of this contact."""
        return incident_id(contact, "T01" if contact.startswith("call:") else "T08")


def fill(application):
    """Calls of one agency, messages of another."""
    north, south = case("c1", institution="甲方消费金融"), case("c2", institution="乙方小贷")
    calls = [
        Contact(
            id=str(number),
            channel=Channel.CALL,
            at=NINE + timedelta(hours=number),
            answered_at=NINE + timedelta(hours=number),
            ended_at=NINE + timedelta(hours=number, seconds=192),
            turns=(
                Turn(0, Speaker.AGENT, SAID, 1.0, 6.5),
                Turn(1, Speaker.DEBTOR, "你这是威胁我?", 7.0, 9.0),
            ),
            case_id="c1",
            agency="宜诚服务",
            agent_id=AGENT,
        )
        for number in range(1, CALLS + 1)
    ]
    messages = [
        sms(str(number), "再拖我就爆你通讯录", case_id="c2", agency="众安外包", at=NINE - timedelta(hours=number))
        for number in range(MESSAGES)
    ]
    application.store.put_cases([north, south])
    application.store.put_contacts([*calls, *messages])
    scans = [Scan(call.key, (finding(call, "出门小心点"),)) for call in calls]
    scans += [
        Scan(one.key, (finding(one, "爆你通讯录", rule="cn.test.blast", category="T08", severity=3),))
        for one in messages
    ]
    application.store.put_scans(scans, "cn")
    keys = [one.key for one in (*calls, *messages)]
    application.index.put(application.store.contacts(keys), application.store.findings(keys))
    application.index.close()
