"""`/alert-rules`: what raises alerts and to whom they go; written here or in the file."""

import json
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.console.alerted import chain_words, how_words, spelt, when_words
from api.errors import BAD, SEE_OTHER
from api.routes.alerts import acts_of
from api.visit import Visit
from audit.errors import Problem, Refused
from audit.rights import Verb
from audit.saved import Kind, Saved
from config.alerts import read_alerts
from config.messages import render
from config.yaml_lines import LARGEST_FILE
from pipelines.alerts.books import alerts_file
from pipelines.alerts.looks import Looks

router = APIRouter(include_in_schema=False)

PATH = "/alert-rules"
Text = Annotated[str, Form(max_length=LARGEST_FILE)]


@router.get(PATH)
def alert_rules(visit: Annotated[Visit, allowed(Verb.ALERT_RULES)], said: str = "") -> Response:
    return _page(visit, said=said if said in {"saved", "tested"} else "")


@router.post(PATH)
def write(visit: Annotated[Visit, allowed(Verb.EDIT_ALERTS)], text: Text) -> Response:
    """In force at once, or shown again with every fault."""
    try:
        acts_of(visit).write(_plain(text))
    except Refused as refused:
        return _page(visit, _plain(text), refused.problems)
    return RedirectResponse(f"{PATH}?said=saved", SEE_OTHER)


@router.post(PATH + "/file")
def file(visit: Annotated[Visit, allowed(Verb.EDIT_ALERTS)]) -> Response:
    """The file's text, to be put in force again."""
    data = read_alerts(alerts_file(visit.house.settings.alerts))
    return _page(visit, data.decode("utf-8-sig", "replace"))


@router.post(PATH + "/search")
def from_search(
    visit: Annotated[Visit, allowed(Verb.EDIT_ALERTS)], saved: Annotated[str, Form(max_length=64)]
) -> Response:
    """A rule for a search that somebody shares, to be looked at before it is put in force. Raises Refused (`saved.unknown`)."""
    found = next((one for one in _searches(visit) if one.id == saved), None)
    if found is None:
        raise Refused(Problem("saved.unknown", saved))
    held = acts_of(visit).rules()
    return _page(visit, held.text.rstrip() + "\n\n" + _rule_for(visit, found, next(iter(held.book.targets), "")))


@router.post(PATH + "/targets/{target}/test")
def test(visit: Annotated[Visit, allowed(Verb.EDIT_ALERTS)], target: str) -> Response:
    """A message that says nothing but that it came; it goes out with the next round."""
    visit.house.application.alerts.put_notice(acts_of(visit).trial(target))
    return RedirectResponse(f"{PATH}?said=tested", SEE_OTHER)


def _page(visit: Visit, draft: str | None = None, faults: Sequence[Problem] = (), said: str = "") -> Response:
    app, held = visit.house.application, acts_of(visit).rules()
    suspended = Looks(app, ZoneInfo(visit.house.settings.timezone)).suspended(held.book)
    return visit.page(
        "alert_rules.html",
        BAD if faults else 200,
        held=held,
        rules=[
            (
                rule,
                spelt(rule.deadline) if rule.deadline else "",
                when_words(visit, rule),
                how_words(visit, rule),
                chain_words(visit, rule),
            )
            for rule in held.book.rules
        ],
        targets=[(name, language, name in app.notifier.targets) for name, language in held.book.targets.items()],
        warnings=[render(one, visit.language) for one in (*held.faults, *app.notifier.faults(), *suspended)],
        draft=held.text if draft is None else draft,
        editing=draft is not None,
        faults=[render(one, visit.language) for one in faults],
        said=said,
        searches=_searches(visit) if visit.may(Verb.EDIT_ALERTS) else (),
        off=visit.house.settings.alerts == "off",
    )


def _searches(visit: Visit) -> list[Saved]:
    """Those that everybody may use, and one's own."""
    return list(visit.house.application.review.saved(visit.who.name, Kind.SEARCH))


def _rule_for(visit: Visit, saved: Saved, target: str) -> str:
    query = parse_qs(saved.query).get("q", [""])[0]
    said = {language: visit.say(f"alert_rules.added_title.{language}", name=saved.name) for language in ("zh", "en")}

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    return (
        f"  - id: search-{saved.id[:8]}\n"
        f"    title: {{zh: {quoted(said['zh'])}, en: {quoted(said['en'])}}}\n"
        f"    when: {{kind: search, query: {quoted(query)}, owner: {quoted(saved.owner)}}}\n"
        f"    to: [{target}]\n"
    )


def _plain(text: str) -> str:
    """Browsers end lines in their own way."""
    return text.replace("\r\n", "\n")
