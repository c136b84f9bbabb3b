"""`fairdial search` and `fairdial reindex`."""

from typing import Annotated

import typer
from rich.table import Table

from audit.highlight import highlights
from audit.query import parse_query
from pipelines.bootstrap import Application
from pipelines.commands.screen import Screen, masked, out, settings
from pipelines.steps.index import reindex as build_anew


def search(
    query: Annotated[
        str, typer.Argument(help='通讯录 / "别怪我" category:T01 severity>=3 channel:sms from:2026-10-01')
    ],
    as_json: Annotated[bool, typer.Option("--json", help="JSON 行 / JSON lines")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    offset: Annotated[int, typer.Option(min=0)] = 0,
) -> None:
    """在话轮中检索 / Search the turns of all contacts; newest first."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    wanted = parse_query(query)
    hits = app.index.search(wanted, limit, offset)
    keys = [hit.contact for hit in hits.hits]
    contacts = dict(zip(keys, app.store.contacts(keys), strict=True))
    findings = app.store.findings(keys)
    for hit in hits.hits:
        contact = contacts[hit.contact]
        turn = contact.turns[hit.turn]
        found = [finding for finding in findings.get(hit.contact, ()) if finding.turn == hit.turn]
        spans = highlights(turn.text, wanted)
        if as_json:
            screen.line(
                {
                    "contact": contact.id,
                    "channel": contact.channel,
                    "turn": turn.index,
                    "speaker": turn.speaker,
                    "at": contact.at,
                    "text": turn.text,
                    "highlights": spans,
                    "findings": found,
                }
            )
            continue
        marks = " ".join(sorted({f"{finding.category} {finding.rule}" for finding in found}))
        out.print(
            f"{contact.at:%Y-%m-%d %H:%M}  {contact.key}  {screen.say(f'speaker.{turn.speaker}')}  {marks}", style="dim"
        )
        out.print("  ", masked(turn.text, spans), sep="")
    if as_json:
        screen.line({"total": hits.total, "facets": hits.facets})
        return
    if not hits.total:
        screen.print("search.none")
        return
    screen.print("search.total", total=hits.total)
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for field, values in hits.facets.items():
        table.add_row(field, "  ".join(f"{value} {count}" for value, count in list(values.items())[:8]))
    out.print(table)


def reindex() -> None:
    """重建检索 / Build the search index anew from the stored records."""
    app = Application(settings())
    count = build_anew(app.store, app.index, app.settings.chunk_rows, app.settings.lang)
    Screen(app.settings.lang).print("reindex.done", count=count)
