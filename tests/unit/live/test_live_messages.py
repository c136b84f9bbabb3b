"""What a telephone system may say of a call, in its own form or ours, and what is refused, with the place and the remedy."""

import base64
import json
from datetime import UTC, datetime

import pytest

from audit.errors import Refused
from audit.records import Direction, Party, Speaker
from config.messages import LANGUAGES, render
from pipelines.live.messages import LARGEST, Frame, Stop, read_message, read_start
from pipelines.live.start import Encoding, Start

SPEAKERS = {"outbound": "agent", "inbound": "debtor"}
OURS = {"event": "start", "encoding": "mulaw", "sample_rate": 8000, "speakers": SPEAKERS}
STARTED = Start(Encoding.MULAW, 8000, {"outbound": Speaker.AGENT, "inbound": Speaker.DEBTOR})
PCM = Start(Encoding.PCM, 16000, {"outbound": Speaker.AGENT, "inbound": Speaker.DEBTOR})


def codes(read, *given):
    with pytest.raises(Refused) as refused:
        read(*given)
    for problem in refused.value.problems:
        for language in LANGUAGES:
            assert problem.code not in render(problem, language), f"{problem.code} has no sentence"
            assert "{" not in render(problem, language).replace('{"', "")
    return [problem.code for problem in refused.value.problems]


def test_our_own_start():
    more = {"party": "contact", "direction": "inbound", "case": "C-1", "number": "10012345678", "agent_id": "A"}
    found = read_start(json.dumps({**OURS, **more, "agency": "宜诚", "at": "2026-03-01T09:00:00Z"}), "7")
    assert found == Start(
        Encoding.MULAW,
        8000,
        STARTED.speakers,
        Party.CONTACT,
        Direction.INBOUND,
        "C-1",
        "10012345678",
        "A",
        "宜诚",
        datetime(2026, 3, 1, 9, tzinfo=UTC),
    )


def test_the_start_of_a_media_stream():
    message = {
        "event": "start",
        "sequenceNumber": "1",
        "streamSid": "MZ1",
        "start": {
            "tracks": ["inbound", "outbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {"speakers": "outbound:agent, inbound:debtor", "party": "debtor", "case": "C-1"},
        },
    }
    found = read_start(json.dumps(message), "7")
    assert found == Start(Encoding.MULAW, 8000, STARTED.speakers, Party.DEBTOR, case_id="C-1")


def test_a_greeting_says_nothing():
    assert read_start('{"event": "connected", "protocol": "Call", "version": "1.0.0"}', "7") is None


@pytest.mark.parametrize(
    ("message", "code"),
    [
        pytest.param("{", "live.not_json", id="no JSON"),
        pytest.param("[" * 30_000, "live.not_json", id="too deep"),
        pytest.param("[1]", "live.not_an_object", id="no object"),
        pytest.param(b"\x00\x01", "live.not_json", id="sound before the start, binary"),
        pytest.param('{"event": "media"}', "live.not_started", id="sound before the start"),
        pytest.param("{}", "live.not_started", id="no event"),
        pytest.param(" " * (LARGEST + 1), "live.too_large", id="too large"),
        pytest.param(json.dumps({**OURS, "encoding": "opus"}), "sources.unknown_word", id="unknown encoding"),
        pytest.param(json.dumps({**OURS, "encoding": None}), "live.missing_field", id="no encoding"),
        pytest.param(json.dumps({**OURS, "sample_rate": 44100}), "live.rate", id="unknown rate"),
        pytest.param(json.dumps({**OURS, "sample_rate": "fast"}), "live.rate", id="a rate that is no number"),
        pytest.param(json.dumps({**OURS, "speakers": {}}), "live.speakers", id="no speakers"),
        pytest.param(json.dumps({**OURS, "speakers": [1]}), "live.speakers", id="speakers in a list"),
        pytest.param(
            json.dumps({**OURS, "speakers": {"a": "agent", "b": "ivr", "c": "debtor"}}), "live.speakers", id="3"
        ),
        pytest.param(json.dumps({**OURS, "speakers": {"a": "boss"}}), "sources.unknown_word", id="unknown speaker"),
        pytest.param(json.dumps({**OURS, "party": "boss"}), "sources.unknown_word", id="unknown party"),
        pytest.param(json.dumps({**OURS, "case": 7}), "lines.not_text", id="a case that is no text"),
        pytest.param(json.dumps({**OURS, "number": "=1+1"}), "sources.formula_text", id="a formula"),
        pytest.param(json.dumps({**OURS, "at": "2026-03-01T09:00:00"}), "sources.no_zone", id="time without zone"),
    ],
)
def test_starts_that_are_refused(message, code):
    assert codes(read_start, message, "7") == [code]


def test_everything_wrong_with_a_start_is_said_at_once():
    assert codes(read_start, '{"event": "start", "sample_rate": 1}', "7") == [
        "live.missing_field",
        "live.rate",
        "live.missing_field",
    ]


def media(**fields):
    return json.dumps({"event": "media", "media": {"track": "inbound", "payload": "/////w==", **fields}})


def test_frames():
    assert read_message(media(), STARTED, "7") == Frame("inbound", b"\xff" * 4)
    numbered = json.dumps({**json.loads(media(timestamp="120", chunk="6")), "sequenceNumber": "9"})
    assert read_message(numbered, STARTED, "7") == Frame("inbound", b"\xff" * 4, 120, 9)
    assert read_message(b"\x01\xff\xff", STARTED, "7") == Frame("inbound", b"\xff\xff")


def test_what_is_no_sound():
    assert isinstance(read_message('{"event": "stop"}', STARTED, "7"), Stop)
    for event in ("mark", "dtmf", "connected", "something new"):
        assert read_message(json.dumps({"event": event}), STARTED, "7") is None


@pytest.mark.parametrize(
    ("message", "start", "code"),
    [
        pytest.param("{", STARTED, "live.not_json", id="no JSON"),
        pytest.param(json.dumps(OURS), STARTED, "live.started_twice", id="a second start"),
        pytest.param('{"event": "media"}', STARTED, "live.no_media", id="no media"),
        pytest.param(media(track="third"), STARTED, "live.unknown_track", id="unknown track"),
        pytest.param(media(track=None), STARTED, "live.unknown_track", id="no track"),
        pytest.param(media(payload="%%%%"), STARTED, "live.not_base64", id="no base64"),
        pytest.param(media(payload="AAA"), STARTED, "live.not_base64", id="half of base64"),
        pytest.param(media(payload=None), STARTED, "live.not_base64", id="no payload"),
        pytest.param(media(payload="嗯"), STARTED, "live.not_base64", id="text for payload"),
        pytest.param(media(payload=base64.b64encode(b"abc").decode()), PCM, "live.half_sample", id="half a sample"),
        pytest.param(media(timestamp="soon"), STARTED, "live.not_a_number", id="a timestamp that is no number"),
        pytest.param(media(timestamp=-1), STARTED, "live.not_a_number", id="a timestamp before the start"),
        pytest.param(b"", STARTED, "live.unknown_track", id="an empty binary frame"),
        pytest.param(b"\x02\xff", STARTED, "live.unknown_track", id="a binary frame of no track"),
        pytest.param(b"\x00\xff", PCM, "live.half_sample", id="a binary frame with half a sample"),
        pytest.param(b"\x00" * (LARGEST + 1), STARTED, "live.too_large", id="a large binary frame"),
        pytest.param(media(payload="A" * LARGEST), STARTED, "live.too_large", id="a large message"),
    ],
)
def test_messages_that_are_refused(message, start, code):
    assert codes(read_message, message, start, "7") == [code]
