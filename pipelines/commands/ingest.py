"""`fairdial ingest`: files in, judged contacts out."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from audit.errors import Refused
from pipelines.bootstrap import Application
from pipelines.commands.acting import INGEST, enter
from pipelines.commands.screen import Screen, settings
from pipelines.ingest import ingest as ingest_file
from pipelines.ingested import Ingested
from pipelines.recordings import Intake
from pipelines.work.working_off import work_off


class Kind(StrEnum):
    CASES = "cases"
    CALLS = "calls"
    SMS = "sms"
    CHAT = "chat"
    VISITS = "visits"
    COMPLAINTS = "complaints"
    VCON = "vcon"


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
    for path in paths:
        try:
            done.append(_read(app, screen, kind, path, source))
        except Refused as fault:
            refused = True
            screen.problems(fault.problems)
    if wait:
        with screen.progress() as progress:
            task = progress.add_task(screen.say("ingest.working"), total=None)
            work_off(app, screen.problem, lambda count: progress.advance(task, count))
    if as_json:
        screen.line(_total(done))
    raise typer.Exit(1 if refused or any(result.rejected for result in done) else 0)


def _read(app: Application, screen: Screen, kind: Kind, path: Path, source: str | None) -> Ingested:
    with screen.progress() as progress:
        task = progress.add_task(screen.say("ingest.reading", kind=screen.say(f"kind.{kind}")), total=None)
        result = ingest_file(app, kind, path, source, Intake(lambda count: progress.advance(task, count)))
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
