"""`fairdial work`: finish whatever is stored and not yet judged."""

from pipelines.bootstrap import Application
from pipelines.commands.screen import Screen, settings
from pipelines.flow import Flow


def work() -> None:
    """处理所有待办触达 / Transcribe, scan and index everything that waits, then stop."""
    app = Application(settings())
    screen = Screen(app.settings.lang)
    with Flow(app, screen.problem) as flow, screen.progress() as progress:
        task = progress.add_task(screen.say("ingest.working"), total=None)
        flow.resume(lambda count: progress.advance(task, count))
    screen.print("work.idle")
