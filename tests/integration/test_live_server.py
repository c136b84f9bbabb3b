"""Connections as telephone systems make them, good ones and odd ones, to the real server with a recogniser of tones."""

import base64
import json
import threading
from contextlib import contextmanager

import numpy as np
import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from api import app as apps
from api.routes import live
from audit.pack import compile_pack
from audit.records import State
from config.loader import load_pack
from config.settings import Settings
from pipelines.bootstrap import Application
from pipelines.live import desk
from pipelines.live.desk import LiveDesk
from pipelines.live.messages import LARGEST
from tests.unit.live.ears import THREAT, Ear, Ears, silence, tone

#: A few rules, for the sake of time.
PACK = compile_pack([rule for rule in load_pack("cn").rules if rule.category in {"T01", "T08"}])
START = {"event": "start", "encoding": "pcm_s16le", "sample_rate": 8000, "party": "debtor"}
START |= {"speakers": {"outbound": "agent", "inbound": "debtor"}}
STOP = json.dumps({"event": "stop"})
THREATENED = np.concatenate([tone(50, 1), silence(0.8)])


class House:
    """A server on a free port, and what it keeps."""

    def __init__(self, url, store, judged):
        self.url, self.store, self.judged = url, store, judged

    @contextmanager
    def call(self, name, *first):
        """A connection that has sent these messages."""
        with connect(f"{self.url}/{name}", additional_headers={"Authorization": "Bearer secret"}) as line:
            for message in first:
                line.send(json.dumps(message))
            yield line


@pytest.fixture
def house(tmp_path, monkeypatch):
    ears, judged = Ears(), threading.Semaphore(0)
    monkeypatch.setattr(Application, "transcriber", ears)
    monkeypatch.setattr(Application, "pack", PACK)
    monkeypatch.setattr(LiveDesk, "judge", lambda _: judged.release())
    settings = Settings(home=tmp_path, live_token="secret", reader="off")
    with served(settings) as url:
        yield House(url, Application(settings).store, judged)


@contextmanager
def served(settings):
    config = uvicorn.Config(
        apps.create(settings), port=0, ws_max_size=LARGEST, log_level="critical", timeout_graceful_shutdown=5
    )
    sock = config.bind_socket()
    sock.listen()
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    try:
        yield f"ws://127.0.0.1:{sock.getsockname()[1]}/live"
    finally:
        server.should_exit = True
        thread.join()
        sock.close()


def media(samples, track="outbound", **fields):
    payload = base64.b64encode(samples.astype("<i2").tobytes()).decode()
    return json.dumps({"event": "media", "media": {"track": track, "payload": payload, **fields}})


def said(line):
    """Everything until the connection is closed, and its code."""
    messages = []
    try:
        while True:
            messages.append(json.loads(line.recv(30)))
    except ConnectionClosed as closed:
        return messages, closed.rcvd.code if closed.rcvd else None


def until(line, event):
    while (message := json.loads(line.recv(30)))["event"] != event:
        pass
    return message


def errors(messages):
    return [message["error"] for message in messages if message["event"] in {"refused", "note"}]


def test_a_call_from_start_to_judgement(house):
    with house.call("7", {"event": "connected"}, START) as line:
        assert until(line, "listening")["contact"] == "call:7"
        line.send(media(THREATENED))
        finding = until(line, "finding")["finding"]
        assert (finding["category"], finding["speaker"]) == ("T01", "agent")
        assert finding["quote"] in THREAT
        line.send(STOP)
        messages, code = said(line)
    assert messages[-1] == {"event": "stored", "contact": "call:7", "seconds": 1.8}
    assert code == 1000
    assert house.store.state("call:7")[0] is State.RECEIVED
    assert house.judged.acquire(timeout=30)


def test_frames_in_binary(house):
    with house.call("7", START) as line:
        line.send(b"\x00" + THREATENED.astype("<i2").tobytes())
        assert until(line, "finding")["finding"]["category"] == "T01"


@pytest.mark.parametrize(
    ("first", "error"),
    [
        pytest.param({"event": "media"}, "live.not_started", id="a frame before the start"),
        pytest.param({**START, "encoding": "opus"}, "sources.unknown_word", id="an unknown encoding"),
        pytest.param({**START, "sample_rate": 48000}, "live.rate", id="an unknown rate"),
    ],
)
def test_a_start_that_does_not_hold_ends_the_connection(house, first, error):
    with house.call("7", first) as line:
        messages, code = said(line)
    assert (errors(messages), code) == ([error], 1008)
    with house.call("7", START) as line:  # the id is free again
        until(line, "listening")


