"""`/rules`: what the rules say and how right they are. They live in files: nothing here changes one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query
from pydantic import Field
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from api.allowed import allowed
from api.asked import Empty, Question
from api.console.figures import DAYS, percent
from api.console.pages import SHAPES, category
from api.console.rulebook import RuleLine, examples, rule_lines
from api.console.shadowed import shadow_shown
from api.errors import SEE_OTHER
from api.visit import Visit
from audit.errors import Problem, Refused
from audit.offers import OfferedRow
from audit.offers import Status as OfferStatus
from audit.rights import Verb
from audit.rules.explain import explain
from audit.rules.model import Rule, Status
from audit.taxonomy import CATEGORIES
from config.changed import file_of, source
from config.explain import told
from config.lockfile import lock_path, read_lock
from config.messages import LANGUAGES
from config.offered import written
from pipelines.rule_recall import rule_recall
from pipelines.rule_trial import no_history, run_tests

router = APIRouter(include_in_schema=False)

PATH = "/rules"
PAGE = 100
#: Offered test rows that are shown of one rule.
OFFERS = 50
NOT_FOUND_CODE = "rules.unknown"


class RulesAsked(Question):
    category: str = Field(default="", pattern="^(T[0-9]{2})?$")
    status: Status | Empty = ""
    severity: Literal["", "1", "2", "3", "4"] = ""
    #: In ids, titles and law.
    text: str = Field(default="", max_length=100)
    #: Only those over their noise budget.
    noisy: Literal["", "1"] = ""
    #: How far back hits are counted.
    days: Literal["7", "30", "90", "365"] = "30"
    #: Id of the last rule of the page before.
    after: str = ""


def chosen(visit: Visit, asked: RulesAsked) -> Sequence[RuleLine]:
    """All rules that are asked for with their figures, by category and id."""
    wanted = [rule for rule in visit.house.application.rules if _wanted(rule, asked)]
    lines = lines_of(visit, sorted(wanted, key=lambda rule: (rule.category, rule.id)), int(asked.days))
    return [line for line in lines if line.over or not asked.noisy]


def lines_of(visit: Visit, rules: Sequence[Rule], days: int) -> Sequence[RuleLine]:
    until = visit.house.now()
    return rule_lines(visit, rules, until - timedelta(days=days), until)


def rule_of(visit: Visit, identity: str) -> Rule:
    """Raises Refused (`rules.unknown`)."""
    found = next((rule for rule in visit.house.application.rules if rule.id == identity), None)
    if found is None:
        raise Refused(Problem(NOT_FOUND_CODE, identity))
    return found


@router.get(PATH)
def rules(visit: Annotated[Visit, allowed(Verb.RULES)], asked: Annotated[RulesAsked, Query()]) -> Response:
    lines = chosen(visit, asked)
    ids = [line.rule.id for line in lines]
    first = ids.index(asked.after) + 1 if asked.after in ids else 0
    page = lines[first : first + PAGE]
    since = (visit.house.now() - timedelta(days=int(asked.days))).date()
    return visit.page(
        "rules.html",
        lines=page,
        total=len(lines),
        asked=asked,
        since=since,
        days=DAYS,
        more=asked.url(PATH, after=page[-1].rule.id) if first + PAGE < len(lines) else None,
        first=asked.url(PATH, after="") if first else None,
        categories=[(one, category(one, visit.language)) for one in CATEGORIES],
        statuses=[(one.value, visit.say(f"rules.status.{one}")) for one in Status],
        severities=[(str(level), f"{shape} {visit.say(f'severity.{level}')}") for level, shape in SHAPES.items()],
        waiting=visit.house.application.proposals.open_proposals(),
        folder=visit.house.application.loaded_pack.name,
    )


@router.get(PATH + "/{identity}")
def rule(visit: Annotated[Visit, allowed(Verb.RULES)], identity: str) -> Response:
    found = rule_of(visit, identity)
    return page_of(visit, found)


def page_of(visit: Visit, found: Rule, **more: Any) -> Response:
    app = visit.house.application
    (line,) = lines_of(visit, [found], int(RulesAsked().days))
    estimated = rule_recall(app.review, found.id) if visit.scope.open else None
    sentences = explain(found, app.loaded_pack.words)
    values: dict[str, Any] = {
        "line": line,
        "told": [(language, told(sentences, language)) for language in _own_first(visit.language)],
        "tests": run_tests(found, app.reader),
        "source": source(found, app.loaded_pack),
        "file": file_of(found),
        "recall": estimated,
        "recall_figure": percent(estimated.recall.value) if estimated else None,
        "versions": app.proposals.versions_seen(found.id, visit.scope),
        "locked": read_lock(lock_path(app.loaded_pack)).get(found.id),
        "proposals": [*app.proposals.proposals(found.id), *app.proposals.proposals(found.id, settled=True, limit=10)],
        "offers": offers_of(visit, found),
        "confirmed": examples(visit, found, confirmed=True),
        "rejected": examples(visit, found, confirmed=False),
        "since": (visit.house.now() - timedelta(days=int(RulesAsked().days))).date(),
        "no_history": no_history(found),
        "in_shadow": shadow_shown(visit, found),
        "shadow": None,
    }
    return visit.page("rule.html", **{**values, **more})


@dataclass(frozen=True, slots=True)
class OfferShown:
    offer: OfferedRow
    #: As it is pasted into the rule's file.
    line: str


def offers_of(visit: Visit, found: Rule) -> Sequence[OfferShown]:
    """Test rows for this rule, and those of its category that no rule has. They do not tell whose contact they are of: who may see only some contacts is shown none."""
    if not visit.scope.open:
        return ()
    review = visit.house.application.review
    loose = [one for one in review.offers("") if one.category == found.category]
    return [OfferShown(one, written(one)) for one in (*review.offers(found.id), *loose)[:OFFERS]]


@router.post(PATH + "/{identity}/offers")
def settle_offers(
    visit: Annotated[Visit, allowed(Verb.WRITE_RULES)],
    identity: str,
    settled: Annotated[Literal["taken", "declined"], Form()],
    offer: Annotated[list[str], Form(max_length=OFFERS)],
) -> Response:
    """Only rows that this page offers: those of the rule, or of none."""
    found = rule_of(visit, identity)
    known = {one.offer.id for one in offers_of(visit, found)}
    if unknown := sorted(set(offer) - known):
        raise Refused(Problem("offers.unknown", unknown[0]))
    visit.act(Verb.WRITE_RULES, found.id, step="offers", status=settled, count=str(len(offer)))
    now = visit.house.now()
    visit.house.application.review.settle_offers(offer, OfferStatus(settled), visit.who.name, now)
    return RedirectResponse(f"{PATH}/{found.id}#offers", SEE_OTHER)


@router.get(PATH + "/{identity}/file")
def file(visit: Annotated[Visit, allowed(Verb.RULES)], identity: str) -> Response:
    found = rule_of(visit, identity)
    return as_file(source(found, visit.house.application.loaded_pack), file_of(found))


def as_file(text: str, name: str) -> Response:
    kept = {"Content-Disposition": f'attachment; filename="{name}"'}
    return PlainTextResponse(text, headers=kept, media_type="application/yaml")


def _wanted(rule: Rule, asked: RulesAsked) -> bool:
    return (
        (not asked.category or rule.category == asked.category)
        and (not asked.status or rule.status == asked.status)
        and (not asked.severity or rule.severity == int(asked.severity))
        and (not asked.text or any(asked.text.casefold() in text.casefold() for text in _texts(rule)))
    )


def _texts(rule: Rule) -> Iterator[str]:
    yield rule.id
    yield from rule.title.values()
    yield from map(str, rule.law)


def _own_first(language: str) -> Sequence[str]:
    return sorted(LANGUAGES, key=lambda one: one != language)
