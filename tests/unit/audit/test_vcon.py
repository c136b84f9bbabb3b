"""Containers: ours come back as they were, those of others as far as they tell, bad ones name the place."""

import base64
import hashlib
import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import Refused
from audit.records import Channel, Contact, Direction, Disposition, Message, Party, Speaker, Turn
from audit.vcon.read import read
from audit.vcon.written import without_persons, write
from tests.make import CHINA, NINE, case, sms

names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30).filter(str.strip)
times = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.sampled_from([UTC, CHINA]))  # noqa: DTZ001
extras = st.dictionaries(names, texts, max_size=2)
speakers = st.sampled_from(Speaker)


@st.composite
def shared(draw, channel):
    return {
        "id": draw(names),
        "channel": channel,
        "at": draw(times),
        "direction": draw(st.sampled_from(Direction)),
        "party": draw(st.sampled_from(Party)),
        "case_id": draw(st.none() | names),
        "agent_id": draw(st.none() | names),
        "agency": draw(st.none() | names),
        "extra": draw(extras),
    }


@st.composite
def short_messages(draw):
    number = draw(st.none() | st.just("10012345678"))
    said = (Turn(0, draw(speakers), draw(texts)),)
    return Contact(**draw(shared(Channel.SMS)), turns=said, number=number), [], None


@st.composite
def calls(draw):
    given_ = draw(shared(Channel.CALL))
    seconds = draw(st.integers(0, 600))
    connected = draw(st.booleans())
    outcome = Disposition.CONNECTED if connected else draw(st.sampled_from(Disposition))
    sound = draw(st.none() | st.binary(max_size=60)) if connected else None
    heard = draw(st.lists(st.builds(_turn, speakers, texts, st.integers(0, 50)), max_size=3)) if connected else []
    contact = Contact(
        **given_,
        turns=tuple(replace(one, index=number) for number, one in enumerate(heard)),
        answered_at=given_["at"] if connected else None,
        ended_at=given_["at"] + timedelta(seconds=seconds),
        disposition=outcome,
        recording=draw(st.none() | names),
        channels=draw(st.sampled_from([(), (Speaker.AGENT, Speaker.DEBTOR), (Speaker.UNKNOWN, Speaker.AGENT)])),
        number=draw(st.none() | st.just("10012345678")),
    )
    return contact, [], sound


@st.composite
def chats(draw):
    name = draw(names)
    lines = [
        Message(name, one, at, speaker, text, *whose, extra)
        for one, at, speaker, text, whose, extra in draw(
            st.lists(
                st.tuples(names, times, speakers, texts, st.tuples(*[st.none() | names] * 3), extras),
                min_size=1,
                max_size=4,
            )
        )
    ]
    return Contact(name, Channel.CHAT, lines[0].at), lines, None


def _turn(speaker, text, start):
    return Turn(0, speaker, text, float(start), float(start + 2))


def through(contact, messages, sound):
    values = write(contact, messages, sound, NINE, original=True)
    return read(json.dumps(values).encode(), "c.vcon")


@given(short_messages() | calls() | chats())
@settings(max_examples=200, deadline=None)
def test_what_was_written_is_read_as_it_was(whole):
    contact, messages, sound = whole
    found = through(contact, messages, sound)
    assert found.messages == tuple(messages)
    if contact.channel is Channel.CHAT:
        return
    heard = found.transcripts.get(contact.key)
    (back,) = found.contacts
    assert replace(back, turns=heard.turns if heard else back.turns) == contact
    assert found.recordings.get(contact.key) == sound


def test_the_same_contact_is_the_same_container():
    one = sms(number="10012345678")
    assert write(one, [], None, NINE, original=True) == write(one, [], None, NINE, original=True)
    values = write(one, [], None, NINE, original=True)
    assert values["uuid"][14] == "8", "a UUID of version 8"
    assert "redacted" not in values


def test_without_persons_it_says_so_and_names_nobody():
    one = sms(
        text="王小明先生请回电话10012345678",
        number="10012345678",
        case=case(debtor_name="王小明"),
        extra={"备注": "王小明"},
    )
    clean, messages = without_persons(one, [])
    values = write(clean, messages, None, NINE, original=False)
    told = json.dumps(values, ensure_ascii=False)
    assert "10012345678" not in told
    assert "王小明" not in told
    assert values["redacted"]["uuid"] == write(one, [], None, NINE, original=True)["uuid"]


def test_a_contact_without_a_time_is_refused():
    with pytest.raises(Refused, match=r"sms:1: vcon\.no_time"):
        write(sms(at=None), [], None, NINE, original=True)


# Of others --------------------------------------------------------------------------------------------

SOUND = b"RIFF....WAVE"
PARTIES = [{"tel": "tel:+8610012345678", "role": "customer"}, {"role": "agent", "uuid": "A-07", "org": "宜诚服务"}]
START = "2026-03-01T09:00:00+08:00"


def container(*dialogs, **fields):
    whole = {
        "uuid": "0199decd-7187-8ef1-b9a2-279e0d16bc46",
        "created_at": START,
        "parties": PARTIES,
        "dialog": [*dialogs],
    }
    return json.dumps({**whole, **fields}).encode()


