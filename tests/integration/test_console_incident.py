"""One incident's page: the debtor's weeks, the words, the sound, and what people decide, with the log of it."""

import asyncio
import html
import json
import re
from datetime import timedelta

import pytest
from starlette.requests import ClientDisconnect

from api import cookies
from audit.rights import Role
from audit.scope import Scope
from audit.triage import UNDO
from tests.reviewed import AGENCY, MASKED_SOUND, NUMBER, OTHER_AGENCY, SOUND, reviewed_home


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with reviewed_home(tmp_path_factory.mktemp("reviewed")) as made:
        yield made


@pytest.fixture
def client(home):
    return home.client(Role.REVIEWER)


@pytest.fixture
def fresh(home):
    """Ids of incidents that nobody touched: a new one for each who asks."""
    return home.fresh


def page(client, incident, asked=""):
    answer = client.get(f"/incidents/{incident}{asked}")
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def test_a_debtors_weeks_stand_beside_the_conversation(home, client):
    text = page(client, home.call)
    around = text[text.index('class="around"') : text.index('class="talk"')]
    assert re.search(r"电话 未接 <span class=\"number\">×3", around), "alike contacts in a row are one line"
    assert "✎" in around
    assert "半夜打电话" in around, "the complaint of the debtor"
    assert "短信" in around
    assert re.search(r"压力指数\s*<strong>\d", around)
    assert around.count('aria-current="true"') == 1, "where one is"


def test_what_lies_far_off_is_shown_where_asked(home, client):
    assert "显示全部(另有 1 行)" in page(client, home.call)
    assert "</time>\n        <span>外访" in page(client, home.call, "?days=all")
    assert "</time>\n        <span>外访" not in page(client, home.call)


def test_nobody_sees_other_agencies_contacts_of_the_debtor(home):
    home.add("one_agency", {Role.REVIEWER}, Scope(agencies=frozenset({AGENCY})))
    text = page(home.client("one_agency"), home.counted)
    assert OTHER_AGENCY not in text
    assert "不在你的可见范围内" in text
    assert OTHER_AGENCY in page(home.client(Role.LEAD), home.counted)


def test_hits_come_first_with_their_context_and_all_on_request(home, client):
    text = page(client, home.call)
    assert "显示 5 / 共 20 句" in text
    assert len(re.findall(r"<li class=\"turn ", text)) == 5
    assert "turns=all#conversation" in text, "works without scripts"
    assert len(re.findall(r"<li class=\"turn ", page(client, home.call, "?turns=all"))) == 20


def test_chips_tell_how_it_was_recognised_and_how_sure(home, client):
    text = page(client, home.call)
    assert "原文</span>" in text
    assert "置信 0.98" in text
    assert "GB/T 45251-2025" in text


def test_beside_it_stand_the_rule_in_words_its_precision_and_versions(home, client):
    text = page(client, home.real)
    assert "【认定条件】" in text, "the rule as fairdial rules explain tells it"
    assert "准确率 1/2" in text
    assert "95% 区间" in text
    assert "此前属实的" in text
    assert "此前不属实的" in text
    assert "cn-1" in text, "the pack it is pinned to"
    assert NUMBER not in text, "examples are masked, too"


def test_the_player_is_told_where_hits_overlaps_and_silence_are(home, client):
    text = client.get(f"/incidents/{home.call}").text
    told = json.loads(html.unescape(re.search(r"data-player='([^']+)'", text)[1]))
    assert [(hit["at"], hit["severity"]) for hit in told["hits"]] == [(12.0, 4)]
    assert {mark["kind"] for mark in told["marks"]} == {"overlap", "silence"}
    assert [lane["name"] for lane in told["lanes"]] == ["催收员", "债务人"]
    assert told["masked"].endswith("/audio/masked")
    assert "<audio" in text, "there is a player without scripts"


# Sound --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        pytest.param(None, 200, 0, None, id="all of it"),
        pytest.param("bytes=0-", 206, 0, None, id="from the start, as players ask"),
        pytest.param("bytes=10-19", 206, 10, 20, id="some"),
        pytest.param("bytes=-7", 206, -7, None, id="the end"),
        pytest.param("bytes=10-99999999", 206, 10, None, id="more than there is"),
        pytest.param("bytes=0-1,5-6", 200, 0, None, id="several ranges: the whole"),
        pytest.param("letters=1-2", 200, 0, None, id="not bytes: the whole"),
    ],
)
def test_a_recording_is_sent_by_ranges(home, client, *, asked, status, first, last):
    answer = client.get(f"/incidents/{home.call}/audio/masked", headers={"range": asked} if asked else {})
    assert answer.status_code == status
    assert answer.content == MASKED_SOUND[first:last]
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["content-type"] == "audio/wav"


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=20-10", "bytes=-0"])
def test_a_range_outside_is_refused(home, client, asked):
    answer = client.get(f"/incidents/{home.call}/audio/masked", headers={"range": asked})
    assert (answer.status_code, "audio.range" in answer.text) == (416, True)


