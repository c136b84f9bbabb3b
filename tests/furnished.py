"""A console in which there is one of everything: what tests ask that look at every page there is."""

import hashlib
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from starlette.testclient import TestClient

from api import cookies
from audit.alert_ports import Undelivered
from audit.alerts.notices import Delivered
from audit.appeals import appeal_id
from audit.reports.release import State, Step, take
from audit.rights import Role
from config.settings import Settings
from pipelines.alerts.acting import AlertActs
from pipelines.alerts.desk import AlertDesk
from tests.checking import confirm, draw, unhit
from tests.console import AGENT, NINE, NUMBER, ConsoleHome
from tests.reviewed import MASKED_SOUND, SOUND, Reviewed, turns
from tests.rules_console import SHADOW, TEXTS, THREAT
from tests.unit.rules.packs import config

#: A name in a path and the parameter behind it.
NAMED = re.compile(r"(?<=/)([^/{}]+)/\{[^}]+\}")


class Nobody:
    """Knows where managers are, and reaches nobody."""

    targets = frozenset({"managers"})

    def send(self, target, message):
        del target, message
        raise Undelivered("alerts.no_answer")


@dataclass
class Furnished(Reviewed):
    """The contacts of two agencies that every console of the tests has, and what people made of them."""

    there: dict[str, str] = field(default_factory=dict)
    #: Paths of routes that ask for something else than the others.
    others: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        ConsoleHome.__post_init__(self)
        self.store = self.application.store
        told = {"container": "wav", "codec": "pcm_s16le"}
        self.call = self._call("9", turns(), SOUND, told=told, quote="出门最好看着点路")
        self._copy("9", SOUND, MASKED_SOUND)

    def furnish(self):
        """What stands behind `/NAME/{…}` in the path of a route: a page whose name is missing here fails the tests of every page."""
        lead, judged = self.client(Role.LEAD), self.incident("call:2")
        plan = draw(lead, "通话", query="channel:call", size="3")
        lead.post(f"/samples/{plan}/doubles", data={"first": "lead", "second": "reviewer"})
        double = re.search(rf"/samples/{plan}/doubles/(\w+)", lead.get(f"/samples/{plan}/agreement").text)[1]
        confirm(self, judged)
        self.client(Role.AGENT).post(f"/my-appeals/{judged}", data={"text": "这是引用客户的话"})
        action, proof = self._acted(lead)
        self.there |= {
            "incidents": self.call,
            "queue": self.call,
            "contacts": "call:9",
            "samples": plan,
            "items": "1",
            "doubles": double,
            "appeals": appeal_id(judged),
            "my-appeals": judged,
            "actions": action,
            "proof": proof,
            "complaints": self._complained(),
            "rules": THREAT,
            "reports": self._reported(),
            "figures": "1",
            "proposals": self._proposed(THREAT, "say: 出门小心点", "say: {regex: '(?:出门)小心点'}"),
        }
        self._alerted()
        self.client(Role.MANAGER).post("/retention/hold", data={"side": "contact", "of": "sms:0", "reason": "监管来函"})
        looked, ruled = self._looked_through(lead), self._proposed(SHADOW, "|爆你通讯'", "|爆你通讯录?'")
        self.client(Role.MANAGER).post(f"/proposals/{ruled}/rule", data={"ruling": "approved"})
        self.others |= {
            "/samples/{identity}/recall": f"/samples/{looked}/recall",
            "/api/v1/samples/{plan}/recall": f"/api/v1/samples/{looked}/recall",
            "/proposals/{identity}/file": f"/proposals/{ruled}/file",
        }

    def _alerted(self):
        """One of each state, and what did not get there."""
        kept, moment = self.application.alerts, self.clock.now
        while not kept.deliveries(Delivered.DEAD):
            moment += timedelta(hours=1, minutes=5)
            AlertDesk(self.application, lambda at=moment: at, Nobody()).round(flush=True)
        ((dead, _), *_) = kept.deliveries(Delivered.DEAD)
        self.there["alerts"] = dead.alerts[0]
        AlertActs(self.application, "manager", self.clock).acknowledge(dead.alerts[1], "已停呼,录音已保全")

    def address(self, path):
        """Of something that is there, for the path of a route."""
        return self.others.get(path) or NAMED.sub(lambda found: f"{found[1]}/{self.there[found[1]]}", path)

    def _reported(self):
        """Released, so that everybody who reads reports sees it; its files are written when they are asked for."""
        manager, day = self.client(Role.MANAGER), self.clock.now.date()
        asked = {"period": f"{day - timedelta(days=9)}..{day}"}
        identity = manager.post("/reports", data=asked).headers["location"].rpartition("/")[2]
        kept, _ = self.application.reports.report(identity)
        self.application.reports.settle(take(kept, Step(State.RELEASED, "lead", self.clock.now)))
        return identity

    def _proposed(self, rule, before, after):
        text = TEXTS[rule].replace("version: 1", "version: 2").replace(before, after)
        answer = self.client(Role.RULE_AUTHOR).post(f"/rules/{rule}/propose", data={"text": text, "why": "更宽一点"})
        return answer.headers["location"].rpartition("/")[2]

    def _acted(self, lead):
        """An action that was reported done with a file, and one that is open and late."""
        asked = {
            "kind": "training",
            "owner": "reviewer",
            "rule": "cn.test.rule",
            "due": self.clock.now.date().isoformat(),
        }
        whose = {"institution": "甲方消费金融", "agency": "宜诚服务", "agent": AGENT}
        kept = {**asked, **whose, "incident": self.call, "title": f"对坐席 {AGENT} 做话术培训"}
        action = lead.post("/actions", data=kept).headers["location"].rpartition("/")[2]
        file = b"%PDF-1.7 signatures"
        said = {"text": "全员培训两小时,考核通过"}
        self.client(Role.REVIEWER).post(f"/actions/{action}/done", data=said, files={"file": ("签到表.pdf", file)})
        lead.post(
            "/actions", data={**asked, **whose, "incident": self.call, "title": "换掉开场白", "kind": "script_change"}
        )
        return action, hashlib.sha256(file).hexdigest()

    def _complained(self):
        """Of the debtor who was threatened: one is under review, one waits."""
        anybody = self.guest()
        token = cookies.csrf_of("visitor")
        anybody.cookies.set(cookies.VISITOR, "visitor")
        said = {"csrf": token, "kind": "complaint", "topic": "threat", "number": NUMBER, "reach": NUMBER}
        about = {"case_id": "c1", "agency": "宜诚", "happened": NINE.date().isoformat()}
        for text in (f"说要我出门小心,我的电话{NUMBER}", "半夜还在打电话"):
            assert anybody.post("/complain", data={**said, **about, "text": text}).status_code == 201
        first, _ = self.application.intakes.intakes()
        self.client(Role.REVIEWER).post(f"/complaints/{first.id}/review")
        return first.id

    def _looked_through(self, lead):
        unhit(self, "净方", 2)
        plan = draw(lead, "查全", unhit="true", query="agency:净方", size="2")
        for place in (1, 2):
            lead.post(f"/samples/{plan}/items/{place}", data={"outcome": "clean"})
        return plan


@contextmanager
def furnished_home(folder):
    pack = config(folder / "config", threat=TEXTS[THREAT], shadow=TEXTS[SHADOW]) / "packs" / "cn"
    home = Furnished(Settings(_env_file=None, home=folder / "home", pack=str(pack), reader="off"))
    with TestClient(home.app):
        home.furnish()
        yield home
    home.application.store.engine.dispose()
