"""Filters as they stand in a URL, so that every screen can be sent to a colleague."""

from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from audit.ports import Filter
from audit.records import Channel

#: What a form sends for a field that was left empty.
Empty = Literal[""]
#: A day before and after which there are others: the ends of the calendar are not to be reckoned with.
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]


class Question(BaseModel):
    """A page's question as it stands in its URL; empty fields stand for any."""

    def url(self, path: str, **changed: str) -> str:
        """The same question with some fields changed, without the empty ones."""
        kept = {name: value for name, value in {**self._given, **changed}.items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path

    @cached_property
    def _given(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_defaults=True)


class Asked(Question):
    """What lists of incidents can be asked for; each field is one value or empty."""

    institution: str = ""
    agency: str = ""
    agent: str = ""
    case: str = ""
    channel: Channel | Empty = ""
    category: str = Field(default="", pattern="^(T[0-9]{2})?$")
    #: The least.
    severity: Literal["", "1", "2", "3", "4"] = ""
    rule: str = ""
    #: First and last day that count.
    since: Day | Empty = ""
    until: Day | Empty = ""
    #: Where the page before ended: what that page gave out for it.
    after: str = ""

    def filter(self, timezone: str) -> Filter:
        zone = ZoneInfo(timezone)
        return Filter(
            institution=_one(self.institution),
            agency=_one(self.agency),
            agent=_one(self.agent),
            case=_one(self.case),
            rule=_one(self.rule),
            channel=_one(self.channel),
            category=_one(self.category),
            severity_min=int(self.severity) if self.severity else None,
            since=datetime.combine(self.since, time(), zone) if self.since else None,
            until=datetime.combine(self.until + timedelta(days=1), time(), zone) if self.until else None,
        )


def _one(value: str) -> frozenset[str]:
    return frozenset({value}) if value else frozenset()
