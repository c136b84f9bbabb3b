"""`fairdial complaints`: what consumers complained of, and what was found of it."""

from collections.abc import Mapping
from typing import Annotated

import typer

from audit.complaints import Linked
from audit.rights import Verb
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.screen import Screen, masked, out, settings
from pipelines.complaints import linked_complaints

cli = typer.Typer(help="投诉 / complaints", no_args_is_help=True)


@cli.command("list")
def list_(
    undetected: Annotated[
        bool, typer.Option("--undetected", help="投诉了但没有查到事件的 / only those to which no incident is linked")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON 行 / JSON lines")] = False,
) -> None:
    """列出投诉及其关联的触达和事件 / List complaints with the contacts and incidents that they are linked to."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    enter(app, Verb.VIEW, what="complaints")
    found = [linked for linked in linked_complaints(app.store) if not (undetected and linked.detected)]
    if as_json:
        for linked in found:
            screen.line(record(linked))
        return
    if not found:
        screen.print("complaints.none")
        return
    columns = ("id", "received", "case", "how", "contacts", "incidents", "text")
    table = screen.table(*(f"complaint.column.{column}" for column in columns))
    for linked in found:
        complaint = linked.complaint
        table.add_row(
            complaint.id,
            f"{complaint.received_at:%m-%d %H:%M}",
            complaint.case_id or "",
            screen.say(f"complaint.how.{linked.how}"),
            str(len(linked.contacts)),
            "\n".join(linked.incidents),
            masked(complaint.text),
        )
    out.print(table)


def record(linked: Linked) -> Mapping[str, object]:
    """A complaint as `--json` gives it; the keys are a stable interface."""
    complaint = linked.complaint
    return {
        "complaint": complaint.id,
        "received_at": complaint.received_at,
        "case_id": complaint.case_id,
        "channel": complaint.channel,
        "agency": complaint.agency,
        "text": complaint.text,
        "how": linked.how,
        "contacts": [contact.id for contact in linked.contacts],
        "incidents": list(linked.incidents),
        "detected": linked.detected,
    }
