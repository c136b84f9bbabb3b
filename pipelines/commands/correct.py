"""`fairdial correct`: a person writes down what was really said in one turn of a recording."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from audit.correction import corrected
from audit.errors import Problem, Refused
from audit.rights import Verb
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.screen import Screen, settings
from pipelines.work.again import known
from pipelines.work.working_off import work_off


def correct(
    contact: str,
    turn: Annotated[int, typer.Option(min=0, help="话轮编号,从 0 起 / number of the turn, from 0")],
    text: Annotated[str, typer.Option(help="实际说的话 / what was said")],
    by: Annotated[str, typer.Option(help="更正人 / who corrects")],
    wait: Annotated[bool, typer.Option(help="等待重新判断完成 / see it judged anew")] = True,
) -> None:
    """更正一个话轮的转写;原转写保留,规则重新判断 / Correct one turn; the old version is kept and rules judge anew."""
    app = Application(settings())
    screen = Screen(app.settings.lang)
    key = known(app.store, contact).key
    heard = app.store.transcript(key)
    if heard is None:
        raise Refused(Problem("correction.no_transcript", key))
    enter(app, Verb.VERDICT, key, step="correct", turn=str(turn), by=by)
    app.store.put_transcript(key, corrected(key, heard, {turn: text}, by, datetime.now(UTC)))
    if wait:
        work_off(app, screen.problem, lambda _done: None)
    screen.print("correction.done", contact=key, turn=turn, versions=len(app.store.transcripts(key)))
