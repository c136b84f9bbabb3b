"""The queue and one incident: what is shown, to whom, and what the log knows of it."""

import html
import re
from datetime import timedelta

import pytest

from api.routes.queue import PAGE
from audit.access import UNMASKED_FOR
from audit.rights import Role
from audit.scope import Scope
from tests.console import CALLS, DAY, MASKED, MESSAGES, NUMBER


def rows(page):
    return re.findall(r"<tr data-row>.*?</tr>", page.text, re.DOTALL)


def links(page):
    return [re.search(r"/incidents/(\w+)", row)[1] for row in rows(page)]


def test_the_gravest_come_first_in_shape_word_and_class(console_home):
    page = console_home.client(Role.REVIEWER).get("/queue")
    first, *_ = rows(page)
    assert ("◆" in first, "零容忍" in first, "s4" in first) == (True, True, True)
    assert "T01 人身威胁恐吓" in first
    assert "电话 03:12" in first
    assert "出门小心点" in first
    assert len(rows(page)) == PAGE


def test_pages_follow_one_another_without_gap_or_doubling(console_home):
    client, path, seen = console_home.client(Role.REVIEWER), "/queue", []
    while path:
        page = client.get(path)
        seen += links(page)
        more = re.search(r'href="([^"]+)" rel="next"', page.text)
        path = html.unescape(more[1]) if more else None
    assert len(seen) == len(set(seen)) == CALLS + MESSAGES


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("channel=call", CALLS),
        ("category=T08&institution=乙方小贷", PAGE),
        ("institution=甲方消费金融", CALLS),
        ("severity=4", CALLS),
        ("severity=", PAGE),
        ("rule=cn.test.rule", CALLS),
        ("agency=宜诚服务&agent=A-07", CALLS),
        (f"since={DAY}&until={DAY}&channel=call", CALLS),
        (f"since={DAY + timedelta(days=1)}", 0),
        (f"until={DAY - timedelta(days=1)}&channel=call", 0),
        ("case=c1", CALLS),
    ],
)
def test_filters_stand_in_the_url(console_home, asked, count):
    page = console_home.client(Role.REVIEWER).get(f"/queue?{asked}")
    assert len(rows(page)) == count


@pytest.mark.parametrize(
    "asked", ["channel=telegram", "category=T1", "severity=9", "since=yesterday", "until=2026-02-31"]
)
def test_filters_that_make_no_sense_are_refused_with_their_place(console_home, asked):
    page = console_home.client(Role.REVIEWER).get(f"/queue?{asked}")
    assert page.status_code == 422
    assert asked.split("=")[0] in page.text


def test_a_page_behind_an_incident_that_is_gone_says_so(console_home):
    page = console_home.client(Role.REVIEWER).get("/queue?after=gone")
    assert (page.status_code, "queue.bad_page" in page.text) == (400, True)
    page = console_home.client(Role.REVIEWER).get("/api/v1/incidents?after=gone")
    assert (page.status_code, page.json()["code"]) == (410, "store.page_gone")


def test_the_scope_bounds_list_choices_and_incidents_alike(console_home):
    console_home.add("bounded", {Role.REVIEWER}, Scope(institutions=frozenset({"乙方小贷"})))
    client = console_home.client("bounded")
    page = client.get("/queue")
    assert "甲方消费金融" not in page.text
    assert all("T08" in row for row in rows(page))
    assert client.get("/queue?institution=甲方消费金融").text.count("data-row") == 0
    outside = client.get(f"/incidents/{console_home.incident()}")
    assert (outside.status_code, "incident.unknown" in outside.text) == (404, True)
    assert client.get(f"/api/v1/incidents/{console_home.incident()}").status_code == 404
    assert client.post(f"/incidents/{console_home.incident()}/unmask", data={"reason": "why not"}).status_code == 404


