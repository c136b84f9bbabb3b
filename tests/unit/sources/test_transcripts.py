import json

import pytest

from audit.errors import Refused
from audit.records import Speaker
from pipelines.sources import transcripts
from tests.unit.sources.helpers import told

TURN = {"speaker": "agent", "text": "您好", "start": 0.0, "end": 1.5}


def read(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return transcripts.read(path)


def turns(transcript):
    return [(turn.index, turn.speaker, turn.text, turn.start, turn.end) for turn in transcript.turns]


def test_json_in_time_order(tmp_path):
    later = {"speaker": "客户", "text": "你说", "start": 2, "end": 3}
    found = read(tmp_path, "a.json", json.dumps([later, TURN]))
    assert found.origin == "vendor:json"
    assert turns(found) == [(0, Speaker.AGENT, "您好", 0.0, 1.5), (1, Speaker.DEBTOR, "你说", 2.0, 3.0)]


def test_srt_with_speakers(tmp_path):
    text = "1\n00:00:01,000 --> 00:00:02,500\n催收:您好\n这里是客服\n\n2\n00:01:00,000 --> 00:01:01,000\n金额:三千\n"
    found = read(tmp_path, "a.srt", text)
    assert found.origin == "vendor:srt"
    assert turns(found) == [
        (0, Speaker.AGENT, "您好\n这里是客服", 1.0, 2.5),
        (1, Speaker.UNKNOWN, "金额:三千", 60.0, 61.0),  # a prefix that is nobody belongs to the words
    ]


def test_vtt_with_voices(tmp_path):
    text = (
        "WEBVTT\n\nNOTE made by a vendor\n\n00:01.000 --> 00:02.500 align:start\n<v Agent>您好</v>\n\n"
        "x\n01:00:00.000 --> 01:00:01.000\n<v.loud 客户>你<b>说</b>\n\n00:03.000 --> 00:04.000\nAgent: 在吗\n"
    )
    found = read(tmp_path, "a.vtt", text)
    assert found.origin == "vendor:vtt"
    assert turns(found) == [
        (0, Speaker.AGENT, "您好", 1.0, 2.5),
        (1, Speaker.AGENT, "在吗", 3.0, 4.0),
        (2, Speaker.DEBTOR, "你说", 3600.0, 3601.0),
    ]


def test_gb18030_is_understood(tmp_path):
    (tmp_path / "a.srt").write_bytes("1\n00:00:01,000 --> 00:00:02,500\n催收:您好,请问是本人吗\n".encode("gb18030"))
    assert transcripts.read(tmp_path / "a.srt").turns[0].speaker is Speaker.AGENT


@pytest.mark.parametrize(
    "name, text, refusal",
    [
        pytest.param("a.json", "[{", "a.json:1: sources.transcript_not_json", id="torn"),
        pytest.param("a.json", "{}", "a.json: sources.transcript_not_list", id="no list"),
        pytest.param("a.json", "[]", "a.json: sources.transcript_empty", id="no turns"),
        pytest.param("a.json", "[" * 20_000, "a.json: sources.transcript_not_json", id="nested beyond reason"),
        pytest.param("a.json", "[7]", "a.json: [0]: sources.turn_not_object", id="a number"),
        pytest.param(
            "a.json", json.dumps([TURN, {**TURN, "text": " "}]), "a.json: [1]: sources.turn_without_text", id="no words"
        ),
        pytest.param(
            "a.json", json.dumps([{**TURN, "speaker": "老板"}]), "a.json: [0]: sources.turn_speaker", id="nobody"
        ),
        pytest.param("a.json", json.dumps([{**TURN, "start": 5}]), "a.json: [0]: sources.turn_time", id="ends first"),
        pytest.param("a.json", json.dumps([{**TURN, "start": True}]), "a.json: [0]: sources.turn_time", id="no number"),
        pytest.param("a.json", '[{"text": "a", "start": NaN}]', "a.json: [0]: sources.turn_time", id="not a number"),
        pytest.param("a.srt", "1\n00:00:01 -> 2\nx\n", "a.srt:1: sources.cue_times", id="no times"),
        pytest.param(
            "a.srt",
            "1\n00:00:01,000 --> 00:00:02,000\n\n",
            "a.srt:2: sources.turn_without_text",
            id="no words in a cue",
        ),
        pytest.param(
            "a.srt", "\n1\n00:00:03,000 --> 00:00:02,000\nx\n", "a.srt:3: sources.turn_time", id="cue ends first"
        ),
        pytest.param("a.vtt", "WEBVTT\n", "a.vtt: sources.transcript_empty", id="no cues"),
    ],
)
def test_refused_transcripts(tmp_path, name, text, refusal):
    with pytest.raises(Refused) as refused:
        read(tmp_path, name, text)
    assert str(refused.value).startswith(refusal)
    told(*refused.value.problems)


def test_a_transcript_lies_beside_its_recording(tmp_path):
    recording = tmp_path / "a.wav"
    assert transcripts.beside(recording) is None
    (tmp_path / "a.srt").touch()
    assert transcripts.beside(recording) == tmp_path / "a.srt"