@pytest.mark.parametrize(
    ("message", "error"),
    [
        pytest.param("{", "live.not_json", id="no JSON"),
        pytest.param(media(THREATENED, payload="%%%"), "live.not_base64", id="no base64"),
        pytest.param(media(THREATENED, track="third"), "live.unknown_track", id="an unknown track"),
        pytest.param(media(tone(20, 1), timestamp="20000"), "live.missing", id="a gap"),
    ],
)
def test_a_bad_message_is_answered_and_the_good_rest_goes_on(house, message, error):
    with house.call("7", START) as line:
        line.send(media(silence(0.1)))
        line.send(message)
        line.send(media(THREATENED))
        line.send(STOP)
        messages, code = said(line)
    assert errors(messages)[0] == error
    assert all(message["message"] for message in messages if message["event"] in {"refused", "note"})
    assert any(message["event"] == "finding" for message in messages)
    assert code == 1000


def test_one_call_has_one_connection(house):
    with house.call("7", START) as first:
        until(first, "listening")
        with house.call("7", START) as second:
            assert (errors(said(second)[0])) == ["live.taken"]
        first.send(media(THREATENED))
        until(first, "finding")
        first.send(STOP)
        said(first)
    with house.call("7", START) as third:
        assert errors(said(third)[0]) == ["live.known"]


def test_no_more_calls_than_can_be_heard(house, monkeypatch):
    monkeypatch.setattr(desk, "MOST_CALLS", 1)
    with house.call("7", START) as first:
        until(first, "listening")
        with house.call("8", START) as second:
            assert errors(said(second)[0]) == ["live.busy"]


def test_an_id_that_no_table_could_have(house):
    with house.call("=1+1", START) as line:
        assert errors(said(line)[0]) == ["sources.formula_text"]


def test_who_says_nothing_is_asked_to_leave(house, monkeypatch):
    monkeypatch.setattr(live, "START_WITHIN", 0.05)
    with house.call("7") as line:
        messages, code = said(line)
    assert (errors(messages), code) == (["live.no_start"], 1008)


@pytest.mark.parametrize("ending", ["gone", "too large"])
def test_a_call_that_breaks_off_is_kept(house, ending):
    with house.call("7", START) as line:
        until(line, "listening")
        line.send(media(THREATENED))
        until(line, "finding")
        if ending == "too large":
            line.send("x" * (LARGEST + 1))
            assert said(line)[1] == 1009
    assert house.judged.acquire(timeout=30)
    (contact,) = house.store.contacts(["call:7"])
    assert (contact.ended_at - contact.at).total_seconds() == pytest.approx(1.8)
    assert contact.audio


def test_a_recogniser_that_fails_stops_no_call(house, monkeypatch):
    def fail(*_):
        raise MemoryError

    monkeypatch.setattr(Ear, "add", fail)
    with house.call("7", START) as line:
        assert until(line, "note")["error"] == "live.deaf"
        line.send(media(THREATENED))
        line.send(STOP)
        messages, _ = said(line)
    assert messages[-1]["event"] == "stored"


def test_one_call_that_takes_long_holds_no_other_up(house, monkeypatch):
    go_on, add = threading.Event(), Ear.add

    def slow(ear, start, samples):
        if np.any(samples == tone(20, 1)[0]):
            assert go_on.wait(30)
        return add(ear, start, samples)

    monkeypatch.setattr(Ear, "add", slow)
    with house.call("slow", START) as one, house.call("quick", START) as other:
        until(one, "listening")
        one.send(media(np.concatenate([tone(20, 1), silence(0.8)])))
        other.send(media(THREATENED))
        until(other, "finding")
        go_on.set()
        until(one, "finding")


def test_nobody_is_heard_where_no_token_is_set(tmp_path):
    with served(Settings(home=tmp_path)) as url:
        for headers in ({}, {"Authorization": "Bearer "}):
            with pytest.raises(InvalidStatus) as refused:
                connect(f"{url}/7", additional_headers=headers)
            assert refused.value.response.status_code == 404
            assert json.loads(refused.value.response.body)["error"] == "live.off"
