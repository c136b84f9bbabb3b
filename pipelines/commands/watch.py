"""`fairdial watch`: take in what drops into a folder, and judge it."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from audit.errors import Problem, Refused
from audit.watched import WatchedFile
from pipelines.bootstrap import Application
from pipelines.commands.acting import INGEST, enter
from pipelines.commands.screen import Screen, out, settings
from pipelines.flow import Flow
from pipelines.watch.watching import Watch
from pipelines.work.feeding import POLL_S

#: Seconds between looks at the folder.
LOOK_S = 2.0


def watch(
    folder: Path,
    once: Annotated[
        bool, typer.Option("--once", help="处理完现有文件后结束 / end when what is there has been dealt with")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON 行 / JSON lines")] = False,
) -> None:
    """监视目录,文件写完即处理 / Take in the tables and recordings of a folder as soon as they are whole, and judge them."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    if not folder.is_dir():
        raise Refused(Problem("watch.no_folder", str(folder)))
    enter(app, INGEST, "watch")
    looking = Watch(app, folder)
    with Flow(app) as flow:
        glance = _Glance(looking, flow, screen)
        while True:
            glance.look()
            flow.resume(meanwhile=glance.now_and_then)
            if once and looking.settled and not glance.news:
                break
            time.sleep(min(LOOK_S, app.settings.settle_seconds) or POLL_S)
    if once:
        _show(screen, looking.fates())


class _Glance:
    """Looks at the folder while other work goes on."""

    def __init__(self, watch: Watch, flow: Flow, screen: Screen) -> None:
        self._watch = watch
        self._flow = flow
        self._screen = screen
        self._next = 0.0
        #: Whether the last look took anything in.
        self.news = False

    def look(self) -> None:
        told = self._watch.look()
        self.news = bool(told)
        _show(self._screen, told)
        self._next = time.monotonic() + LOOK_S

    def now_and_then(self) -> None:
        if time.monotonic() >= self._next:
            self.look()
            if self.news:
                self._flow.feeder.hurry()


def _show(screen: Screen, files: Iterable[WatchedFile]) -> None:
    for file in files:
        if screen.as_json:
            screen.line({"path": file.path, "state": file.state, "reason": file.reason, "contact": file.contact})
        else:
            out.print(f"{screen.say(f'file.{file.state}')}  {file.path}  {file.reason or ''}", markup=False)
