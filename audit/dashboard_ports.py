"""What a dashboard asks of a store beside the rates of `audit.checking_ports.Rates`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from audit.coverage import ContactLine, ContactQuery, Coverage, Pace
from audit.scope import EVERYTHING, Scope


class Dashboard(Protocol):
    def pace(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Pace:
        """Of decisions made in [since, until)."""

    def coverage(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Coverage:
        """Of contacts of [since, until)."""

    def behind(
        self, wanted: ContactQuery, scope: Scope = EVERYTHING, limit: int = 50, after: str | None = None
    ) -> Sequence[ContactLine]:
        """Contacts, the ones received last first. `after` is the key of the last one of the page before."""
