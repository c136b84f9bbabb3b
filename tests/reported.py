"""Small facts and reports for tests: each says what matters to the test in keywords."""

from datetime import date, datetime, timedelta

from audit.coverage import Pace
from audit.precision import Noise
from audit.reports.build import build
from audit.reports.definitions import Asking
from audit.reports.facts import Complained, Counts, Facts, Found, Group, Heard, Unchecked
from audit.reports.record import Kind, Period, Report
from audit.reports.release import State, Step, begin, take
from audit.scope import EVERYTHING
from tests.make import CHINA, NINE

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31), "Asia/Shanghai")
BOUNDS = (datetime(2026, 3, 1, tzinfo=CHINA), datetime(2026, 4, 1, tzinfo=CHINA))
LAW, NORM = "个人信息保护法 第10条 (LAW)", "GB/T 45251-2025 业务管理 (GBT)"


def group(contacts=1, **fields):
    values = {"agency": "宜诚服务", "channel": "sms", "state": "indexed", "judged": True, "worded": True, "hit": 0}
    return Group(**{**values, **fields, "contacts": contacts})


def found(identity="i1", **fields):
    values = {
        "contact": f"sms:{identity}",
        "category": "T08",
        "severity": 3,
        "channel": "sms",
        "agency": "宜诚服务",
        "judged": True,
        "basis": frozenset({LAW}),
        "status": "open",
        "level": 0,
    }
    return Found(**{"id": identity, **values, **fields})


def facts(**fields):
    values = {
        "groups": (group(1234, hit=2), group(2, channel="call", state="failed", judged=False, worded=False)),
        "found": (
            found("i1", basis=frozenset({LAW, NORM}), status="decided", decided_by="甲", confirmed=True),
            found("i2", category="T01", severity=4, basis=frozenset({NORM})),
        ),
        "unchecked": (Unchecked("call:9", "call", "宜诚服务", NINE, "failed", "=cmd|' /C calc'!A0 录音损坏"),),
        "not_assessed": {"too short to judge": 7},
        "counts": Counts(heard=Heard(3, 40, 2, 1, 4), packs={"p1": 1234}, models={"m@sha256:1": 3}),
        "noise": (Noise("cn.test.rule", 1, 1234, 1, 0),),
        "samples": (),
        "pairs": (),
        "pace": Pace(1, 30.0, 30.0, 30.0),
        "complaints": (Complained("C-1", NINE, "宜诚服务", "case", 1, 0), Complained("C-2", NINE, "", "none", 0, 1)),
        "actions": (),
        "now": NINE + timedelta(days=40),
        "waited": {0: 3, 5: 1, 90: 2},
        "trend": (("2026-03-01", "2026-03-31", (group(1234, hit=2),)),),
        "pack": "cn@1",
        "rules": {"live": 3},
        "looked_for": frozenset({"T01", "T03"}),
    }
    return Facts(**{**values, **fields})


def report(told=None, bounds=BOUNDS, **fields):
    values = {"kind": Kind.MONTHLY, "period": MARCH, "scope": EVERYTHING, "by": "甲", "at": NINE + timedelta(days=40)}
    bare = Report(**{**values, **fields})
    asking = Asking(*bounds, bare.scope)
    told = told or facts()
    return build(bare, told, bounds, {first: asking for first, _, _ in told.trend})


def draft(one=None):
    one = one or report()
    return begin(one, State.DRAFT, 1), one


def released(one=None):
    kept, one = draft(one)
    return take(kept, Step(State.RELEASED, "乙", kept.at + timedelta(days=1))), one
