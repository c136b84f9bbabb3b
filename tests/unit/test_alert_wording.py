"""What a message says: what, who, when, the quote, law, action, deadline, link, in the language of its target."""

import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from audit.alerts.model import Alert, Facts, Kind
from audit.alerts.notices import Delivery, Notice, NoticeKind
from pipelines.alerts.wording import LINES, Wording
from tests.alerting import RULE, after
from tests.make import NINE

WORDING = Wording("https://qingcui.example", ZoneInfo("Asia/Shanghai"))
FACTS = Facts(
    Kind.SEVERITY, 4, "T01", "甲方消费金融", "宜诚服务", "A-07", "call", NINE, "出门小心点,张*",
    ("治安管理处罚法 第50条 (LAW)",), "/incidents/abc",
)  # fmt: skip


def alert(subject="1", facts=FACTS):
    return Alert("zero", subject, "宜诚服务", facts, NINE, after(hours=2))


def message(alerts, language="zh", **fields):
    values = {"rule": "zero", "group": "宜诚服务", "kind": NoticeKind.NEW, "at": NINE, "to": ("managers",)}
    notice = Notice(**{**values, "alerts": tuple(one.id for one in alerts), **fields})
    return WORDING.message(Delivery(notice.id, "managers"), notice, alerts, RULE, language)


@pytest.mark.parametrize(
    ("language", "title", "lines"),
    [
        (
            "zh",
            "【清催预警】◆ 零容忍 T01 人身威胁恐吓 · 宜诚服务",
            ["事件: ◆ 零容忍 T01 人身威胁恐吓", "涉及: 甲方消费金融 / 宜诚服务 / A-07", "时间: 2026-03-01 09:00 电话",
             "原文(已遮蔽): “出门小心点,张*”", "依据: 治安管理处罚法 第50条 (LAW)", "查看: https://qingcui.example/incidents/abc",
             "须做: 停呼", "期限: 2026-03-01 11:00 前"],
        ),
        (
            "en",
            "[FairDial] ◆ zero tolerance T01 Threat of violence · 宜诚服务",
            ["What: ◆ zero tolerance T01 Threat of violence", "Who: 甲方消费金融 / 宜诚服务 / A-07", "When: 2026-03-01 09:00 call",
             "Said (masked): “出门小心点,张*”", "Law: 治安管理处罚法 第50条 (LAW)", "See: https://qingcui.example/incidents/abc",
             "To do: Stop", "By: 2026-03-01 11:00"],
        ),
    ],
)  # fmt: skip
def test_one_alert_is_a_card(language, title, lines):
    told = message([alert()], language)
    assert told.title == title
    assert told.body.splitlines()[:-2] == lines
    assert told.delivery in told.body


def test_both_languages_stand_one_after_the_other():
    told = message([alert()], "both")
    assert told.title.count("T01") == 2
    assert "须做: 停呼" in told.body.partition("———")[0]
    assert "To do: Stop" in told.body.partition("———")[2]


def test_several_alerts_are_a_line_each():
    told = message([alert(str(n)) for n in range(3)], suppressed=("x", "y"))
    assert told.title == "【清催预警】零容忍 3 条 · 宜诚服务"
    lines = told.body.splitlines()
    assert lines[0] == (
        "◆ 零容忍 T01 人身威胁恐吓 · 甲方消费金融 / 宜诚服务 / A-07 · 2026-03-01 09:00 电话 · “出门小心点,张*” · "
        "治安管理处罚法 第50条 (LAW) · https://qingcui.example/incidents/abc"
    )
    assert any(line.startswith("另有 2 条同类预警已合并") for line in lines)
    assert "查看: https://qingcui.example/alerts" in lines


def test_an_escalation_may_be_about_more_than_it_lists():
    told = message([alert(str(n)) for n in range(LINES + 2)], kind=NoticeKind.ESCALATION, level=2)
    assert told.title == "升级 2: 【清催预警】零容忍 12 条 · 宜诚服务"
    assert "…… 另有 2 条,见预警页" in told.body.splitlines()
    assert len(told.record["alerts"]) == LINES + 2


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        (
            {"kind": NoticeKind.SUMMARY, "suppressed": ("a", "b"), "group": ""},
            "【清催预警】另有 2 条已合并未发 · 零容忍",
        ),
        ({"kind": NoticeKind.TEST}, "【清催预警】试发"),
    ],
)
def test_notices_without_alerts(fields, title):
    assert message([], **fields).title == title


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (Kind.REPEAT, {"count": "5", "days": "7"}, "同一坐席 7 天内 5 起"),
        (Kind.JUMP, {"now": "12.0", "before": "2.0", "per": "1000", "days": "1"}, "每 1000 次触达 12.0,此前 2.0"),
        (Kind.OVERDUE, {"hours": "24"}, "超过 24 小时无人判定"),
        (Kind.STALLED, {"minutes": "31", "waiting": "5"}, "停滞 31 分钟,5 项在等待"),
        (Kind.SEARCH, {}, "命中关注的检索"),
    ],
)
def test_what_is_counted_is_said_in_a_sentence(kind, values, said):
    told = message([alert(facts=Facts(kind, agency="宜诚服务", values=values))])
    assert said in told.title
    assert "{" not in told.title + told.body


def test_the_record_is_for_programs_and_its_delivery_stands_first():
    told = message([alert()], suppressed=("x",))
    text = json.dumps(told.record, ensure_ascii=False, separators=(",", ":"))
    assert text.startswith(f'{{"delivery":"{told.delivery}"')
    (one,) = told.record["alerts"]
    assert one["deadline"] == after(hours=2).isoformat()
    assert one["link"] == "https://qingcui.example/incidents/abc"
    assert told.record["suppressed"] == 1
    assert set(told.record["text"]) == {"zh", "en"}


def test_a_rule_that_is_gone_is_told_of_by_its_name():
    notice = Notice("gone", "", NoticeKind.NEW, NINE, ("managers",), ("a", "b"))
    told = WORDING.message(Delivery(notice.id, "managers"), notice, [alert("a"), alert("b")], None, "zh")
    assert "gone" in told.title


def test_what_has_no_deadline_has_no_line_for_it():
    assert "期限" not in message([replace(alert(), deadline=None)]).body
