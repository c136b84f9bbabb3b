"""The language model behind a real HTTP server on this machine."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from audit.errors import Refused
from audit.reading import Doubt, Read, Reading, Spoken
from audit.records import Channel, Party
from pipelines.adapters.llm import BAD_ANSWER, CONFIDENCE, NO_ANSWER, NO_QUOTE, UNKNOWN, LanguageModel

SPOKEN = Spoken("今天不还,我就给你妈打电话", Channel.CALL, Party.DEBTOR)


@contextmanager
def model(body: bytes, status: int = 200, delay: threading.Event | None = None):
    asked: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if delay:
                delay.wait(5)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        if delay:
            delay.set()
        server.shutdown()
        thread.join()
        server.server_close()


def answer(content: str) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


def found(*pairs: tuple[str, str]) -> bytes:
    return answer(json.dumps({"findings": [{"category": category, "quote": quote} for category, quote in pairs]}))


ANSWERS = [
    (found(("T08", "给你妈打电话")), 200, Read((Reading("T08", CONFIDENCE, 7, 13),)), "a quote that was said"),
    (found(("T08", "给你爸打电话")), 200, Read(doubts=(Doubt("T08", NO_QUOTE),)), "a quote that was not"),
    (found(("T08", " ")), 200, Read(doubts=(Doubt("T08", NO_QUOTE),)), "no quote"),
    (found(("T99", "给你妈打电话")), 200, Read(doubts=(Doubt(None, UNKNOWN),)), "no such category"),
    (found(("T14", "给你妈打电话")), 200, Read(doubts=(Doubt(None, UNKNOWN),)), "a category that no words decide"),
    (
        found(("T08", "给你妈打电话"), ("T01", "打死你")),
        200,
        Read((Reading("T08", CONFIDENCE, 7, 13),), (Doubt("T01", NO_QUOTE),)),
        "the good rest goes on",
    ),
    (answer("我觉得没有问题"), 200, Read(doubts=(Doubt(None, BAD_ANSWER),)), "prose"),
    (answer('{"findings":[3]}'), 200, Read(doubts=(Doubt(None, BAD_ANSWER),)), "other JSON"),
    (answer("[]"), 200, Read(doubts=(Doubt(None, BAD_ANSWER),)), "a list"),
    (b"<html>", 200, Read(doubts=(Doubt(None, BAD_ANSWER),)), "no protocol"),
    (b"null", 200, Read(doubts=(Doubt(None, BAD_ANSWER),)), "nothing"),
    (b"", 500, Read(doubts=(Doubt(None, NO_ANSWER),)), "a server in trouble"),
]


@pytest.mark.parametrize(("body", "status", "read", "why"), ANSWERS)
def test_what_an_answer_is_worth(body, status, read, why):
    with model(body, status) as (url, _):
        assert LanguageModel(url, "qwen", 5).read([SPOKEN]) == {0: read}, why


def test_no_finding_is_no_entry_and_silence_is_not_asked_about():
    with model(found()) as (url, asked):
        assert LanguageModel(url, "qwen", 5).read([SPOKEN, SPOKEN._replace(text=" ")]) == {}
    assert len(asked) == 1
    assert (asked[0]["model"], asked[0]["temperature"]) == ("qwen", 0)
    assert SPOKEN.text in asked[0]["messages"][1]["content"]


def test_who_is_too_slow_gave_no_answer():
    with model(found(), delay=threading.Event()) as (url, _):
        began = time.monotonic()
        assert LanguageModel(url, "qwen", 0.2).read([SPOKEN]) == {0: Read(doubts=(Doubt(None, NO_ANSWER),))}
        assert time.monotonic() - began < 4


def test_nobody_there():
    with model(b"") as (url, _):
        pass
    assert LanguageModel(url, "qwen", 5).read([SPOKEN]) == {0: Read(doubts=(Doubt(None, NO_ANSWER),))}


@pytest.mark.parametrize(
    ("url", "name", "code"),
    [("file:///etc/passwd", "m", "reader.llm_url"), ("http://127.0.0.1:1", "", "reader.llm_model")],
)
def test_settings_that_cannot_work(url, name, code):
    with pytest.raises(Refused) as refused:
        LanguageModel(url, name, 5)
    assert refused.value.problems[0].code == code
