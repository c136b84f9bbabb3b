"""What stands for a corrective action in a list, and its effect as figures and charts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from api.console.figures import Figure, figure
from api.console.pages import category
from api.console.text import shown
from audit.actions import Action, Order
from audit.effect import Effect
from audit.rates import Change, weeks
from config.actions import kind_title
from pipelines import charts

if TYPE_CHECKING:
    from api.visit import Visit


@dataclass(frozen=True, slots=True)
class Chosen:
    """What stands in the form of a new action."""

    order: Order
    due: date | None
    why: str


@dataclass(frozen=True, slots=True)
class ActionLine:
    action: Action
    kind: str
    title: Markup
    #: Institution, agency, team, agent; as far as it names them.
    whose: str
    #: Rules by their titles, or the category.
    about: Sequence[str]


def lines_of(visit: "Visit", actions: Sequence[Action]) -> list[ActionLine]:
    titles = {rule.id: rule.title[visit.language] for rule in visit.house.application.rules}
    return [_line(visit, one, titles) for one in actions]


def _line(visit: "Visit", action: Action, titles: dict[str, str]) -> ActionLine:
    concern = action.concern
    sides = (concern.institution, concern.agency, concern.team, concern.agent)
    about = [titles.get(rule, rule) for rule in concern.rules]
    if not about and concern.category:
        about = [category(concern.category, visit.language)]
    return ActionLine(
        action,
        kind_title(action.kind, visit.language),
        shown(action.title, visit.language),
        "/".join(filter(None, sides)) or visit.say("actions.everybody"),
        about,
    )


def figures_of(effect: Effect) -> tuple[Figure, Figure | None, str]:
    """Both rates on one scale, and the difference in words."""
    shares = [one.share for one in (effect.before, effect.after) if one is not None]
    most = max(max((one.high for one in shares if one.value), default=0.0), 1.0)
    before, *after = (figure(one, most, ".1f") for one in shares)
    return before, next(iter(after), None), _difference(effect)


def _difference(effect: Effect) -> str:
    if effect.difference is None:
        return "–"
    value, low, high = effect.difference
    return f"{value:+.1f} ({low:+.1f} – {high:+.1f})"


def charts_of(visit: "Visit", effect: Effect, action: Action) -> tuple[charts.Spec, charts.Spec | None]:
    """Both rates with their intervals, and the weeks with the days on which it was ordered and done; none without days."""
    words = {code: visit.say(f"actions.{code}") for code in ("share", "interval", "contacts", "change")}
    words |= {"name": "", "day": visit.say("dashboard.day")}
    words |= {"ordered": visit.say("actions.step.ordered"), "done": visit.say("actions.step.done")}
    sides = [(visit.say(f"actions.{name}"), getattr(effect, name)) for name in ("before", "after")]
    marks = [
        Change(at.date(), what, "") for what, at in (("ordered", action.ordered_at), ("done", action.done_at)) if at
    ]
    rates = charts.whiskers([replace(one, name=name) for name, one in sides if one is not None], words)
    return rates, charts.trend(weeks(effect.days), marks, words) if effect.days else None