async def gone(app, path, secret, version, after):
    """A browser that asks for a part and leaves `after` so many messages of the answer; the version of ASGI says how a server tells so."""
    left, told = asyncio.Event(), iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        for message in told:
            return message
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(_message):
        nonlocal after
        after -= 1
        if after < 0:
            left.set()
            if version == "2.4":
                raise OSError
            await asyncio.Event().wait()

    headers = [(b"cookie", f"{cookies.SESSION}={secret}".encode()), (b"range", b"bytes=0-")]
    scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": version}, "method": "GET", "path": path}
    scope |= {"raw_path": path.encode(), "query_string": b"", "scheme": "http", "headers": headers}
    await app(scope | {"server": ("testserver", 80), "client": ("testclient", 1), "root_path": ""}, receive, send)


@pytest.mark.parametrize(
    ("version", "after"),
    [
        pytest.param("2.3", 0, id="before the first byte, and the server cancels"),
        pytest.param("2.3", 2, id="between two pieces, and the server cancels"),
        pytest.param("2.4", 0, id="before the first byte, and sending fails"),
        pytest.param("2.4", 2, id="between two pieces, and sending fails"),
    ],
)
def test_a_recording_is_closed_when_the_browser_breaks_off(home, monkeypatch, version, after):
    blobs, opened = home.app.state.house.application.blobs, []
    open_blob = blobs.open

    def noted(digest):
        opened.append(open_blob(digest))
        return opened[-1]

    monkeypatch.setattr(blobs, "open", noted)
    home.open(Role.REVIEWER, "of-one-who-leaves")
    asked = gone(home.app, f"/incidents/{home.call}/audio/masked", "of-one-who-leaves", version, after)
    try:
        asyncio.run(asked)
    except ClientDisconnect:
        assert version == "2.4"
    assert [file.closed for file in opened] == [True]


def test_the_original_is_for_few_and_every_hearing_is_in_the_log(home, client):
    path = f"/incidents/{home.call}/audio/original"
    before = len(home.acts("play"))
    assert client.get(path).content == SOUND
    client.get(path, headers={"range": "bytes=5-9"})
    assert len(home.acts("play")) == before + 1, "the ranges of one hearing are one act"
    home.clock.now += timedelta(minutes=10)
    client.get(path, headers={"range": "bytes=5-9"})
    assert len(home.acts("play")) == before + 2
    assert home.client(Role.AUDITOR).get(path).status_code == 403
    assert home.client(Role.AUDITOR).get(f"/incidents/{home.call}/audio/masked").status_code == 200


def test_a_copy_that_is_held_or_missing_is_given_to_nobody(home, client):
    answer = client.get(f"/incidents/{home.held}/audio/masked")
    assert (answer.status_code, "audio.no_copy" in answer.text) == (404, True)
    assert "等待人工确认" in page(client, home.held)
    assert client.get(f"/incidents/{home.real}/audio/masked").status_code == 404, "no recording at all"
    assert client.get(f"/incidents/{home.real}/audio/original").status_code == 404


def test_formats_that_browsers_do_not_know_come_as_wav(home, client):
    answer = client.get(f"/incidents/{home.held}/audio/original")
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.content[:4] == b"RIFF"
    assert answer.content != SOUND, "it was A-law, which not every browser plays"


def test_waves_are_those_that_were_drawn_at_the_transcription(home, client):
    assert client.get(f"/incidents/{home.call}/audio/waves").json()["channels"] == 2
    assert client.get(f"/incidents/{home.real}/audio/waves").status_code == 404


def test_what_was_heard_is_kept_for_verdicts_on_many(home, client):
    assert client.post(f"/incidents/{home.call}/played").status_code == 204
    assert home.application.review.plays("reviewer", [home.call]) == {home.call}


# Decisions ----------------------------------------------------------------------------------------


def test_a_verdict_claims_decides_and_leads_to_the_next(home, client, fresh):
    first, second = fresh(2)
    answer = client.post(f"/incidents/{first}/verdict?case={home.case_id}", data={"decision": "true", "note": "听过"})
    assert answer.status_code == 303
    where = answer.headers["location"]
    assert where.startswith(f"/incidents/{second}?")
    assert f"done={first}" in where
    assert "play=1" in where
    text = html.unescape(client.get(where).text)
    assert "上一条已判定" in text
    assert f"/incidents/{first}/undo" in text
    work = home.application.review.work(first)
    assert (work.status, work.assignee) == ("decided", "reviewer")
    assert home.acts("verdict")[-1].detail == {"decision": "true", "reason": "confirmed"}