def test_an_incident_is_claimed_by_one_and_released_again(console_home):
    incident = console_home.incident("sms:59")
    mine, other = console_home.client(Role.REVIEWER), console_home.client(Role.LEAD)
    came_from = {"referer": "http://testserver/queue?severity=3"}
    answer = mine.post(f"/queue/{incident}/claim", headers=came_from)
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue?severity=3")
    assert links(mine.get("/queue?view=mine")) == [incident]
    assert incident not in links(mine.get("/queue?category=T08"))
    assert links(other.get("/queue?view=team")) == [incident]
    taken = other.post(f"/queue/{incident}/claim")
    assert (taken.status_code, "review.taken" in taken.text) == (400, True)
    part = mine.post(f"/queue/{incident}/release", headers={"hx-request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert f"/queue/{incident}/claim" in part.text
    assert links(mine.get("/queue?view=mine")) == []
    steps = [act.detail["step"] for act in console_home.acts("claim") if act.of == incident]
    assert steps == ["claim", "release"]


def test_views_are_counted_within_the_scope(console_home):
    page = html.unescape(console_home.client(Role.AUDITOR).get("/queue").text)
    assert re.search(rf'未分配 <span class="number">{CALLS + MESSAGES}</span>', page)
    assert "我的 <" not in page, "who cannot claim has none"


def test_each_line_says_why_it_stands_where_it_stands(console_home):
    first, *_ = rows(console_home.client(Role.REVIEWER).get("/queue"))
    assert "严重度 64 × 置信 0.98 × 重复 1 × 时长 1 = 62.7" in html.unescape(first)


def test_an_incident_is_shown_masked_and_the_log_knows(console_home):
    incident = console_home.incident()
    page = console_home.client(Role.AUDITOR).get(f"/incidents/{incident}")
    assert MASKED in page.text
    assert NUMBER not in page.text
    assert "手机号,已遮盖" in html.unescape(page.text)
    assert "<mark>出门小心点</mark>" in page.text
    act = console_home.acts("view")[-1]
    assert (act.by, act.of, act.detail["masked"]) == ("auditor", incident, "true")


def test_a_reason_unmasks_one_incident_for_one_person_and_a_while(console_home):
    incident, other = console_home.incident("call:2"), console_home.incident("call:3")
    client = console_home.client(Role.REVIEWER)
    assert f"/incidents/{incident}/unmask" in client.get(f"/incidents/{incident}").text
    assert client.post(f"/incidents/{incident}/unmask", data={"reason": "no"}).status_code == 422, "no reason"
    assert client.post(f"/incidents/{incident}/unmask", data={"reason": "核对号码归属"}).status_code == 303
    assert NUMBER in client.get(f"/incidents/{incident}").text
    assert NUMBER not in client.get(f"/incidents/{other}").text
    assert NUMBER not in console_home.client(Role.LEAD).get(f"/incidents/{incident}").text
    assert console_home.acts("unmask")[-1].detail["reason"] == "核对号码归属"
    console_home.clock.now += UNMASKED_FOR - timedelta(seconds=1)
    assert NUMBER in client.get(f"/incidents/{incident}").text
    console_home.clock.now += timedelta(seconds=1)
    assert NUMBER not in client.get(f"/incidents/{incident}").text


def test_an_auditor_cannot_unmask(console_home):
    client = console_home.client(Role.AUDITOR)
    assert client.post(f"/incidents/{console_home.incident()}/unmask", data={"reason": "curious"}).status_code == 403
    assert "/unmask" not in client.get(f"/incidents/{console_home.incident()}").text


def test_the_menu_offers_what_is_there_and_allowed(console_home):
    assert 'href="/queue"' in console_home.client(Role.REVIEWER).get("/account").text
    assert 'href="/queue"' not in console_home.client(Role.ADMINISTRATOR).get("/account").text
    assert console_home.client(Role.ADMINISTRATOR).get("/").headers["location"] == "/acts"


def test_programs_get_the_same_pages_masked(console_home):
    client = console_home.client(Role.REVIEWER)
    first = client.get("/api/v1/incidents?limit=2&severity=4").json()
    second = client.get(f"/api/v1/incidents?limit=2&severity=4&after={first['next']}").json()
    assert len(first["incidents"]) + len(second["incidents"]) == CALLS
    assert second["next"] is None
    one = client.get(f"/api/v1/incidents/{console_home.incident()}").json()
    assert (one["category"], one["quote"], one["severity"]) == ("T01", "出门小心点", 4)
    assert NUMBER not in str(one)


def test_in_english(console_home):
    client = console_home.client(Role.MANAGER)
    client.cookies.set("lang", "en")
    first, *_ = rows(client.get("/queue"))
    assert "zero tolerance" in first
    assert "Threat of violence" in first
