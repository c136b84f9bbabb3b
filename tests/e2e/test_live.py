"""A call streamed at the pace of speech to the real server: the threat is reported while the call goes on, and the whole call is judged after it."""

import base64
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from audit.recording import SAMPLE_RATE
from pipelines.adapters.audio.decode import AudioDecoder
from tests.e2e.conftest import DEMO, ROOT, Ran
from tests.sounds import Format, encode

TOKEN = "a token of this test"
MULAW = Format("mulaw", "pcm_mulaw", 8000, 1, "ul")
#: Seconds of the recording that are streamed, and the second at which the threat's last word ends: see demo/data/planted.csv.
FROM, TO, THREAT_ENDS = 30.5, 42.5, 36.44
THREAT = "我就带几个人去你家打你"
FRAME_MS = 20
#: Seconds from the end of the utterance to its finding; the model's own time comes on top.
PROMISED, MODELS_OWN = 5, 5
#: Seconds in which a busy machine has read its rules and models.
WARM_UP = 200


@pytest.fixture
def server(environment: dict[str, str], tmp_path: object) -> Iterator[str]:
    command = [sys.executable, "-m", "pipelines.cli", "serve", "--port", "0"]
    variables = {**environment, "FAIRDIAL_LIVE_TOKEN": TOKEN, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=variables, cwd=str(tmp_path), text=True) as process:
        assert process.stdout
        found = re.search(r"127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert found
        yield f"ws://127.0.0.1:{found[1]}/live"
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) in {0, -signal.SIGTERM}


def tracks(folder: os.PathLike[str]) -> dict[str, bytes]:
    """The streamed seconds of both sides, as a telephone sends them."""
    data = (DEMO / "recordings" / "CALL-0002.mp3").read_bytes()
    samples = AudioDecoder().decode(data, "CALL-0002.mp3").samples
    part = samples[:, round(FROM * SAMPLE_RATE) : round(TO * SAMPLE_RATE)]
    sides = {"outbound": part[0], "inbound": part[1]}
    return {track: encode(MULAW, folder, np.array(side[::2], np.float32)[None]) for track, side in sides.items()}


def talk(line: ClientConnection, sides: dict[str, bytes]) -> float:
    """Send both sides at the pace of speech; the clock at which the first sample was said."""
    size = 8 * FRAME_MS
    began = time.monotonic()
    number = 1
    for frame in range(max(map(len, sides.values())) // size):
        for track, coded in sides.items():
            number += 1
            payload = base64.b64encode(coded[frame * size : (frame + 1) * size]).decode()
            media = {"track": track, "timestamp": str(frame * FRAME_MS), "payload": payload}
            line.send(json.dumps({"event": "media", "sequenceNumber": str(number), "media": media}))
        threading.Event().wait(max(0.0, began + (frame + 1) * FRAME_MS / 1000 - time.monotonic()))
    return began


def start(**more: object) -> str:
    speakers = {"outbound": "agent", "inbound": "debtor"}
    about = {"encoding": "mulaw", "sample_rate": 8000, "speakers": speakers, "party": "debtor"}
    return json.dumps({"event": "start", **about, **more})


def opened(url: str, call: str) -> ClientConnection:
    return connect(f"{url}/{call}", additional_headers={"Authorization": f"Bearer {TOKEN}"}, open_timeout=WARM_UP)


@pytest.mark.timeout(400)
def test_a_threat_is_reported_while_the_call_goes_on(
    server: str, tmp_path: object, fairdial: Callable[..., Ran]
) -> None:
    nobody_streams_without_the_token(server)
    heard: list[tuple[float, dict[str, object]]] = []
    with opened(server, "LIVE-1") as line:
        line.send(start(number="10012345678", agent_id="A-1"))
        assert json.loads(line.recv(WARM_UP))["event"] == "listening"

        def listen() -> None:
            heard.extend((time.monotonic(), json.loads(message)) for message in line)

        listener = threading.Thread(target=listen)
        listener.start()
        began = talk(line, tracks(tmp_path))
        hung_up = time.monotonic()
        line.send(json.dumps({"event": "stop"}))
        listener.join(100)
    found = [(at, message["finding"]) for at, message in heard if message["event"] == "finding"]
    at, threat = next((at, one) for at, one in found if one["category"] == "T01" and one["quote"][-3:] == THREAT[-3:])
    assert threat["speaker"] == "agent"
    assert abs(threat["until"] - (THREAT_ENDS - FROM)) < 0.5
    assert at < hung_up
    waited = at - began - (THREAT_ENDS - FROM)
    assert waited < PROMISED + MODELS_OWN, f"{waited:.1f} s"
    assert len({one["id"] for _, one in found}) == len(found)
    assert heard[-1][1]["event"] == "stored"
    assert heard[-1][1]["contact"] == "call:LIVE-1"

    for _ in range(60):
        incidents = fairdial("incidents", "list", "--json").lines
        if incidents:
            break
        threading.Event().wait(1)
    assert {tuple(incident["contacts"]) for incident in incidents} == {("LIVE-1",)}
    assert "T01" in {incident["category"] for incident in incidents}
    shown = fairdial("incidents", "show", incidents[0]["incident"], "--json").lines[0]
    assert shown["transcript"]["origin"] == "faster-whisper"
    assert fairdial("doctor", "--json").lines == []


def nobody_streams_without_the_token(server: str) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        with pytest.raises(InvalidStatus) as refused:
            connect(f"{server}/LIVE-2", additional_headers=headers, open_timeout=WARM_UP)
        assert refused.value.response.status_code == 401
        assert json.loads(refused.value.response.body)["error"] == "live.token"
