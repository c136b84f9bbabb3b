"""Facts become a report."""

from dataclasses import replace
from datetime import datetime

from audit.reports.coverage import coverage, not_checked
from audit.reports.definitions import Asking
from audit.reports.effects import actions, complaints
from audit.reports.facts import Facts
from audit.reports.found import findings
from audit.reports.method import method
from audit.reports.protection import protection
from audit.reports.record import Report
from audit.reports.summary import summary
from audit.reports.supervision import supervision


def build(bare: Report, facts: Facts, bounds: tuple[datetime, datetime], parts: dict[str, Asking]) -> Report:
    """`bounds` are the moments in which the period begins and ends, `parts` the questions of the trend by first day."""
    asking = Asking(*bounds, bare.scope)
    sections = (
        summary(facts, asking),
        coverage(facts, asking),
        not_checked(facts, asking),
        method(facts, asking),
        findings(facts, asking, parts),
        supervision(facts, asking),
        actions(facts),
        complaints(facts),
        protection(facts, asking),
    )
    return replace(bare, sections=sections)
