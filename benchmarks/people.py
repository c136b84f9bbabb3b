"""People at browsers: each with one connection and a session of their own, asking for pages of queue and search."""

import random
import re
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode

from api.cookies import SESSION
from benchmarks.messages import FORBIDDEN, LENDERS
from benchmarks.search import AGENCIES, CATEGORIES, COMMON

NEXT = re.compile(r'<a href="([^"]+)" rel="next">')
TIMING = re.compile(r"app;dur=([\d.]+)")


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
        time.sleep(self.chance.uniform(0, look))
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            while time.monotonic() < until and not self.faults:
                kind, path = ("bare", "/") if self.bare else self._next()
                try:
                    self._ask(line, kind, path)
                except OSError as fault:
                    self.faults.append(f"{fault} {path}")
                time.sleep(look * self.chance.uniform(0.5, 1.5))

    def _ask(self, line: HTTPConnection, kind: str, path: str) -> None:
        start = time.perf_counter()
        line.request("GET", path, headers={"Cookie": f"{SESSION}={self.secret}"})
        answer = line.getresponse()
        page = answer.read().decode()
        took = (time.perf_counter() - start) * 1e3
        timing = TIMING.search(answer.headers.get("Server-Timing", ""))
        if answer.status != 200 or not timing:
            self.faults.append(f"{answer.status} {path}")
            return
        self.server.setdefault(kind, []).append(float(timing[1]))
        self.seen.setdefault(kind, []).append(took)
        more = NEXT.search(page)
        self._more = more[1].replace("&amp;", "&") if more else ""

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
