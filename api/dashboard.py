"""What the dashboard is asked, and what it answers: for the page and for programs alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from api.asked import Day, Empty, Question
from api.visit import Visit
from audit.coverage import ContactQuery
from audit.rates import By, Counted, weeks
from audit.records import Channel, State

#: Days shown unless others are asked for, today among them.
USUAL_DAYS = 30
#: What rates can be told apart by in one table.
SIDES = (By.AGENCY, By.TEAM, By.AGENT, By.RULE)
#: Classes of waiting, as `audit.rates.AGES` has their ends.
WAITED = "^([0-9]{1,3}-[0-9]{0,3})?$"


class Period(Question):
    #: First and last day that count.
    since: Day | Empty = ""
    until: Day | Empty = ""


class DashboardAsked(Period):
    by: Literal["agency", "team", "agent", "rule"] = "agency"
    every: Literal["day", "week"] = "day"
    #: How many rows of the table come before.
    first: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class ContactsAsked(Period):
    channel: Channel | Empty = ""
    agency: str = ""
    team: str = ""
    agent: str = ""
    state: State | Empty = ""
    reason: str = ""
    not_assessed: str = ""
    scanned: Literal["", "1"] = ""
    hit: Literal["", "1"] = ""
    #: `3-7`: found at least 3 and less than 7 days ago, and nobody decided.
    waited: str = Field(default="", pattern=WAITED)
    after: str = ""

    def query(self, visit: Visit) -> ContactQuery:
        """Without days all contacts count, also those of an unknown time."""
        zone = ZoneInfo(visit.house.settings.timezone)
        return ContactQuery(
            since=_start(self.since, zone) if self.since else None,
            until=_start(self.until + timedelta(days=1), zone) if self.until else None,
            channel=self.channel,
            agency=self.agency,
            team=self.team,
            agent=self.agent,
            state=self.state,
            reason=self.reason,
            not_assessed=self.not_assessed,
            scanned=bool(self.scanned),
            hit=bool(self.hit),
            waiting=_waiting(self.waited, visit.house.now()) if self.waited else None,
        )


@dataclass(frozen=True, slots=True)
class Days:
    """A period in the installation's time zone: whole days, both ends count."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        return _start(self.first, self.zone)

    @property
    def until(self) -> datetime:
        return _start(self.last + timedelta(days=1), self.zone)


def days_of(visit: Visit, asked: Period) -> Days:
    """Ends that are not named: today, and so many days before the last one."""
    zone = ZoneInfo(visit.house.settings.timezone)
    last = asked.until or visit.house.now().astimezone(zone).date()
    return Days(asked.since or last - timedelta(days=USUAL_DAYS - 1), last, zone)


def rates(visit: Visit, by: By, days: Days) -> Sequence[Counted]:
    """The surest first: ordered by the low end of the interval, so that one case in a small team leads no list."""
    found = visit.house.application.review.counted(by, days.since, days.until, visit.scope)
    return sorted(found, key=lambda one: (-one.share.low, -one.contacts, one.name))


def trend(visit: Visit, days: Days, every: str) -> Sequence[Counted]:
    counted = visit.house.application.review.counted(By.DAY, days.since, days.until, visit.scope)
    in_order = sorted(counted, key=lambda one: one.name)
    return weeks(in_order) if every == "week" else in_order


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _waiting(waited: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    low, _, end = waited.partition("-")
    # Of the youngest class everything since, also what a clock that runs ahead found.
    past = now - timedelta(days=int(low)) if int(low) else None
    return now - timedelta(days=int(end)) if end else None, past