def recording(**fields):
    body = base64.urlsafe_b64encode(SOUND).decode().rstrip("=")
    return {
        "type": "recording",
        "start": START,
        "duration": 30,
        "parties": [1, 0],
        "encoding": "base64url",
        "body": body,
        **fields,
    }


def line(text="你好", **fields):
    return {"type": "text", "start": START, "parties": [1, 0], "encoding": "none", "body": text, **fields}


def hashed(data, name="sha512"):
    return f"{name}-{base64.urlsafe_b64encode(hashlib.new(name, data).digest()).decode().rstrip('=')}"


def test_a_recording_of_others_is_a_call():
    found = read(container(recording(content_hash=hashed(SOUND))), "c.vcon")
    (call,) = found.contacts
    assert call == Contact(
        id="0199decd-7187-8ef1-b9a2-279e0d16bc46",
        channel=Channel.CALL,
        at=NINE,
        direction=Direction.OUTBOUND,
        party=Party.DEBTOR,
        number="+8610012345678",
        agent_id="A-07",
        agency="宜诚服务",
        answered_at=NINE,
        ended_at=NINE + timedelta(seconds=30),
        disposition=Disposition.CONNECTED,
        channels=(Speaker.AGENT, Speaker.DEBTOR),
    )
    assert found.recordings == {call.key: SOUND}


@pytest.mark.parametrize(
    ("dialog", "direction", "reason"),
    [
        (recording(parties=[0, 1]), Direction.INBOUND, "the first one began"),
        (recording(parties=[0, 1], originator=1), Direction.OUTBOUND, "unless another one is named"),
        (recording(parties=[[0, 1]]), Direction.OUTBOUND, "nobody tells"),
        (recording(parties=0), Direction.INBOUND, "one party alone"),
    ],
)
def test_who_began_is_told_by_the_dialog(dialog, direction, reason):
    (call,) = read(container(dialog), "c.vcon").contacts
    assert call.direction is direction, reason


def test_lines_of_others_are_one_chat_and_short_messages_are_their_own():
    dialogs = (line("在吗", application="wechat"), line("在", parties=[0, 1], message_id="m2"), line(application="sms"))
    found = read(container(*dialogs), "c.vcon")
    assert [(one.id, one.speaker, one.text) for one in found.messages] == [
        ("0", Speaker.AGENT, "在吗"),
        ("m2", Speaker.DEBTOR, "在"),
    ]
    assert found.messages[0].extra == {"platform": "wechat"}
    (short,) = found.contacts
    assert (short.channel, short.turns[0].speaker) == (Channel.SMS, Speaker.AGENT)


def test_a_call_that_nobody_answered():
    (call,) = read(
        container({"type": "incomplete", "start": START, "parties": [1, 0], "disposition": "busy"}), "c"
    ).contacts
    assert (call.disposition, call.answered_at) == (Disposition.BUSY, None)


def test_a_transcript_in_our_form_comes_along_and_others_do_not():
    ours = {"type": "transcript", "dialog": 0, "vendor": "x", "schema": "fairdial-turns"}
    said = [{"speaker": "agent", "text": "您好", "start": 0, "end": 1.5}]
    analysis = [
        {"type": "summary", "vendor": "x", "body": "…"},
        {**ours, "dialog": 1, "body": said},
        {**ours, "body": said},
    ]
    found = read(container(recording(), analysis=analysis), "c.vcon")
    (heard,) = found.transcripts.values()
    assert heard.turns == (Turn(0, Speaker.AGENT, "您好", 0.0, 1.5),)


def test_a_visit_keeps_its_notes_beside_its_recording():
    notes = (Turn(0, Speaker.AGENT, "家中无人"),)
    visit = Contact("v1", Channel.VISIT, NINE, turns=notes, recording="v1.wav", channels=(Speaker.UNKNOWN,) * 2)
    found = through(visit, [], SOUND)
    assert found.contacts == (visit,)
    assert found.recordings == {"visit:v1": SOUND}
    bare = replace(visit, turns=(), recording=None)
    assert through(bare, [], None).contacts == (bare,)
    heard = replace(visit, turns=(Turn(0, Speaker.UNKNOWN, "你好", 1.0, 2.0),))
    back = through(heard, [], SOUND)
    assert (back.contacts[0].turns, back.transcripts["visit:v1"].turns) == ((), heard.turns)


def test_what_only_relates_others_is_left_out_and_told():
    found = read(container(line(), {"type": "transfer", "start": START}), "c.vcon")
    assert [(one.code, one.where) for one in found.notes] == [("vcon.left_out", "c.vcon: dialog[1]")]


def test_who_has_no_role_is_nobody_known():
    (call,) = read(container(recording(), parties=[{}, {"name": "anonymous"}]), "c.vcon").contacts
    assert (call.party, call.agent_id, call.channels) == (Party.UNKNOWN, None, (Speaker.UNKNOWN, Speaker.UNKNOWN))


