"""`fairdial search` and `fairdial reindex`."""

from typing import Annotated

import typer
from rich.table import Table

from audit.personal import masked as starred
from audit.ports import Hits
from audit.query import parse_query
from audit.rights import Verb
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.screen import Screen, masked, out, settings
from pipelines.found import Found, found
from pipelines.steps.index import reindex as build_anew

#: Characters of a question that the log of acts keeps.
NOTED = 200


def search(
    query: Annotated[
        str, typer.Argument(help='通讯录 / "别怪我" category:T01 severity>=3 channel:sms from:2026-10-01')
    ],
    as_json: Annotated[bool, typer.Option("--json", help="JSON 行 / JSON lines")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    everything: Annotated[bool, typer.Option("--all", help="全部命中 / every hit")] = False,
) -> None:
    """在话轮中检索 / Search the turns of all contacts; newest first."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    wanted = parse_query(query)
    enter(app, Verb.SEARCH, question=starred(query)[:NOTED], masked=str(not as_json).lower())
    page = app.index.search(wanted, 0 if everything else limit, offset)
    for one in found(app.store, wanted, app.index.walk(wanted) if everything else page.hits):
        _show(screen, one)
    if as_json:
        screen.line({"total": page.total, "facets": page.facets})
    else:
        _sum_up(screen, page)


def _show(screen: Screen, one: Found) -> None:
    contact, turn = one.contact, one.turn
    if screen.as_json:
        screen.line(
            {
                "contact": contact.id,
                "channel": contact.channel,
                "turn": turn.index,
                "speaker": turn.speaker,
                "at": contact.at,
                "text": turn.text,
                "highlights": one.highlights,
                "findings": one.findings,
            }
        )
        return
    marks = " ".join(sorted({f"{finding.category} {finding.rule}" for finding in one.findings}))
    at = f"{contact.at:%Y-%m-%d %H:%M}" if contact.at else "-"
    out.print(f"{at}  {contact.key}  {screen.say(f'speaker.{turn.speaker}')}  {marks}", style="dim")
    out.print("  ", masked(turn.text, list(one.highlights)), sep="")


def _sum_up(screen: Screen, page: Hits) -> None:
    if not page.total:
        screen.print("search.none")
        return
    screen.print("search.total", total=page.total)
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for field, values in page.facets.items():
        counts = list(values.items())
        shown = counts[-8:] if field in ("month", "day") else counts[:8]
        table.add_row(field, "  ".join(f"{value} {count}" for value, count in shown))
    out.print(table)


def reindex() -> None:
    """重建检索 / Build the search index anew from the stored records, while the old one answers."""
    app = Application(settings())
    enter(app, Verb.OPERATE, step="reindex")
    count = build_anew(app.store, app.index, app.settings.chunk_rows, app.settings.lang)
    screen = Screen(app.settings.lang)
    screen.print("reindex.done", count=count)
    if letters := app.store.dead_letters():
        screen.print("reindex.refused", count=len(letters))