def test_false_wants_a_reason(home, client, fresh):
    (one,) = fresh(1)
    answer = client.post(f"/incidents/{one}/verdict", data={"decision": "false"})
    assert (answer.status_code, "verdict.reason_missing" in answer.text) == (400, True)
    assert home.application.review.work(one).status == "open", "nothing was claimed for it"
    assert client.post(f"/incidents/{one}/verdict", data={"decision": "false", "reason": "quoted"}).status_code == 303


def test_each_finding_may_get_a_verdict_of_its_own(home, client):
    first, second = home.store.incident(home.several).finding_ids
    answer = client.post(f"/incidents/{home.several}/verdict", data={"decision": "true", "finding": first})
    assert answer.headers["location"].startswith(f"/incidents/{home.several}"), "something is left to decide"
    text = page(client, home.several)
    assert "属实 · 原话属实 · reviewer" in text
    answer = client.post(
        f"/incidents/{home.several}/verdict", data={"decision": "false", "reason": "lawful", "finding": second}
    )
    assert home.application.review.work(home.several).status == "decided"
    client.post(f"/incidents/{home.several}/undo")


def test_a_decision_is_undone_within_ten_minutes(home, client, fresh):
    (one,) = fresh(1)
    client.post(f"/incidents/{one}/verdict", data={"decision": "true"})
    assert "data-undo" in page(client, one)
    assert client.post(f"/incidents/{one}/undo").status_code == 303
    assert home.application.review.work(one).status == "claimed"
    client.post(f"/incidents/{one}/verdict", data={"decision": "unsure"})
    home.clock.now += UNDO + timedelta(seconds=1)
    assert "data-undo" not in page(client, one)
    assert "review.too_late" in client.post(f"/incidents/{one}/undo").text


def test_what_somebody_else_works_on_is_left_to_them(home, client, fresh):
    (one,) = fresh(1)
    home.client(Role.LEAD).post(f"/queue/{one}/claim")
    assert "正由 lead 处理" in page(client, one)
    answer = client.post(f"/incidents/{one}/verdict", data={"decision": "true"})
    assert (answer.status_code, "review.not_yours" in answer.text) == (400, True)


def test_escalate_hold_resume_and_comment_are_told_in_the_history(home, client, fresh):
    one, other = fresh(2)
    assert "review.note_missing" in client.post(f"/incidents/{one}/escalate", data={"level": 2}).text
    assert client.post(f"/incidents/{one}/escalate", data={"level": 2, "note": "请法务看"}).status_code == 303
    assert home.application.review.work(one).level == 2
    client.post(f"/incidents/{other}/hold", data={"note": f"等他回电话{NUMBER}"})
    assert "恢复处理" in page(client, other)
    client.post(f"/incidents/{other}/resume")
    assert client.post(f"/incidents/{other}/comment", data={"note": "已致电核实"}).status_code == 303
    text = page(client, other)
    for word in ("搁置", "恢复", "备注", "已致电核实"):
        assert word in text
    assert NUMBER not in text, "notes are masked, too"
    assert home.client(Role.AUDITOR).post(f"/incidents/{other}/comment", data={"note": "x"}).status_code == 403


# Words that rules or recogniser got wrong ---------------------------------------------------------------


def test_missed_words_are_marked_by_their_place(home, client):
    turn = home.store.contacts(["call:1"])[0].turns[2]
    start = turn.text.index("单位")
    data = {"turn": 2, "start": start, "end": start + 2, "category": "T08", "note": "威胁联系单位"}
    assert client.post(f"/incidents/{home.call}/missed", data=data).status_code == 303
    (mark,) = home.application.review.missed(["call:1"])
    assert (mark.quote, mark.category, mark.by) == ("单位", "T08", "reviewer")
    assert "漏掉的违规(1)" in page(client, home.call)
    assert client.post(f"/incidents/{home.call}/missed", data={**data, "end": 999}).status_code == 400
    assert "missed.unknown_rule" in client.post(f"/incidents/{home.call}/missed", data={**data, "rule": "no"}).text


