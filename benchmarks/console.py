"""How long the console takes for queue and search pages while many people use it at once.

`python -m benchmarks.console [--size INCIDENTS]` makes an installation of so many incidents, starts `fairdial serve` on
loopback and lets 32 people ask for pages, each from a browser of their own: views, filters and further pages of the
queue, words and filters of the search. First they ask without a break, which is as much as the server can do; then each
looks at a page for two seconds before the next. A bare FastAPI route under the same clock is asked in the same way.

What counts is server time, as the header `Server-Timing` says: from when the application was handed a request until it
began to answer, waiting for other requests of the same process included. The value is the p95 of the people who look at
their pages. The last line is the result as JSON; exits 1 where the value misses the limit.
"""

import argparse
import json
import os
import random
import re
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from subprocess import Popen
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from api.cookies import SESSION
from api.routes.metrics import Timed
from audit.access import Account, Session
from audit.rights import Role
from audit.scope import EVERYTHING, Scope
from benchmarks.incidents import fill
from benchmarks.messages import FORBIDDEN, LENDERS
from benchmarks.search import AGENCIES, CATEGORIES, COMMON, quantile
from config.settings import Settings
from pipelines.access.door import digest
from pipelines.bootstrap import Application

SIZE, PEOPLE, SECONDS = 200_000, 32, 15.0
#: Seconds that somebody looks at a page before asking for the next.
LOOK = 2.0
LIMIT_MS = 150.0
NEXT = re.compile(r'<a href="([^"]+)" rel="next">')
TIMING = re.compile(r"app;dur=([\d.]+)")


def bare() -> None:
    """What FastAPI itself costs: one route that says one word."""
    app = FastAPI(openapi_url=None)
    app.get("/", response_class=HTMLResponse)(lambda: "bare")
    app.add_middleware(Timed)
    config = uvicorn.Config(app, port=0, log_level="warning", access_log=False)
    sock = config.bind_socket()
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


@dataclass
class Person:
    """Somebody at a browser: one connection, one page after the other."""

    port: int
    secret: str
    chance: random.Random
    bare: bool = False
    #: Kind -> milliseconds of the server, and as this person saw them.
    server: dict[str, list[float]] = field(default_factory=dict)
    seen: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _more: str = ""

    def use(self, until: float, look: float) -> None:
        line = HTTPConnection("127.0.0.1", self.port, timeout=60)
        time.sleep(self.chance.uniform(0, look))
        while time.monotonic() < until:
            kind, path = ("bare", "/") if self.bare else self._next()
            start = time.perf_counter()
            line.request("GET", path, headers={"Cookie": f"{SESSION}={self.secret}"})
            answer = line.getresponse()
            page = answer.read().decode()
            took = (time.perf_counter() - start) * 1e3
            timing = TIMING.search(answer.headers.get("Server-Timing", ""))
            if answer.status != 200 or not timing:
                self.faults.append(f"{answer.status} {path}")
                break
            self.server.setdefault(kind, []).append(float(timing[1]))
            self.seen.setdefault(kind, []).append(took)
            more = NEXT.search(page)
            self._more = more[1].replace("&amp;", "&") if more else ""
            time.sleep(look * self.chance.uniform(0.5, 1.5))
        line.close()

    def _next(self) -> tuple[str, str]:
        pick = self.chance.random()
        if self._more and pick < 0.3:
            return ("queue" if self._more.startswith("/queue") else "search"), self._more
        return ("queue", self._queue()) if pick < 0.7 else ("search", self._search())

    def _queue(self) -> str:
        chance = self.chance
        fields = {"view": chance.choice(("unassigned", "unassigned", "team", "mine", "all"))}
        for name, values in (
            ("institution", LENDERS),
            ("category", CATEGORIES),
            ("channel", ("sms", "call")),
            ("severity", "234"),
            ("agency", AGENCIES),
        ):
            if chance.random() < 0.2:
                fields[name] = chance.choice(values)
        return f"/queue?{urlencode(fields)}"

    def _search(self) -> str:
        chance = self.chance
        words = chance.choice((chance.choice(COMMON), chance.choice(FORBIDDEN)[:3], "severity>=3"))
        narrowed = chance.choice(("", f" agency:{chance.choice(AGENCIES)}", f" category:{chance.choice(CATEGORIES)}"))
        return f"/search?{urlencode({'q': words + narrowed})}"


def use(port: int, secrets: Sequence[str], seconds: float, look: float, *, bare: bool = False) -> list[Person]:
    everybody = [Person(port, secret, random.Random(number), bare) for number, secret in enumerate(secrets)]
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=one.use, args=(until, look)) for one in everybody]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults := [fault for one in everybody for fault in one.faults]:
        raise SystemExit(f"{len(faults)} pages failed: {faults[:3]}")
    return everybody


def told(name: str, everybody: Sequence[Person], seconds: float) -> dict[str, float]:
    """p95 of server time by kind and of all; printed with the rest."""
    found, every = {}, []
    for kind in sorted({kind for one in everybody for kind in one.server}):
        server = [value for one in everybody for value in one.server.get(kind, ())]
        seen = [value for one in everybody for value in one.seen.get(kind, ())]
        every += server
        found[kind] = quantile(server, 0.95)
        print(
            f"{name:16}{kind:8}{len(server):6} pages {len(server) / seconds:7.1f}/s   server p50 {quantile(server, 0.5):7.1f} ms"
            f"   p95 {found[kind]:7.1f} ms   seen p50 {quantile(seen, 0.5):7.1f} ms   p95 {quantile(seen, 0.95):7.1f} ms"
        )
    return {**found, "all": quantile(every, 0.95)}


def measured(home: Path, secrets: Sequence[str], seconds: float) -> tuple[dict[str, float], dict[str, float]]:
    """p95 by kind of the console and of the bare route, of people who look at their pages."""
    environment = {**os.environ, "FAIRDIAL_HOME": str(home)}
    with serving([sys.executable, "-m", "pipelines.cli", "serve", "--port", "0"], environment) as port:
        use(port, secrets, 3, 0)  # what is made when it is first asked for
        told("without a break", use(port, secrets, seconds, 0), seconds)
        console = told("looking", use(port, secrets, seconds, LOOK), seconds)
    with serving([sys.executable, "-m", "benchmarks.console", "--bare"], environment) as port:
        told("without a break", use(port, secrets, seconds / 3, 0, bare=True), seconds / 3)
        floor = told("looking", use(port, secrets, seconds, LOOK, bare=True), seconds)
    return console, floor


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
        secrets = people(application)
        application.store.engine.dispose()  # type: ignore[attr-defined]
        console, floor = measured(home, secrets, given.seconds)
    ok = console["all"] <= LIMIT_MS
    result = {
        "benchmark": "console",
        "value": round(console["all"], 1),
        "unit": "ms",
        "baseline": round(floor["all"], 1),
        "ratio": round(console["all"] / max(floor["all"], 0.1), 1),
        "limit": LIMIT_MS,
        "p95": {kind: round(value, 1) for kind, value in console.items()},
        "ok": ok,
    }
    print(json.dumps(result))
    sys.exit(not ok)


if __name__ == "__main__":
    main()
