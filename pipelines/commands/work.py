"""`fairdial work`: finish whatever is stored and not yet judged, tell how far it is, and try parked contacts again."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from audit.workers import Present
from pipelines.access.configured import note_settings
from pipelines.bootstrap import Application
from pipelines.commands.screen import Screen, out, settings
from pipelines.flow import Flow
from pipelines.metrics import listen
from pipelines.work.again import known, parked, retry
from pipelines.work.status import Status, status_of
from pipelines.work.working_off import work_off


def work(  # noqa: PLR0913, PLR0917 - options of a command line
    again: Annotated[
        list[str] | None, typer.Option("--retry", help="重试这次搁置的触达 / try this parked contact again")
    ] = None,
    all_parked: Annotated[bool, typer.Option("--parked", help="重试全部搁置的触达 / try all parked ones")] = False,
    status: Annotated[bool, typer.Option("--status", help="进度,什么也不做 / how far it is; does nothing")] = False,
    schedule: Annotated[
        str | None, typer.Option(help="常驻,按 cron 表达式开工 / stay, and work at these times, e.g. '0 2 * * *'")
    ] = None,
    metrics_port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="在此端口提供指标 / serve metrics at this port")
    ] = None,
    metrics_host: Annotated[str, typer.Option(help="指标的监听地址 / address to serve metrics at")] = "127.0.0.1",
    as_json: Annotated[bool, typer.Option("--json", help="JSON 行 / JSON lines")] = False,
) -> None:
    """处理所有待办触达 / Transcribe, scan and index everything that waits, then stop."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    if status:
        _tell(screen, status_of(app))
        return
    note_settings(app, datetime.now(UTC))
    if metrics_port is not None:
        screen.print("work.metrics", host=metrics_host, port=listen(metrics_host, metrics_port))
    pages = parked(app.store) if all_parked else [[known(app.store, one) for one in again or ()]]
    count = sum(retry(app.store, page) for page in pages)
    if as_json:
        screen.line({"retried": count})
    elif count:
        screen.print("work.retried", count=count)
    if schedule is not None:
        with Flow(app, schedule) as flow:
            flow.stay()
    with screen.progress() as progress:
        task = progress.add_task(screen.say("ingest.working"), total=None)
        work_off(app, screen.problem, lambda count: progress.advance(task, count))
    if not as_json:
        screen.print("work.idle")


def _tell(screen: Screen, found: Status) -> None:
    left = found.minutes_left
    if screen.as_json:
        screen.line(
            {
                "backlog": {state: {"urgent": urgent, "normal": normal} for state, (urgent, normal) in found.backlog.items()},
                "working": found.working,
                "workers": [_line(found, one) for one in found.workers],
                "running": found.pace.running,
                "queued": found.pace.queued,
                "heard_per_minute": round(found.pace.heard, 2),
                "judged_per_minute": round(found.pace.judged, 2),
                "minutes_left": None if left is None else round(left, 1),
                "parked": found.parked,
                "first_parked": [{"contact": key, "reason": reason} for key, reason in found.first_parked],
                "files": found.files,
            }
        )  # fmt: skip
        return
    table = screen.table("doctor.state", "work.urgent", "work.normal", title="work.backlog")
    for state, pair in found.backlog.items():
        table.add_row(screen.say(f"state.{state}"), *map(str, pair))
    out.print(table)
    screen.print("work.worker.on" if found.working else "work.worker.off")
    for one in found.workers:
        screen.print("work.worker.one", host=one.worker.host, process=one.worker.process, silent=f"{one.silent:.0f}")
        for run in found.pace.in_hand.get(one.worker.id, ()):
            out.print(f"  {run.contact}  +{run.contacts - 1}" if run.contacts > 1 else f"  {run.contact}", markup=False)
    screen.print("work.pace", running=found.pace.running, queued=found.pace.queued, heard=f"{found.pace.heard:.1f}",
                 judged=f"{found.pace.judged:.1f}")  # fmt: skip
    if left is not None:
        screen.print("work.left", minutes=f"{left:.0f}")
    for file_state, count in found.files.items():
        screen.print("work.files", state=screen.say(f"file.{file_state}"), count=count)
    if found.parked:
        screen.print("work.parked", count=found.parked)
    for key, reason in found.first_parked:
        out.print(f"{key}  {reason}", markup=False)


def _line(found: Status, one: Present) -> dict[str, object]:
    in_hand = found.pace.in_hand.get(one.worker.id, ())
    return {
        "worker": one.worker.id,
        "host": one.worker.host,
        "process": one.worker.process,
        "version": one.worker.version,
        "age_seconds": round(one.age, 1),
        "silent_seconds": round(one.silent, 1),
        "feeds": one.feeds,
        "in_hand": [
            {"contact": run.contact, "contacts": run.contacts, "since": run.since.isoformat(timespec="seconds")}
            for run in in_hand
        ],
    }
