"""The pages of alerts and of their rules: what is shown to whom, who may answer, and that acts are entered first."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
import yaml

from audit.alert_ports import AlertQuery
from audit.alerts.model import State
from audit.alerts.notices import Delivered
from audit.findings import Scan
from audit.rights import Role, Verb
from audit.saved import Kind, Saved
from audit.scope import Scope
from pipelines.alerts.desk import AlertDesk
from tests.console import NUMBER
from tests.furnished import furnished_home
from tests.make import NINE, sms

SEE_OTHER, NOT_THERE, REFUSED = 303, 404, 400


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """One of its own: these tests change what they find."""
    with furnished_home(tmp_path_factory.mktemp("alerts")) as made:
        yield made


def one(home, *states, rule="zero-tolerance"):
    return home.application.alerts.alerts(AlertQuery(frozenset(states), rule), 1)[0]


def test_every_alert_is_in_one_of_the_views(home):
    client, counted = home.client(Role.MANAGER), home.application.alerts.counts().alerts
    for view, states in (("open", (State.WAITING, State.TOLD)), ("suppressed", (State.SUPPRESSED,)), ("all", State)):
        page = client.get(f"/alerts?view={view}").text
        number = sum(counted.get(state, 0) for state in states)
        assert re.search(rf'aria-current="true">[^<]*<span class="number">{number}<', page)
    assert "超过限频" in page or "同一通知已列满" in client.get("/alerts?view=suppressed").text


def test_what_is_shown_is_masked_and_looking_is_entered(home):
    told = one(home, State.TOLD)
    for path in (f"/alerts/{told.id}", f"/api/v1/alerts/{told.id}"):
        before = len(home.acts(Verb.ALERTS))
        answer = home.client(Role.AUDITOR).get(path)
        assert answer.status_code == 200
        assert NUMBER not in answer.text
        assert len(home.acts(Verb.ALERTS)) == before + 1


def test_who_answers_is_entered_and_escalation_ends(home):
    told = one(home, State.TOLD)
    assert home.client(Role.AUDITOR).post(f"/alerts/{told.id}/acknowledge").status_code == 403
    assert (
        home.client(Role.LEAD).post(f"/alerts/{told.id}/acknowledge", data={"note": "已停呼"}).status_code == SEE_OTHER
    )
    act = home.acts(Verb.ACKNOWLEDGE)[-1]
    assert (act.by, act.of, dict(act.detail)) == ("lead", told.id, {"step": "acknowledge"})
    kept = home.application.alerts.alert(told.id)
    assert (kept.state, kept.by, kept.note) == (State.ACKNOWLEDGED, "lead", "已停呼")
    number = len(home.acts(Verb.ACKNOWLEDGE))
    again = home.client(Role.MANAGER).post(f"/api/v1/alerts/{told.id}/acknowledge", json={})
    assert (again.status_code, again.json()["code"]) == (REFUSED, "alerts.acknowledged")
    assert len(home.acts(Verb.ACKNOWLEDGE)) == number, "what may not be is not in the log"


def test_the_chain_is_climbed_on_demand_as_far_as_it_goes(home):
    told = one(home, State.TOLD)
    home.application.alerts.change(told.id, lambda alert: replace(alert, level=0))
    assert "/escalate" in home.client(Role.MANAGER).get(f"/alerts/{told.id}").text
    assert home.client(Role.MANAGER).post(f"/alerts/{told.id}/escalate").status_code == SEE_OTHER
    assert "已要求升级" in home.client(Role.MANAGER).get(f"/alerts/{told.id}").text
    AlertDesk(home.application, lambda: home.clock.now + timedelta(days=1)).round()
    assert home.application.alerts.alert(told.id).level == 1
    again = home.client(Role.MANAGER).post(f"/api/v1/alerts/{told.id}/escalate")
    assert (again.status_code, again.json()["code"]) == (REFUSED, "alerts.chain_end")


def test_what_lies_outside_is_not_there(home):
    told = one(home, rule="contacts-threatened")
    home.add("narrow", {Role.MANAGER}, Scope(agencies=frozenset({"宜诚服务"})))
    client = home.client("narrow")
    assert client.get(f"/alerts/{told.id}").status_code == NOT_THERE
    assert client.post(f"/alerts/{told.id}/acknowledge").status_code == NOT_THERE
    assert "众安外包" not in client.get("/alerts?view=all").text
    ((_, dead), *_) = home.application.alerts.deliveries(Delivered.DEAD)
    assert dead.id not in client.get("/alerts").text
    assert client.post(f"/alerts/deliveries/{dead.id}/retry").status_code == NOT_THERE


def test_what_did_not_get_there_is_sent_again(home):
    ((_, dead), *_) = home.application.alerts.deliveries(Delivered.DEAD)
    client = home.client(Role.MANAGER)
    assert f"/alerts/deliveries/{dead.id}/retry" in client.get("/alerts").text
    assert client.post(f"/alerts/deliveries/{dead.id}/retry").status_code == SEE_OTHER
    assert dead.id not in client.get("/alerts").text
    assert client.post(f"/alerts/deliveries/{dead.id}/retry").status_code == NOT_THERE


def test_rules_are_written_by_administrators_and_faults_name_their_lines(home):
    admin, text = home.client(Role.ADMINISTRATOR), home.client(Role.ADMINISTRATOR).get("/alert-rules").text
    shown = yaml.safe_load(re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)[1].replace("&#39;", "'"))
    assert [rule["id"] for rule in shown["rules"]][:1] == ["zero-tolerance"]
    shown["rules"][0]["when"]["at_least"] = 7
    wrong = admin.post("/alert-rules", data={"text": yaml.safe_dump(shown, allow_unicode=True)})
    assert wrong.status_code == REFUSED
    assert re.search(r"console:\d+", wrong.text)
    assert home.application.alerts.book_text() is None
    shown["rules"] = [{**shown["rules"][0], "when": {"kind": "severity", "at_least": 3}}]
    text = json.dumps(shown, ensure_ascii=False)
    assert home.client(Role.MANAGER).post("/alert-rules", data={"text": text}).status_code == 403
    assert admin.post("/alert-rules", data={"text": text}).headers["location"] == "/alert-rules?said=saved"
    assert home.acts(Verb.EDIT_ALERTS)[-1].by == "administrator"
    page = home.client(Role.MANAGER).get("/alert-rules").text
    assert "administrator" in page
    assert "contacts-threatened" not in page
    filled = admin.post("/alert-rules/file").text
    assert "contacts-threatened" in filled, "to be put in force again"
    assert "contacts-threatened" not in admin.get("/alert-rules").text, "and not before"


def test_a_shared_search_becomes_an_alert_of_what_is_said_from_now_on(home):
    review, admin = home.application.review, home.client(Role.ADMINISTRATOR)
    shared = Saved("lead", "通讯录", Kind.SEARCH, "q=%E9%80%9A%E8%AE%AF%E5%BD%95", home.clock.now, shared=True)
    review.save(shared)
    review.save(Saved("lead", "自己的", Kind.SEARCH, "q=x", home.clock.now))
    page = admin.get("/alert-rules").text
    assert shared.id in page
    assert "自己的" not in page
    drafted = admin.post("/alert-rules/search", data={"saved": shared.id}).text
    assert admin.post("/alert-rules/search", data={"saved": "nothing"}).status_code == NOT_THERE
    rule = {
        "id": f"search-{shared.id[:8]}",
        "title": {"zh": "检索: 通讯录", "en": "Search: 通讯录"},
        "when": {"kind": "search", "query": "通讯录", "owner": "lead"},
        "to": ["managers"],
    }
    assert rule["id"] in drafted
    book = {"targets": {"managers": "zh"}, "rules": [rule]}
    assert admin.post("/alert-rules", data={"text": json.dumps(book, ensure_ascii=False)}).status_code == SEE_OTHER
    desk = AlertDesk(home.application, lambda: home.clock.now + timedelta(days=2))
    desk.round()
    home.application.store.put_contacts([said := sms("said-later", "我手上有你的通讯录", at=NINE)])
    home.application.store.put_scans([Scan(said.key)], "cn")
    desk.round(flush=True)
    found = home.application.alerts.alerts(AlertQuery(rule=rule["id"]))
    assert [(alert.subject, alert.facts.quote) for alert in found] == [(said.key, "我手上有你的通讯录")]
    lead = home.application.accounts.account("lead")
    home.add("lead", lead.roles, lead.scope, disabled=True)
    assert "暂停" in admin.get("/alert-rules").text
    home.application.accounts.put_account(lead)


def test_a_target_is_tried_by_a_message_that_says_nothing(home):
    admin = home.client(Role.ADMINISTRATOR)
    assert admin.post("/alert-rules/targets/nobody/test").status_code == NOT_THERE
    assert admin.post("/alert-rules/targets/managers/test").status_code == REFUSED, "it has no address"
    reached = Reached()
    home.app.state.house.application.__dict__["notifier"] = reached
    assert admin.post("/alert-rules/targets/managers/test").headers["location"] == "/alert-rules?said=tested"
    AlertDesk(home.application, lambda: home.clock.now + timedelta(days=3), reached).round()
    assert reached.trial.wait(10), "by this round, or by the server's own"


class Reached:
    targets = frozenset({"managers"})

    def __init__(self):
        self.trial = Event()

    def send(self, target, message):
        del target
        if "试发" in message.body and not message.record["alerts"]:
            self.trial.set()

    def faults(self):
        return []
