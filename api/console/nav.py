"""The menu: what there is, and whose it is."""

from typing import TYPE_CHECKING, NamedTuple

from audit.rights import Verb

if TYPE_CHECKING:
    from api.visit import Visit


class Entry(NamedTuple):
    code: str
    path: str
    verb: Verb


#: In the order shown. Whoever may do the first thing lands there after sign-in.
MENU = (
    Entry("nav.queue", "/queue", Verb.QUEUE),
    Entry("nav.search", "/search", Verb.SEARCH),
    Entry("nav.samples", "/samples", Verb.SAMPLES),
    Entry("nav.complaints", "/complaints", Verb.COMPLAINTS),
    Entry("nav.appeals", "/appeals", Verb.APPEALS),
    Entry("nav.actions", "/actions", Verb.ACTIONS),
    Entry("nav.my_appeals", "/my-appeals", Verb.APPEAL),
    Entry("nav.rules", "/rules", Verb.RULES),
    Entry("nav.dashboard", "/dashboard", Verb.DASHBOARD),
    Entry("nav.alerts", "/alerts", Verb.ALERTS),
    Entry("nav.alert_rules", "/alert-rules", Verb.EDIT_ALERTS),
    Entry("nav.reports", "/reports", Verb.REPORTS),
    Entry("nav.acts", "/acts", Verb.ACTS),
    Entry("nav.retention", "/retention", Verb.RETENTION),
)
#: For whom the menu has nothing.
OWN = "/account"


def entries(visit: "Visit") -> tuple[Entry, ...]:
    """What this person may open, and is there."""
    return tuple(entry for entry in MENU if visit.may(entry.verb) and entry.path in visit.house.paths)


def home(visit: "Visit") -> str:
    return next((entry.path for entry in entries(visit)), OWN)
