"""`fairdial doctor`: how far every contact has come, and why some went no further."""

from typing import Annotated

import typer

from audit.records import State
from pipelines.bootstrap import Application
from pipelines.commands.screen import Screen, out, settings


def doctor(as_json: Annotated[bool, typer.Option("--json", help="JSON 行 / JSON lines")] = False) -> None:
    """触达的状态和失败原因 / Contacts by state, and every failed one with its reason."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    failed = [(key, *app.store.state(key)) for key in app.store.keys_in(State.FAILED, State.REJECTED)]
    if as_json:
        for key, state, reason in failed:
            channel, _, contact = key.partition(":")
            screen.line({"contact": contact, "channel": channel, "state": state, "reason": reason})
        return
    table = screen.table("doctor.channel", "doctor.state", "doctor.contacts")
    for channel, states in app.store.counts()["contacts"].items():
        for state, count in states.items():
            table.add_row(screen.say(f"channel.{channel}"), screen.say(f"state.{state}"), str(count))
    out.print(table)
    for key, state, reason in failed:
        out.print(f"{key}  {screen.say(f'state.{state}')}  {reason}", markup=False)
