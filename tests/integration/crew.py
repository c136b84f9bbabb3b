"""Real workers that share one installation: the real flow, stores and index, only speech is made up.

Everything is imported once; a line `work` on standard input forks a worker, `wait` tells how the next one ended. What
each of them handles it writes to `handled` in the home folder, so that nothing is hidden by who came second.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

from config.settings import Settings
from pipelines.bootstrap import Application
from pipelines.flow import Flow
from pipelines.work import handling
from tests.integration.faulty_worker import QuickTranscriber

#: A text that kills whoever judges it.
POISON = "毒"


class Slow(QuickTranscriber):
    """As fast as a device elsewhere would be: it takes time and no processor."""

    def transcribe(self, audio: Any) -> Any:
        time.sleep(float(os.environ.get("CREW_SLOW", "0")))
        return super().transcribe(audio)


class Told:
    """Passes everything on, and writes down for which contacts."""

    def __init__(self, work: Any, name: str, keys: Any, log: Path) -> None:
        self._work, self._name, self._keys, self._log = work, name, keys, log

    def __call__(self, *arguments: Any) -> Any:
        with self._log.open("a", encoding="utf-8") as file:
            file.write("".join(f"{os.getpid()} {self._name} {key}\n" for key in self._keys(arguments)))
        return self._work(*arguments)


def work(app: Application) -> None:
    log = app.settings.home / "handled"
    app.__dict__["transcriber"] = Slow()
    judge = Told(handling.scan_contacts, "scan", lambda given: given[2], log)

    def scan(*arguments: Any) -> None:
        if any(POISON in turn.text for contact in arguments[2] for turn in contact.turns):
            os._exit(13)
        judge(*arguments)

    handling.scan_contacts = scan
    handling.transcribe_contact = Told(handling.transcribe_contact, "hear", lambda given: [given[4]], log)
    handling.index_contacts = Told(handling.index_contacts, "index", lambda given: given[2], log)
    with Flow(app) as flow:
        flow.resume()


def main() -> None:
    settings = Settings()
    pack = Application(settings).pack  # compiled once for all workers
    for line in sys.stdin:
        if line == "wait\n":
            worker, ended = os.wait()
            os.write(1, f"{worker} {os.waitstatus_to_exitcode(ended)}\n".encode())
            continue
        if (worker := os.fork()) == 0:
            Application.pack = pack  # type: ignore[assignment, method-assign]
            status = 1
            try:
                work(Application(settings))
                status = 0
            finally:
                os._exit(status)
        os.write(1, f"{worker}\n".encode())
