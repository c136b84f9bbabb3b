"""How long the console takes for queue and search pages while many people use it at once.

`python -m benchmarks.console [--size INCIDENTS]` makes an installation of so many incidents, starts `fairdial serve` on
loopback and lets 32 people ask for pages, each from a browser of their own: views, filters and further pages of the
queue, words and filters of the search. First they ask without a break, which is as much as the server can do; then each
looks at a page for two seconds before the next. A bare FastAPI route under the same clock is asked in the same way.

What counts is server time, as the header `Server-Timing` says: from when the application was handed a request until it
began to answer, waiting for other requests of the same process included. The value is the p95 of the kind of page that
takes longer, for the people who look at their pages. The last line is the result as JSON; exits 1 where the value misses the limit.
"""

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from subprocess import Popen
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from api.routes.metrics import Timed
from audit.access import Account, Session
from audit.rights import Role
from audit.scope import EVERYTHING, Scope
from benchmarks.incidents import fill
from benchmarks.people import Person, use
from benchmarks.search import AGENCIES, quantile
from config.settings import Settings
from pipelines.access.door import digest
from pipelines.alerts.desk import AlertDesk
from pipelines.bootstrap import Application

SIZE, PEOPLE, SECONDS = 200_000, 32, 30.0
#: Seconds that somebody looks at a page before asking for the next.
LOOK = 2.0
LIMIT_MS = 150.0


def bare() -> None:
    """What FastAPI itself costs: one route that says one word."""
    app = FastAPI(openapi_url=None)
    app.get("/", response_class=HTMLResponse)(lambda: "bare")
    app.add_middleware(Timed)
    config = uvicorn.Config(app, port=0, log_level="warning", access_log=False)
    sock = config.bind_socket()
    sock.listen()  # who connects from now on waits
    print(f"serving at http://127.0.0.1:{sock.getsockname()[1]}", flush=True)
    uvicorn.Server(config).run(sockets=[sock])


def people(application: Application) -> list[str]:
    """Secrets of sessions: reviewers and leads, every fourth of one agency."""
    now, secrets = datetime.now(UTC), []
    for number in range(PEOPLE):
        scope = Scope(agencies=frozenset({AGENCIES[number % len(AGENCIES)]})) if number % 4 == 3 else EVERYTHING
        name, role = f"p{number}", Role.LEAD if number % 8 == 0 else Role.REVIEWER
        application.accounts.put_account(Account(name, name, frozenset({role}), scope))
        application.sessions.end_session(digest(f"secret-{name}"))
        application.sessions.put_session(Session(digest(f"secret-{name}"), name, now, now))
        secrets.append(f"secret-{name}")
    return secrets


@contextmanager
def serving(command: Sequence[str], environment: dict[str, str]) -> Iterator[int]:
    """The port of a server that runs until the end. What it logs goes to a file: nobody here reads along."""
    with TemporaryFile("w+") as said, Popen(command, stdout=said, env=environment) as process:  # noqa: S603 - our own
        try:
            while not (found := re.search(r"http://[\d.]+:(\d+)", _read(said))):
                if process.poll() is not None:
                    raise SystemExit("the server did not start")
                time.sleep(0.1)
            yield int(found[1])
        finally:
            process.terminate()
            process.wait(timeout=30)


def _read(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def told(name: str, everybody: Sequence[Person], seconds: float) -> dict[str, float]:
    """p95 of server time by kind; printed with the rest."""
    found = {}
    for kind in sorted({kind for one in everybody for kind in one.server}):
        server = [value for one in everybody for value in one.server.get(kind, ())]
        seen = [value for one in everybody for value in one.seen.get(kind, ())]
        found[kind] = quantile(server, 0.95)
        print(
            f"{name:16}{kind:8}{len(server):6} pages {len(server) / seconds:7.1f}/s   server p50 {quantile(server, 0.5):7.1f} ms"
            f"   p95 {found[kind]:7.1f} ms   seen p50 {quantile(seen, 0.5):7.1f} ms   p95 {quantile(seen, 0.95):7.1f} ms"
        )
    return found


def measured(home: Path, secrets: Sequence[str], seconds: float) -> tuple[dict[str, float], ...]:
    """p95 by kind: of the console for people who look at their pages and without a break, and of the bare route."""
    environment = {**os.environ, "FAIRDIAL_HOME": str(home)}
    with serving([sys.executable, "-m", "pipelines.cli", "serve", "--port", "0"], environment) as port:
        use(port, secrets, 3, 0)  # what is made when it is first asked for
        pressed = told("without a break", use(port, secrets, seconds, 0), seconds)
        console = told("looking", use(port, secrets, seconds, LOOK), seconds)
    with serving([sys.executable, "-m", "benchmarks.console", "--bare"], environment) as port:
        told("without a break", use(port, secrets, seconds / 3, 0, bare=True), seconds / 3)
        floor = told("looking", use(port, secrets, seconds, LOOK, bare=True), seconds)
    return console, pressed, floor


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each way of asking")
    parser.add_argument("--home", type=Path, help="an installation that was made before, or is made there to stay")
    parser.add_argument("--bare", action="store_true", help="only serve the bare route")
    given = parser.parse_args()
    if given.bare:
        bare()
        return
    with TemporaryDirectory() as folder:
        home = given.home or Path(folder)
        fresh = not home.exists() or not any(home.iterdir())
        application = Application(Settings(_env_file=None, home=home, reader="off"))  # type: ignore[call-arg]
        if fresh:
            fill(application, given.size)
            AlertDesk(application, lambda: datetime.now(UTC)).round()  # as whoever judges contacts does, too
        secrets = people(application)
        application.store.engine.dispose()  # type: ignore[attr-defined]
        console, pressed, floor = measured(home, secrets, given.seconds)
    worst, least = max(console.values()), max(floor.values())
    ok = worst <= LIMIT_MS
    result = {
        "benchmark": "console",
        "value": round(worst, 1),
        "unit": "ms",
        "baseline": round(least, 1),
        "ratio": round(worst / max(least, 0.1), 1),
        "limit": LIMIT_MS,
        "p95": {kind: round(value, 1) for kind, value in console.items()},
        "without_a_break": {kind: round(value, 1) for kind, value in pressed.items()},
        "ok": ok,
    }
    print(json.dumps(result))
    sys.exit(not ok)


if __name__ == "__main__":
    main()
