"""`fairdial doctor`: how far every contact has come, and why some went no further."""

from typing import Annotated

import typer

from audit.records import State
from pipelines.bootstrap import Application
from pipelines.commands.screen import Screen, out, settings
from pipelines.complaints import complained_of
from pipelines.work.again import known
from pipelines.work.pages import pages


def doctor(
    contact: Annotated[str | None, typer.Argument(help="只看这一次触达 / only this contact")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON 行 / JSON lines")] = False,
    dead_letters: Annotated[
        bool, typer.Option("--dead-letters", help="检索拒绝的 / what the search index refused")
    ] = False,
) -> None:
    """触达的状态和失败原因 / Contacts by state, and every failed one with its reason; or all about one of them."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    if contact is not None:
        _explain(app, screen, known(app.store, contact).key)
        return
    if dead_letters:
        _letters(app, screen)
        return
    stopped = (key for page in pages(app.store, State.FAILED, State.REJECTED) for key in page)
    failed = ((key, *app.store.state(key)) for key in stopped)
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


def _letters(app: Application, screen: Screen) -> None:
    for letter in app.store.dead_letters():
        if screen.as_json:
            channel, _, contact = letter.contact.partition(":")
            screen.line({"contact": contact, "channel": channel, "error": letter.problem.code, "reason": letter.reason})
        else:
            out.print(f"{letter.contact}  {letter.reason}", markup=False)


def _explain(app: Application, screen: Screen, key: str) -> None:
    """Where one contact stands, and what comes next."""
    (state, reason), urgent = app.store.state(key), key in complained_of(app.store)
    versions = len(app.store.transcripts(key))
    channel, _, contact = key.partition(":")
    if screen.as_json:
        found = {"contact": contact, "channel": channel, "state": state, "reason": reason}
        screen.line({**found, "urgent": urgent, "versions": versions})
        return
    out.print(f"{key}  {screen.say(f'state.{state}')}", markup=False)
    screen.print(f"doctor.why.{state}", contact=key)
    if reason:
        out.print(reason, markup=False)
    if urgent:
        screen.print("doctor.urgent")
    if versions:
        screen.print("doctor.versions", count=versions, contact=key)
