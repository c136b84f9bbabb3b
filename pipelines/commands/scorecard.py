"""`fairdial scorecard`: how well agents did, with intervals; and the card of one contact, mark by mark."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

from audit.errors import Problem, Refused
from audit.findings import Finding
from audit.records import Contact, State
from audit.rights import Verb
from audit.scorecard.averages import PER, Average, averages
from audit.scorecard.model import Mark, Scorecard, Scored
from audit.scorecard.score import score
from audit.statistics import Interval
from config.loader import load_pack
from config.weights import load_scorecard
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.options import AsJson
from pipelines.commands.screen import Screen, masked, out, settings
from pipelines.work.pages import pages

cli = typer.Typer(help="行为评分 / scorecards", no_args_is_help=True)


class By(StrEnum):
    AGENT = "agent"
    TEAM = "team"
    AGENCY = "agency"


@cli.command("list")
def list_(
    by: Annotated[By, typer.Option(help="按坐席、班组或机构 / per agent, team or agency")] = By.AGENCY,
    as_json: AsJson = False,
) -> None:
    """平均分与每千次触达的事件率 / Mean scores and incidents per 1,000 contacts, each with its 95 % interval."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    card = card_of(app)
    found = averages(every(app, card), by, card.criteria)
    if as_json:
        for one in found:
            screen.line({"by": by, **_record(one)})
        return
    tell(screen, found, card)


@cli.command()
def show(
    contact: Annotated[str, typer.Argument(help="call:CALL-0001")],
    as_json: AsJson = False,
) -> None:
    """一次触达的评分 / One contact's card: every mark, and the words that show it."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    try:
        (found,) = app.store.contacts([contact])
    except KeyError:
        raise Refused(Problem("scorecard.unknown_contact", contact, {"contact": contact})) from None
    enter(app, Verb.VIEW, contact, contact=contact, what="scorecard")
    card = card_of(app)
    scored = score(found, app.store.findings([contact]).get(contact, ()), card)
    if as_json:
        screen.line({"contact": contact, **({"score": None} if scored is None else _card(scored))})
        return
    if scored is None:
        screen.print("scorecard.nothing", turns=card.least_turns)
        return
    table = screen.table(
        "scorecard.area", "scorecard.criterion", "scorecard.weight", "scorecard.mark", "scorecard.shown"
    )
    for criterion in card.criteria:
        quote = (scored.quotes or {}).get(criterion.id)
        mark = screen.say(f"mark.{scored.marks[criterion.id].name.lower()}")
        table.add_row(
            screen.say(f"area.{criterion.area}"),
            criterion.title[screen.language],
            f"{criterion.weight:g}",
            mark,
            masked(quote[1]) if quote else "",
        )
    out.print(table)
    screen.print("scorecard.score", score="-" if scored.score is None else f"{scored.score:g}")
    if scored.failed_by:
        screen.print("scorecard.failed", rules=", ".join(scored.failed_by))


def card_of(app: Application) -> Scorecard:
    pack = load_pack(app.settings.pack)
    return load_scorecard(pack.name, pack.words)


def every(app: Application, card: Scorecard) -> Iterator[tuple[Contact, Scored | None, bool]]:
    """Every judged contact in chunks, with its card and whether anything was found in it or counted against it."""
    accused = app.store.accused()
    for part in pages(app.store, State.SCANNED, State.INDEXED, size=app.settings.chunk_rows):
        findings = app.store.findings(part)
        for contact in app.store.contacts(part):
            own: tuple[Finding, ...] = tuple(findings.get(contact.key, ()))
            yield contact, score(contact, own, card), contact.key in accused


def tell(screen: Screen, found: tuple[Average, ...], card: Scorecard) -> None:
    areas = list(dict.fromkeys(criterion.area for criterion in card.criteria))
    table = screen.table(
        "scorecard.name", "scorecard.contacts", "scorecard.rate", "scorecard.scored", "scorecard.mean", "scorecard.auto_fail",
        *(f"area.{area}" for area in areas), title="scorecard.title",
    )  # fmt: skip
    for one in found:
        table.add_row(
            one.name,
            str(one.contacts),
            _interval(one.incidents, "{:.0f}"),
            str(one.scored),
            _interval(one.score, "{:.0f}", most=100) if one.score else "-",
            _percent(one.failed) if one.scored else "-",
            *(_percent(one.areas[area]) for area in areas),
        )
    out.print(table)


def _interval(value: Interval, form: str, most: float = PER) -> str:
    """Nothing is below 0, and no score above 100, however wide the interval."""
    if value.low == float("-inf"):
        return f"{form.format(value.value)} [?]"
    low, high = max(value.low, 0.0), min(value.high, most)
    return f"{form.format(value.value)} [{form.format(low)}–{form.format(high)}]"


def _percent(value: Interval) -> str:
    return (
        "-" if (value.low, value.high) == (0.0, 1.0) else _interval(Interval(*(100 * one for one in value)), "{:.0f}%")
    )


def _record(one: Average) -> dict[str, object]:
    return {
        "name": one.name,
        "contacts": one.contacts,
        "scored": one.scored,
        "score": _finite(one.score) if one.score else None,
        "incidents_per_1000": _finite(one.incidents),
        "failed": _finite(one.failed) if one.scored else None,
        "areas": {area: _finite(value) for area, value in one.areas.items() if (value.low, value.high) != (0.0, 1.0)},
    }


def _finite(value: Interval) -> dict[str, float | None]:
    """JSON knows no infinity: an interval that nobody can give is null."""
    known = value.low != float("-inf")
    return {
        "value": round(value.value, 4),
        "low": round(value.low, 4) if known else None,
        "high": round(value.high, 4) if known else None,
    }


def _card(scored: Scored) -> dict[str, object]:
    quotes = scored.quotes or {}
    return {
        "score": scored.score,
        "failed_by": scored.failed_by,
        "marks": {key: mark.value for key, mark in scored.marks.items()},
        "quotes": {key: {"turn": turn, "quote": quote} for key, (turn, quote) in quotes.items()},
        "not_applicable": sum(mark is Mark.NOT_APPLICABLE for mark in scored.marks.values()),
    }