@pytest.mark.parametrize(
    ("data", "place", "code"),
    [
        (b"{", "c.vcon", "not_json"),
        (b"[1]", "c.vcon", "not_an_object"),
        (b'{"uuid": "a", "uuid": "a"}', "c.vcon", "not_json"),
        (b"\xff", "c.vcon", "not_json"),
        (b"[" * 100_000, "c.vcon", "not_json"),
        (b'{"payload": "", "signatures": []}', "c.vcon: payload", "signed"),
        (b'{"ciphertext": ""}', "c.vcon: ciphertext", "encrypted"),
        (container(line(), vcon="9.9"), "c.vcon: vcon", "version"),
        (container(line(), critical=["CC", "secrets"]), "c.vcon: critical[1]", "critical"),
        (container(line(), uuid="x"), "c.vcon: uuid", "no_uuid"),
        (container(line(), created_at=None), "c.vcon: created_at", "missing"),
        (container(line(), created_at="2026-03-01"), "c.vcon: created_at", "not_a_time"),
        (container(), "c.vcon: dialog", "no_dialog"),
        (container(line(), parties={}), "c.vcon: parties", "not_a_list"),
        (container(7), "c.vcon: dialog[0]", "not_an_object"),
        (container(line(), line(type="song")), "c.vcon: dialog[1].type", "unknown_word"),
        (container(line(start=None)), "c.vcon: dialog[0].start", "missing"),
        (container(line(start="2026-03-01T09:00:00")), "c.vcon: dialog[0].start", "not_a_time"),
        (container(recording(duration=-1)), "c.vcon: dialog[0].duration", "not_seconds"),
        (container(recording(duration=True)), "c.vcon: dialog[0].duration", "not_seconds"),
        (container(line(parties=[0, 9])), "c.vcon: dialog[0].parties[1]", "no_party"),
        (container(line(originator="0")), "c.vcon: dialog[0].originator", "no_party"),
        (container(recording(body="%%")), "c.vcon: dialog[0].body", "not_base64"),
        (container(recording(encoding="gzip")), "c.vcon: dialog[0].encoding", "unknown_word"),
        (container(recording(content_hash="md5-x")), "c.vcon: dialog[0].content_hash", "unknown_hash"),
        (container(recording(content_hash=hashed(b"other"))), "c.vcon: dialog[0].content_hash", "wrong_hash"),
        (container(recording(content_hash=[hashed(SOUND), hashed(b"x", "sha256")])), "c.vcon: dialog[0].content_hash[1]", "wrong_hash"),
        (container(recording(body=None, url="https://else.example/x.wav")), "c.vcon: dialog[0].url", "external"),
        (container(line(" ")), "c.vcon: dialog[0].body", "not_text"),
        (container(line("\ud800")), "c.vcon: dialog[0].body", "broken_text"),
        (container(line("x" * (1 << 20) + "x")), "c.vcon: dialog[0].body", "too_long"),
        (container(line(message_id="a\nb")), "c.vcon: dialog[0].message_id", "broken_text"),
        (container(line(message_id="a" * 129)), "c.vcon: dialog[0].message_id", "too_long"),
        (container({"type": "incomplete", "start": START, "disposition": "gone"}), "c.vcon: dialog[0].disposition", "unknown_word"),
        (container(line(), attachments=[{"purpose": "fairdial-contact", "body": {"channel": "pigeon"}}]), "c.vcon: attachments[0].body.channel", "unknown_word"),
        (container(line(body="_w", encoding="base64url")), "c.vcon: dialog[0].body", "broken_text"),
        (container(line(), x=float("nan")), "c.vcon", "not_json"),
        (container(line(), attachments=[{"purpose": "fairdial-contact", "body": {}}]), "c.vcon: attachments[0].body.channel", "missing"),
        (container(line(), attachments=[{"purpose": "fairdial-contact", "body": {"channel": "chat", "id": "1"}}]), "c.vcon: attachments[0].body.messages", "other_count"),
    ],
)  # fmt: skip
def test_what_is_no_container_is_refused_with_its_place(data, place, code):
    with pytest.raises(Refused) as refused:
        read(data, "c.vcon")
    assert [(one.where, one.code) for one in refused.value.problems] == [(place, f"vcon.{code}")]


def test_every_fault_of_the_dialogs_is_named():
    with pytest.raises(Refused) as refused:
        read(container(line(" "), line(start="x"), recording(duration="x"), line(parties=[5])), "c.vcon")
    assert [one.where for one in refused.value.problems] == [
        "c.vcon: dialog[1].start",
        "c.vcon: dialog[2].duration",
        "c.vcon: dialog[3].parties[0]",
    ]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda part: (
            st.lists(part, max_size=3)
            | st.dictionaries(st.sampled_from(["type", "start", "body", "parties", "encoding", "x"]), part, max_size=4)
        ),
    )
)
def test_whatever_it_holds_it_is_read_or_refused(value):
    for data in (
        json.dumps(value).encode(),
        container(value),
        container(line(), parties=value),
        container(line(), attachments=[value], analysis=[value]),
    ):
        with suppress(Refused):
            read(data, "c.vcon")
