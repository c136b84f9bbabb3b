"""`fairdial ingest`: files in, judged contacts out."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from audit.errors import Refused
from audit.records import Contact
from pipelines.bootstrap import Application
from pipelines.commands.acting import INGEST, enter
from pipelines.commands.screen import Screen, settings
from pipelines.ingest import ingest as ingest_file
from pipelines.ingested import Ingested
from pipelines.recordings import SILENT, Intake
from pipelines.work.working_off import at_work, work_off


class Kind(StrEnum):
    CASES = "cases"
    CALLS = "calls"
    SMS = "sms"
    CHAT = "chat"
    VISITS = "visits"
    COMPLAINTS = "complaints"
    VCON = "vcon"


_COMPLETE = frozenset({Kind.CALLS, Kind.SMS, Kind.VISITS})


def ingest(
    kind: Kind,
    paths: list[Path],
    source: Annotated[str | None, typer.Option(help="列名映射 / column mapping in config/sources")] = None,
    wait: Annotated[bool, typer.Option(help="等待转写与扫描完成 / judge what was read before ending")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="JSON 行 / JSON lines")] = False,
) -> None:
    """导入表格或 vCon / Import tables (CSV, Parquet, XLSX), with recordings beside them, or vCon containers."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    enter(app, INGEST, kind.value, files=str(len(paths)))
    done: list[Ingested] = []
    refused = False
    # What each row tells by itself is judged while it is read; all else has to be heard first, or waits for what follows.
    with at_work(app) if wait and kind in _COMPLETE else nullcontext() as worker:
        reading = _Reading(app, screen, kind, source, worker.at_once if worker else SILENT.stored)
        for path in paths:
            try:
                done.append(reading.read(path))
            except Refused as fault:
                refused = True
                screen.problems(fault.problems)
        if worker:
            _shown(screen, worker.resume)
    if wait and not worker:
        _shown(screen, lambda ended: work_off(app, screen.problem, ended))
    if as_json:
        screen.line(_total(done))
    raise typer.Exit(1 if refused or any(result.rejected for result in done) else 0)


def _shown(screen: Screen, work: Callable[[Callable[[int], None]], None]) -> None:
    with screen.progress() as progress:
        task = progress.add_task(screen.say("ingest.working"), total=None)
        work(lambda count: progress.advance(task, count))


@dataclass(frozen=True, slots=True)
class _Reading:
    app: Application
    screen: Screen
    kind: Kind
    source: str | None
    stored: Callable[[Sequence[Contact]], None]

    def read(self, path: Path) -> Ingested:
        screen = self.screen
        with screen.progress() as progress:
            task = progress.add_task(screen.say("ingest.reading", kind=screen.say(f"kind.{self.kind}")), total=None)
            intake = Intake(lambda count: progress.advance(task, count), stored=self.stored)
            result = ingest_file(self.app, self.kind, path, self.source, intake)
        screen.problems(result.notes)
        if not screen.as_json:
            screen.print(
                "ingest.done",
                path=path.name,
                received=result.received,
                stored=result.stored,
                duplicates=result.duplicates,
                rejected=result.rejected,
            )
            if result.rejects_file:
                screen.print("ingest.rejects", path=result.rejects_file)
        return result


def _total(done: list[Ingested]) -> dict[str, object]:
    """The last line of `--json`; with several files `rejects_file` names the last one that had rejects."""
    files = [str(result.rejects_file) for result in done if result.rejects_file]
    return {
        "received": sum(result.received for result in done),
        "stored": sum(result.stored for result in done),
        "duplicates": sum(result.duplicates for result in done),
        "rejected": sum(result.rejected for result in done),
        "rejects_file": files[-1] if files else None,
    }
