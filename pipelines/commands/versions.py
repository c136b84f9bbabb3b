"""`fairdial transcripts` and `fairdial retranscribe`: what was heard, when it was heard otherwise, and hearing it again."""

from collections.abc import Sequence
from typing import Annotated

import typer

from audit.errors import Problem, Refused
from audit.records import Transcript
from audit.rights import Verb
from audit.versions import Change, changed_share, changes
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.options import AsJson
from pipelines.commands.screen import Screen, clock, masked, out, settings
from pipelines.work.again import known, rehear, rehear_outdated
from pipelines.work.working_off import work_off

ShowDiff = Annotated[bool, typer.Option("--diff", help="与上一版的差别 / what differs from the version before")]


def transcripts(contact: str, diff: ShowDiff = False, as_json: AsJson = False) -> None:
    """一次触达的所有转写版本 / Every version of what was heard of a contact, oldest first."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    key = known(app.store, contact).key
    enter(app, Verb.VIEW, key, contact=key, what="transcripts")
    _tell(app, screen, key, diff)


def retranscribe(
    contact: Annotated[str | None, typer.Argument()] = None,
    every: Annotated[
        bool,
        typer.Option("--all", help="当前模型和设置未听过的全部录音 / all that this model and settings have not heard"),
    ] = False,
    diff: ShowDiff = False,
    wait: Annotated[bool, typer.Option(help="等待完成 / see it end")] = True,
    as_json: AsJson = False,
) -> None:
    """重新转写,旧版本保留 / Hear recordings again; what was heard before is kept beside it, and rules judge anew."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    if (contact is None) != every:
        raise Refused(Problem("retranscribe.which", "retranscribe"))
    one = None if contact is None else known(app.store, contact)
    enter(app, Verb.OPERATE, one.key if one else "", step="retranscribe")
    if one is None:
        count = rehear_outdated(app.store, app.transcriber)
    else:
        rehear(app.store, one)
        count = 1
    if wait:
        with screen.progress() as progress:
            task = progress.add_task(screen.say("ingest.working"), total=count)
            work_off(app, screen.problem, lambda done: progress.advance(task, done))
    if one is not None and wait:
        _tell(app, screen, one.key, diff)
    elif as_json:
        screen.line({"heard_again": count})
    else:
        screen.print("retranscribe.done" if wait else "retranscribe.queued", count=count)


def _tell(app: Application, screen: Screen, key: str, diff: bool) -> None:
    versions = app.store.transcripts(key)
    state, reason = app.store.state(key)
    if screen.as_json:
        for number, one in enumerate(versions, 1):
            screen.line(_record(number, one))
        if diff:
            for change in _last_changes(versions):
                screen.line(_change(change))
        return
    table = screen.table(*(f"version.column.{name}" for name in ("version", "origin", "model", "audio", "turns")))
    for number, one in enumerate(versions, 1):
        table.add_row(str(number), one.origin, one.model, (one.audio or "")[:12], str(len(one.turns)))
    out.print(table)
    out.print(f"{key}  {screen.say(f'state.{state}')}  {reason or ''}", markup=False)
    if diff:
        _tell_changes(screen, versions)


def _tell_changes(screen: Screen, versions: Sequence[Transcript]) -> None:
    found = _last_changes(versions)
    if not found:
        screen.print("version.same")
        return
    share = changed_share(versions[-2].turns, versions[-1].turns)
    screen.print("version.differs", old=len(versions) - 1, new=len(versions), share=f"{share:.1%}")
    for change in found:
        for sign, turn, spans in (("-", change.before, change.before_spans), ("+", change.after, change.after_spans)):
            if turn is not None:
                time = f"{clock(turn.start)}  " if turn.start is not None else ""
                said = masked(turn.text, spans)
                out.print(f"{sign} {time}{screen.say(f'speaker.{turn.speaker}')}  ", said, sep="")


def _last_changes(versions: Sequence[Transcript]) -> Sequence[Change]:
    return changes(versions[-2].turns, versions[-1].turns) if len(versions) > 1 else ()


def _record(number: int, one: Transcript) -> dict[str, object]:
    return {
        "version": number,
        "origin": one.origin,
        "model": one.model,
        "settings": dict(one.settings),
        "audio": one.audio,
        "duration": one.duration,
        "turns": one.turns,
    }


def _change(change: Change) -> dict[str, object]:
    return {
        "at": change.start,
        "before": change.before and change.before.text,
        "after": change.after and change.after.text,
        "before_spans": change.before_spans,
        "after_spans": change.after_spans,
    }