def test_a_correction_makes_a_version_and_rules_judge_at_once(home, client):
    waiting = home.listening()
    answer = client.post(f"/incidents/{home.heard}/correct", data={"turn": 0, "text": "你再不还,我爆你通讯录"})
    assert answer.status_code == 303
    versions = home.store.transcripts("call:2")
    assert [one.origin for one in versions] == ["faster-whisper", "corrected"]
    found = home.store.findings(["call:2"])["call:2"]
    assert any("爆你通讯录" in one.quote for one in found), "the live pack judged the new words"
    assert waiting.is_set(), "index and ledger follow"
    (incident, *_) = [one.id for one in home.store.incidents(home.of_call("2")) if one.category == "T08"]
    text = page(client, incident)
    assert "第 2 版改动了什么" in text


def test_masked_words_cannot_be_corrected_unseen(home, client):
    turn = next(one for one in home.store.contacts(["call:1"])[0].turns if NUMBER in one.text)
    answer = client.post(f"/incidents/{home.call}/correct", data={"turn": turn.index, "text": "回我电话100****5678"})
    assert (answer.status_code, "correction.masked" in answer.text) == (400, True)


# Counted events -----------------------------------------------------------------------------------


def test_counted_messages_show_with_their_words_and_the_exceptions_tested(home, client):
    text = page(client, home.counted)
    talk = text[text.index('class="talk"') : text.index('class="decision"')]
    assert talk.count('class="accused"') == 4
    assert "请尽快还款" in talk
    assert "已核对的例外" in talk
    assert "不成立" in talk
    assert "台账</span>" in text
    assert client.post(f"/incidents/{home.counted}/verdict", data={"decision": "unsure"}).status_code == 303
    client.post(f"/incidents/{home.counted}/undo")


def test_a_contact_without_a_case_says_so(home, client):
    assert "没有催收档案" in page(client, home.stray)


# For programs -------------------------------------------------------------------------------------


def test_programs_decide_undo_claim_escalate_and_comment(client, fresh):
    (one,) = fresh(1)
    base = f"/api/v1/incidents/{one}"
    assert client.post(f"{base}/claim").json()["status"] == "claimed"
    assert client.post(f"{base}/release").json()["status"] == "open"
    answer = client.post(f"{base}/verdict", json={"decision": "false", "reason": "quoted", "note": f"回电话{NUMBER}"})
    assert (answer.json()["status"], answer.json()["assignee"]) == ("decided", "reviewer")
    whole = client.get(f"{base}/whole").json()
    assert (whole["findings"][0]["verdict"], whole["findings"][0]["reason"]) == ("false", "quoted")
    found = whole["findings"][0]
    assert whole["turns"][found["turn"]]["text"][found["start"] : found["end"]] == found["quote"]
    assert NUMBER not in str(whole)
    assert client.post(f"{base}/undo").json()["status"] == "claimed"
    assert client.post(f"{base}/comment", json={"note": "再听一次"}).json()["status"] == "claimed"
    assert client.post(f"{base}/escalate", json={"level": 1, "note": "拿不准"}).json()["level"] == 1
    refused = client.post(f"{base}/undo")
    assert (refused.status_code, refused.json()["code"]) == (400, "review.not_yours")
    assert client.post(f"{base}/verdict", json={"decision": "withdrawn"}).status_code == 422


def test_programs_get_the_events_that_were_counted(home, client):
    events = client.get(f"/api/v1/incidents/{home.counted}/whole").json()["events"]
    assert [(one["contact"], one["why"], one["accused"]) for one in events] == [
        (f"sms:w{n}", "messages", True) for n in range(4)
    ]


def test_who_may_hear_nothing_gets_no_player(home):
    assert "<audio" not in page(home.client(Role.RULE_AUTHOR), home.call)


def test_nothing_is_done_outside_of_the_scope(home):
    home.add("elsewhere", {Role.REVIEWER}, Scope(agencies=frozenset({"别家"})))
    client = home.client("elsewhere")
    tried = {"verdict": {"decision": "true"}, "undo": {}, "hold": {"note": "x"}, "comment": {"note": "x"}, "played": {}}
    tried |= {"escalate": {"level": 1, "note": "x"}, "correct": {"turn": 0, "text": "x"}, "resume": {}}
    tried["missed"] = {"turn": 0, "start": 0, "end": 1, "category": "T01"}
    for name, data in tried.items():
        assert client.post(f"/incidents/{home.call}/{name}", data=data).status_code == 404, name
    for name in ("masked", "original", "waves"):
        assert client.get(f"/incidents/{home.call}/audio/{name}").status_code == 404, name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_incident_shows_in_both_languages(home, lang):
    client = home.client(Role.LEAD)
    client.cookies.set("lang", lang)
    for incident in (home.call, home.counted, home.several, home.stray, home.held, home.real):
        assert client.get(f"/incidents/{incident}?turns=all&days=all").status_code == 200
