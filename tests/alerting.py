"""Alerts for tests: a rule, alerts that it raises, receivers on loopback that answer as a test wants."""

import json
import socket
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread

from audit.alerts.model import Alert, Facts, Kind
from audit.alerts.rules import AlertRule, Severe, Throttle
from tests.make import NINE

RULE = AlertRule(
    "zero",
    {"zh": "零容忍", "en": "Zero tolerance"},
    Severe(4),
    ("managers",),
    {"zh": "停呼", "en": "Stop"},
    wait=timedelta(seconds=10),
    every=timedelta(minutes=5),
    throttle=Throttle(3, timedelta(hours=1)),
)


def alert(subject="1", at=NINE, severity=4, group="宜诚", **fields):
    facts = Facts(Kind.SEVERITY, severity, "T01", agency=group or None)
    return Alert(**{"rule": "zero", "subject": subject, "group": group, "facts": facts, "at": at, **fields})


def after(**passed):
    return NINE + timedelta(**passed)


def ruled(**fields):
    return replace(RULE, **fields)


@dataclass
class Received:
    """What came in, to be waited for."""

    messages: list = field(default_factory=list)
    changed: Condition = field(default_factory=Condition)

    def add(self, one):
        with self.changed:
            self.messages.append(one)
            self.changed.notify_all()

    def wait_for(self, wanted, seconds):
        with self.changed:
            return self.changed.wait_for(lambda: any(map(wanted, self.messages)), seconds)


class Hook(Received):
    """A webhook. `answers` says for each request with which status; a message counts as received with a status below 300."""

    def __init__(self, answers=lambda: 200):
        super().__init__()
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body, status = self.rfile.read(int(self.headers["content-length"])), answers()
                if status < 300:
                    hook.add((dict(self.headers), body))
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"signed+http://a%20secret@127.0.0.1:{self._server.server_port}/hook"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def records(self):
        return [json.loads(body) for _, body in self.messages]


class Mailbox(Received):
    """An SMTP server. `answers` gives for each message the line of the answer; a message counts as received with 250."""

    def __init__(self, answers=lambda: "250 OK"):
        super().__init__()
        from aiosmtpd.controller import Controller  # noqa: PLC0415 - not every test needs it

        mailbox = self

        class Handler:
            async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - what aiosmtpd calls
                said = answers()
                if said.startswith("250"):
                    mailbox.add(envelope.content)
                return said

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._controller = Controller(Handler(), hostname="127.0.0.1", port=port)
        self.address = f"mailto://127.0.0.1:{port}?from=fairdial@example.com&to=manager@example.com&mode=insecure"

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()
