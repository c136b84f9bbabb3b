"""`fairdial work`: finish whatever is stored and not yet judged."""

from pipelines.bootstrap import Application
from pipelines.commands.screen import Screen, settings
from pipelines.working_off import work_off


def work() -> None:
    """处理所有待办触达 / Transcribe, scan and index everything that waits, then stop."""
    app = Application(settings())
    screen = Screen(app.settings.lang)
    with screen.progress() as progress:
        task = progress.add_task(screen.say("ingest.working"), total=None)
        work_off(app, screen.problem, lambda count: progress.advance(task, count))
    screen.print("work.idle")
