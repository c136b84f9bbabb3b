"""The dashboard: numbers with their intervals, each leading to what it counts, within the scope."""

import html
import re
from datetime import timedelta

import pytest

from api.routes.queue import PAGE
from audit.rights import Role
from audit.scope import Scope
from tests.console import AGENT, CALLS, DAY, MESSAGES

#: Messages lie an hour apart, back from the morning of the calls.
PERIOD = f"since={DAY - timedelta(days=9)}&until={DAY}"


def links(page, text):
    """Where the links lead that say this number."""
    return [html.unescape(found) for found in re.findall(rf'href="([^"]+)">(?:<b>)?{text}<', page.text)]


def rows(page):
    return re.findall(r"<tr data-row>.*?</tr>", page.text, re.DOTALL)


def test_every_number_leads_to_what_it_counts(console_home):
    client = console_home.client(Role.MANAGER)
    page = client.get(f"/dashboard?{PERIOD}")
    assert page.status_code == 200
    for number in (CALLS, MESSAGES, CALLS + MESSAGES):
        found = links(page, number)
        assert found, number
        for address in found:
            behind = client.get(address)
            assert behind.status_code == 200, address
            most = PAGE if address.startswith("/queue") else 50
            assert len(rows(behind)) == min(number, most), address


def test_small_numbers_show_their_interval_and_lead_nothing(console_home):
    given = console_home.client(Role.MANAGER).get(f"/api/v1/rates?by=agency&{PERIOD}").json()["rates"]
    assert [(one["name"], one["hit"]) for one in given] == [("众安外包", MESSAGES), ("宜诚服务", CALLS)]
    assert given[0]["share"]["value"] == given[1]["share"]["value"] == 1000
    assert given[0]["share"]["low"] > given[1]["share"]["low"] > 400
    page = console_home.client(Role.MANAGER).get(f"/dashboard?{PERIOD}").text
    assert "438.5–1000.0" in re.sub(r"<[^>]+>", "", page)


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("agent", [AGENT]),
        ("team", []),
        ("rule", ["cn.test.blast", "cn.test.rule"]),
        ("agency", ["众安外包", "宜诚服务"]),
    ],
)
def test_rates_by_each_side(console_home, by, names):
    client = console_home.client(Role.LEAD)
    assert [one["name"] for one in client.get(f"/api/v1/rates?by={by}&{PERIOD}").json()["rates"]] == names
    page = client.get(f"/dashboard?by={by}&{PERIOD}")
    assert len(rows(page)) == len(names)
    assert "aria-current" in page.text


def test_trend_by_day_and_week_with_changes(console_home):
    client = console_home.client(Role.AUDITOR)
    days = client.get(f"/api/v1/trend?{PERIOD}").json()["rates"]
    assert [(one["name"], one["contacts"]) for one in days][-2:] == [
        ((DAY - timedelta(days=1)).isoformat(), 24),
        (DAY.isoformat(), CALLS + 10),
    ]
    week = client.get(f"/api/v1/trend?every=week&{PERIOD}").json()
    monday = DAY - timedelta(days=DAY.weekday())
    assert week["rates"][-1]["name"] == monday.isoformat()
    assert sum(one["contacts"] for one in week["rates"]) == sum(one["contacts"] for one in days) == CALLS + MESSAGES
    assert [(one["what"], one["name"]) for one in week["changes"]] == [("pack", "cn")]
    assert "规则包" in client.get("/dashboard?every=week").text


def test_coverage_and_waiting(console_home):
    found = console_home.client(Role.MANAGER).get(f"/api/v1/coverage?{PERIOD}").json()
    assert (found["contacts"], found["states"]) == (
        CALLS + MESSAGES,
        {"call": {"scanned": CALLS}, "sms": {"scanned": MESSAGES}},
    )
    assert sum(one["incidents"] for one in found["waiting"]) <= CALLS + MESSAGES
    assert found["waiting"][-1]["end"] is None


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("channel=call", CALLS),
        ("agency=宜诚服务&hit=1", CALLS),
        ("state=failed", 0),
        ("not_assessed=x", 0),
        ("waited=0-", 50),
        ("waited=30-", 0),
        (f"since={DAY + timedelta(days=1)}", 0),
    ],
)
def test_contacts_behind_a_number(console_home, asked, count):
    assert len(rows(console_home.client(Role.MANAGER).get(f"/contacts?{asked}"))) == count


def test_contacts_page_by_page(console_home):
    client = console_home.client(Role.MANAGER)
    first = client.get("/contacts?scanned=1")
    more = html.unescape(re.search(r'href="([^"]+)" rel="next"', first.text)[1])
    assert len(rows(client.get(more))) == CALLS + MESSAGES - 50


@pytest.mark.parametrize(
    "path",
    [
        "/dashboard?by=debtor",
        "/dashboard?every=hour",
        "/dashboard?since=x",
        "/dashboard?until=9999-12-31",
        "/dashboard?since=0001-01-01",
        "/queue?until=9999-12-31",
        "/contacts?state=lost",
        "/contacts?waited=-",
    ],
)
def test_what_makes_no_sense_is_refused(console_home, path):
    assert console_home.client(Role.MANAGER).get(path).status_code == 422


def test_empty_periods_say_so(console_home):
    page = console_home.client(Role.MANAGER).get("/dashboard?since=2020-01-01&until=2020-01-02")
    assert (page.status_code, "这段时间没有触达" in page.text) == (200, True)


def test_the_scope_bounds_every_number(console_home):
    console_home.add("regional", {Role.MANAGER}, Scope(institutions=frozenset({"甲方消费金融"})))
    client = console_home.client("regional")
    page = client.get(f"/dashboard?{PERIOD}")
    assert "众安外包" not in page.text
    assert links(page, CALLS)
    assert links(page, MESSAGES) == []
    assert client.get(f"/api/v1/coverage?{PERIOD}").json()["contacts"] == CALLS
    assert len(rows(client.get("/contacts"))) == CALLS


@pytest.mark.parametrize("path", ["/dashboard", "/contacts", "/api/v1/rates"])
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR, Role.AGENT])
def test_who_may_not(console_home, path, role):
    assert console_home.client(role).get(path).status_code == 403
