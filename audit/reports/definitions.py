"""The question behind each figure, as SQL that answers it on either database. It is shown, and tests ask it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from audit.scope import Scope

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_CONTACTS = "contacts c LEFT JOIN cases k ON k.id = c.case_id"
_INCIDENT = "i.waiting = 0 AND i.status <> 'superseded'"
_UNDECIDED = "i.waiting = 0 AND i.status IN ('open', 'claimed', 'escalated', 'held')"
JUDGED = "EXISTS (SELECT 1 FROM scans s WHERE s.contact = c.no)"
WORDED = "EXISTS (SELECT 1 FROM turns t WHERE t.contact = c.no)"
HIT = f"EXISTS (SELECT 1 FROM incidents i WHERE i.contact = c.no AND {_INCIDENT})"
_OWN = (
    "((i.ledger = 1 AND v.finding = i.id) OR (i.ledger = 0 AND v.finding IN "
    "(SELECT f.id FROM findings f WHERE f.contact = i.contact AND f.category = i.category)))"
)


def _said(decision: str) -> str:
    return f"EXISTS (SELECT 1 FROM standing v WHERE v.contact = i.contact AND v.decision = '{decision}' AND {_OWN})"


CONFIRMED = _said("true")
REJECTED = f"i.status = 'decided' AND NOT {CONFIRMED} AND NOT {_said('unsure')}"
OF_JUDGED = "EXISTS (SELECT 1 FROM scans s WHERE s.contact = i.contact)"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def citing(article: str) -> str:
    """Incidents of which a finding rests on this article."""
    pattern = json.dumps(article, ensure_ascii=False)
    for sign in "!%_":
        pattern = pattern.replace(sign, "!" + sign)
    like = f"LIKE {quoted(f'%{pattern}%')} ESCAPE '!'"
    return (
        "((i.ledger = 0 AND EXISTS (SELECT 1 FROM findings f WHERE f.contact = i.contact AND f.category = i.category "
        f"AND f.basis {like})) OR (i.ledger = 1 AND EXISTS (SELECT 1 FROM ledger_findings l "
        f"WHERE l.id = i.id AND l.superseded = 0 AND l.body {like})))"
    )


@dataclass(frozen=True, slots=True)
class Asking:
    """Questions about contacts of [since, until) inside a scope."""

    since: datetime
    until: datetime
    scope: Scope

    def contacts(self, *conditions: str) -> str:
        return self.select("count(*)", _CONTACTS, *self._within("c.at_us"), *self.inside(), *conditions)

    def timeless(self) -> str:
        return self.select("count(*)", _CONTACTS, "c.at_us IS NULL", *self.inside())

    def incidents(self, *conditions: str, what: str = "count(*)") -> str:
        return self.select(
            what, "incidents i", _INCIDENT, *self._within("i.at_us"), *self._inside_incidents(), *conditions
        )

    def waiting(self, since: datetime | None, until: datetime) -> str:
        """Incidents of all time on which nobody decided, found in (since, until]."""
        found = (*((f"i.opened_us > {_micros(since)}",) if since else ()), f"i.opened_us <= {_micros(until)}")
        return self.select("count(*)", "incidents i", _UNDECIDED, *found, *self._inside_incidents())

    def hit(self, *conditions: str) -> str:
        """Judged contacts with such an incident."""
        return self.incidents(OF_JUDGED, *conditions, what="count(DISTINCT i.contact)")

    def of_contacts(self, what: str, joined: str, *conditions: str) -> str:
        """`joined` is a table with a contact of its own, under the name x."""
        tables = f"{joined} x JOIN contacts c ON c.no = x.contact LEFT JOIN cases k ON k.id = c.case_id"
        return self.select(what, tables, *self._within("c.at_us"), *self.inside(), *conditions)

    def of_incidents(self, what: str, tables: str, at: str, *conditions: str) -> str:
        """What people did at that time with incidents i."""
        return self.select(what, tables, *self._within(at), *self._inside_incidents(), *conditions)

    def of_time(self, what: str, table: str, at: str, *conditions: str) -> str:
        """Whatever the scope."""
        return self.select(what, table, *self._within(at), *conditions)

    def select(self, what: str, tables: str, *conditions: str) -> str:
        return f"SELECT {what} FROM {tables} WHERE {' AND '.join(conditions)}"

    def inside(self) -> tuple[str, ...]:
        return self._sides("k.institution", "c.agency", "c.agent_id")

    def _inside_incidents(self) -> tuple[str, ...]:
        return self._sides("i.institution", "i.agency", "i.agent")

    def _within(self, column: str) -> tuple[str, str]:
        return f"{column} >= {_micros(self.since)}", f"{column} < {_micros(self.until)}"

    def _sides(self, *columns: str) -> tuple[str, ...]:
        allowed = (self.scope.institutions, self.scope.agencies, self.scope.agents)
        return tuple(
            # Nothing is in an empty list, which SQL has no way to write.
            f"{column} IN ({', '.join(map(quoted, sorted(names)))})" if names else "1 = 0"
            for column, names in zip(columns, allowed, strict=True)
            if names is not None
        )


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND
