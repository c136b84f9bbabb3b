"""Alerts over real stores, the real flow and receivers on loopback: soon, all of them, none twice."""

import csv
import json
import random
import time
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from pydantic import SecretStr

from audit.alert_ports import AlertQuery, Message, Undelivered
from audit.alerts.model import State
from audit.alerts.notices import Delivered
from audit.alerts.signing import DELIVERY, SIGNATURE, TIMESTAMP, verify
from audit.findings import Scan
from config.settings import Settings
from pipelines.adapters.notify import Targets
from pipelines.alerts.desk import AlertDesk
from pipelines.bootstrap import Application
from pipelines.ingest import ingest
from pipelines.work.working_off import work_off
from tests.alerting import Hook, Mailbox
from tests.make import NINE, case, finding, sms
from tests.unit.rules import packs

#: Seconds within which a manager hears of a threat.
SOON = 60
#: Of the webhook; the address has it quoted.
SECRET = b"a secret"
THREAT = packs.GOOD.replace("severity: 3", "severity: 4").replace("T08", "T01").replace("爆你通讯录", "出门小心点")
RULES = """\
targets: {mail: both, siem: zh}
rules:
  - id: zero
    title: {zh: 零容忍, en: Zero tolerance}
    when: {kind: severity, at_least: 4}
    to: [mail, siem]
    action: {zh: 立即停呼, en: Stop at once}
    deadline: 2h
    wait: 5s
    every: 1m
    throttle: {most: 12, per: 1h}
"""


def installation(tmp_path, mail, hook, rules=RULES):
    (tmp_path / "alerts.yml").write_text(rules, encoding="utf-8")
    pack = packs.config(tmp_path / "config", threat=THREAT) / "packs" / "cn"
    return Application(
        Settings(
            _env_file=None,
            home=tmp_path / "home",
            pack=str(pack),
            reader="off",
            alerts=str(tmp_path / "alerts.yml"),
            alert_targets={"mail": mail.address, "siem": hook.address},
            public_url="https://qingcui.example",
        )
    )


@pytest.fixture
def close():
    """Applications that end with the test."""
    opened = []
    yield opened.append
    for app in opened:
        app.store.engine.dispose()


def table(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("sms_id", "sent_at", "number", "agency", "agent_id", "text"), *rows])
    return path


def text_of(mail):
    return message_from_bytes(mail, policy=policy.default).get_body(("plain",)).get_content()


def test_a_threat_reaches_mail_and_webhook_within_a_minute(tmp_path, close):
    """Of a stream of messages through import, judging and the round of alerting, as `fairdial ingest` runs them."""
    with Mailbox() as mail, Hook() as hook:
        app = installation(tmp_path, mail, hook)
        close(app)
        said = [(n, "2026-03-01T21:40:00+08:00", "10031875525", "宜诚", "A-07", "您好,请按时还款") for n in range(200)]
        said[77] = (77, *said[77][1:5], "王小二,不还钱出门小心点,回我电话10012345678")
        began = time.monotonic()
        ingest(app, "sms", table(tmp_path / "sms.csv", said))
        work_off(app, lambda _: None, lambda _: None)
        assert hook.wait_for(lambda _: True, SOON)
        assert mail.wait_for(lambda _: True, SOON)
        assert time.monotonic() - began < SOON
        (received,) = hook.messages
        headers, body = received
        assert verify(SECRET, headers, body, int(time.time())) is None
        told = json.loads(body)
        (one,) = told["alerts"]
        assert (one["category"], one["severity"], one["agency"], one["agent"]) == ("T01", 4, "宜诚", "A-07")
        assert one["quote"] == "出门小心点"
        assert one["link"].startswith("https://qingcui.example/incidents/")
        assert one["law"] == ["个人信息保护法 第10条 (LAW)"]
        (received,) = mail.messages
        assert message_from_bytes(received)[DELIVERY] not in (None, told["delivery"]), (
            "each way has a number of its own"
        )
        words = text_of(received)
        for wanted in (
            "零容忍 T01 人身威胁恐吓",
            "宜诚 / A-07",
            "2026-03-01 21:40",
            "出门小心点",
            "第10条",
            "立即停呼",
            "Stop at once",
            "期限",
            one["link"],
        ):
            assert wanted in words
        assert not [word for word in ("王小二", "10012345678", "10031875525") if word in words + body.decode()]


def seeded(seed, good, bad):
    chance = random.Random(seed)
    return lambda: good if chance.random() < 0.5 else bad


