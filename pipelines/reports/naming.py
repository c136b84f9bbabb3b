"""What a report is called: its period, its scope, and what stands on its title page."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from audit.reports.record import Period, Report
from audit.reports.release import Kept, State
from audit.scope import Scope
from config.messages import words


def scope_name(scope: Scope, language: str) -> str:
    sides = (("institutions", scope.institutions), ("agencies", scope.agencies), ("agents", scope.agents))
    told = [
        words(f"reports.scope.{side}", language, names=("、" if language == "zh" else ", ").join(sorted(names)))
        for side, names in sides
        if names is not None
    ]
    return (";" if language == "zh" else "; ").join(told) or words("reports.scope.all", language)


def period_name(period: Period) -> str:
    """`2026-10` for a whole month, `2026-Q4`, `2026`, else both days."""
    first, last = period.first, period.last
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if whole and months == 1:
        return f"{first:%Y-%m}"
    if whole and months == 3 and first.month % 3 == 1:
        return f"{first.year}-Q{first.month // 3 + 1}"
    if whole and months == 12 and first.month == 1:
        return str(first.year)
    return f"{first}..{last}"


def meta(kept: Kept, report: Report, language: str) -> Sequence[tuple[str, str]]:
    zone = ZoneInfo(kept.period.zone)
    period = {"first": kept.period.first, "last": kept.period.last, "zone": kept.period.zone}
    steps = (("vouched", kept.step(State.DRAFT)), ("released", kept.step(State.RELEASED)))
    values = {
        "period": words("reports.meta.zone", language, **period),
        "scope": scope_name(kept.scope, language),
        "id": kept.id,
        "version": str(kept.version),
        "state": words(f"reports.state.{kept.state}", language),
        "made": _who(kept.by, kept.at, zone, language),
        **{name: _who(step.by, step.at, zone, language) for name, step in steps if step},
        "figures": words("reports.meta.count", language, count=f"{len(report.figures):,}"),
        "digest": kept.digest,
    }
    return [(words(f"reports.meta.{name}", language), value) for name, value in values.items()]


def _who(by: str, at: datetime, zone: ZoneInfo, language: str) -> str:
    return words("reports.meta.who", language, by=by, at=f"{at.astimezone(zone):%Y-%m-%d %H:%M}")