@pytest.mark.parametrize("seed", [1, 2])
def test_of_a_thousand_at_once_each_is_told_once_or_seen_to_be_held_back(tmp_path, close, seed):
    """Both receivers refuse every second message."""
    clock = [NINE]
    with Mailbox(seeded(seed, "250 OK", "451 later")) as mail, Hook(seeded(seed, 200, 500)) as hook:
        app = installation(tmp_path, mail, hook)
        close(app)
        app.store.clock = lambda: clock[0]
        burst(app, 1000)
        desk = AlertDesk(app, lambda: clock[0])
        for _ in range(20_000):
            desk.round()
            clock[0] += timedelta(seconds=20)
            if settled(app):
                break
        assert settled(app)
        assert app.alerts.deliveries(Delivered.DEAD) == []
        listed = every(app)
        assert len(listed) == 1000
        told = Counter(one["alert"] for record in hook.records for one in record["alerts"])
        assert max(told.values()) == 1, "nobody is told twice of the same"
        suppressed = {one.id for one in listed if one.state is State.SUPPRESSED}
        assert told.keys() | suppressed == {one.id for one in listed}
        assert not told.keys() & suppressed
        assert all(one.reason and one.notice for one in listed if one.state is State.SUPPRESSED)
        assert sum(record["suppressed"] for record in hook.records) == len(suppressed), "each is counted once"
        assert len(told) > 50, "every agency is heard of"
        assert len(hook.messages) <= 24, "and nobody is drowned"
        numbers = [message_from_bytes(one)[DELIVERY] for one in mail.messages]
        assert len(set(numbers)) == len(numbers) == len(hook.messages)
        assert len({record["delivery"] for record in hook.records}) == len(hook.messages)


def burst(app, size):
    """Threats of ten agencies, all at once."""
    app.store.put_cases([case("c1")])
    contacts = [
        sms(str(n), f"第{n}次说,出门小心点", case_id="c1", agency=f"机构{n % 10}", agent_id=f"A-{n % 40}")
        for n in range(size)
    ]
    app.store.put_contacts(contacts)
    app.store.put_scans([Scan(one.key, (finding(one, "出门小心点"),)) for one in contacts], "cn")


def every(app):
    found, last = [], None
    while page := app.alerts.alerts(AlertQuery(), 200, last):
        found += page
        last = page[-1].id
    return found


def settled(app):
    counts = app.alerts.counts()
    if counts.events or counts.alerts.get(State.WAITING) or counts.deliveries.get(Delivered.QUEUED):
        return False
    return all(one.notice for one in every(app))


def test_nobody_answers_until_the_letter_is_dead_and_a_person_sends_it_again(tmp_path, close):
    clock, down = [NINE], [True]
    with Mailbox() as mail, Hook(lambda: 503 if down[0] else 200) as hook:
        app = installation(tmp_path, mail, hook)
        close(app)
        app.store.clock = lambda: clock[0]
        burst(app, 1)
        desk = AlertDesk(app, lambda: clock[0])
        for _ in range(12):
            desk.round(flush=True)
            clock[0] += timedelta(hours=1, minutes=5)
        ((_, dead),) = app.alerts.deliveries(Delivered.DEAD)
        assert (dead.target, dead.fault, dead.tries) == ("siem", "HTTP 503", 10)
        assert len(mail.messages) == 1, "another target does not suffer"
        down[0] = False
        app.alerts.revive(dead.id, clock[0])
        desk.round()
        assert [record["delivery"] for record in hook.records] == [dead.id]


def message(**fields):
    return Message(**{"delivery": "d1", "title": "标题", "body": "正文", "record": {"delivery": "d1"}, **fields})


def test_a_webhook_is_signed_anew_at_each_try():
    with Hook() as hook:
        moments = iter([1000.9, 2000.0])
        targets = Targets({"siem": SecretStr(hook.address)}, lambda: next(moments))
        for now in (1000, 2000):
            targets.send("siem", message())
            headers, body = hook.messages[-1]
            assert headers[TIMESTAMP] == str(now)
            assert verify(SECRET, headers, body, now) is None
        assert hook.messages[0][0][SIGNATURE] != hook.messages[1][0][SIGNATURE]


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("signed+http://key@127.0.0.1:1/x", "alerts.no_answer"),
        ("mailto://127.0.0.1:1?from=a@example.com&to=b@example.com&mode=insecure&password=secret", "alerts.not_taken"),
        ("nosuch://key@x", "alerts.bad_address"),
    ],
)
def test_faults_name_no_address(address, fault, caplog):
    targets = Targets({"siem": SecretStr(address)})
    with pytest.raises(Undelivered) as undelivered:
        targets.send("siem", message())
    assert undelivered.value.fault == fault
    assert "127.0.0.1" not in caplog.text
    assert "secret" not in caplog.text
    with pytest.raises(Undelivered, match=r"alerts\.target_unset"):
        targets.send("other", message())


@pytest.mark.parametrize("status", [302, 400, 404, 500])
def test_only_2xx_is_an_answer(status):
    with Hook(lambda: status) as hook, pytest.raises(Undelivered, match=str(status)):
        Targets({"siem": SecretStr(hook.address)}).send("siem", message())


def test_addresses_are_checked_without_being_used():
    addresses = {
        "good": "signed+https://key@siem.example/hook",
        "mail": "mailtos://user:pass@mail.example?to=boss@example.com",
        "ding": "dingtalk://abcdef0123456789@13900000000/",
        "keyless": "signed+https://siem.example/hook",
        "odd": "signed+https://key@siem.example:port/hook",
        "unknown": "nosuch://x",
    }
    targets = Targets({name: SecretStr(one) for name, one in addresses.items()})
    assert [problem.where for problem in targets.faults()] == ["keyless", "odd", "unknown"]
