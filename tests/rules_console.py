"""A console whose rules are few and known, over the contacts of `tests.console`, and a month of messages to look at."""

from datetime import timedelta

from audit.findings import NotAssessed, Scan
from audit.records import Channel, Contact, State
from audit.review import Decision
from audit.rights import Role
from audit.triage import LEASE, Act, ActKind
from config.settings import Settings
from tests.console import NINE, ConsoleHome
from tests.make import finding, sms
from tests.unit.rules.packs import GOOD, config

THREAT = "cn.test.rule"
BLAST = "cn.test.blast"
SHADOW = "cn.test.shadow"


def rule(of, title, **words):
    """The good rule under another id and title."""
    text = GOOD.replace(BLAST, of).replace("{zh: 测试, en: Test}", title)
    for before, after in words.values():
        text = text.replace(before, after)
    return text


TEXTS = {
    BLAST: rule(BLAST, "{zh: 威胁爆通讯录, en: Threat to the address book}"),
    THREAT: rule(
        THREAT,
        "{zh: 人身威胁, en: Threat of violence}",
        words=("爆你通讯录", "出门小心点"),
        category=("T08", "T01"),
        severity=("severity: 3", "severity: 4"),
    ),
    SHADOW: rule(
        SHADOW,
        "{zh: 威胁爆通讯录(宽), en: 'Threat to the address book, wider'}",
        words=("爆你通讯录", "爆你通讯"),
        status=("status: live", "status: shadow"),
        say=("say: 爆你通讯", "say: {regex: '再拖.{0,4}爆你通讯|爆你通讯'}"),
    ),
}
AGENCIES = ("众安外包", "宜诚服务", "和信联", "北辰催收")


def rules_console(folder):
    """`folder` holds the pack and the installation."""
    pack = config(folder / "config", threat=TEXTS[THREAT], blast=TEXTS[BLAST], shadow=TEXTS[SHADOW]) / "packs" / "cn"
    home = ConsoleHome(Settings(_env_file=None, home=folder / "home", pack=str(pack), reader="off"))
    home.add("author", {Role.RULE_AUTHOR})
    #: May write and approve, which is no way around the second person.
    home.add("both", {Role.RULE_AUTHOR, Role.MANAGER})
    return home


def decide(home, contact, decision=Decision.TRUE, reason="confirmed", took=0):
    """As a reviewer would, so many seconds after the claim."""
    review, incident, now = home.application.review, home.incident(contact), home.clock.now - timedelta(minutes=9)
    review.act(Act(incident, ActKind.CLAIM, "reviewer", now, until=now + LEASE))
    at = now + timedelta(seconds=took)
    review.act(Act(incident, ActKind.DECIDE, "reviewer", at, decision=decision.value, reason=reason))


def add_month(home):
    """Enough for the dashboard to show something: 27 days, four agencies, another pack since nine days ago, calls that failed."""
    messages, scans = [], {"cn": [], "cn@2": []}
    for number in range(800):
        day, rare = number % 27, (number * 7) % 50
        hit = rare < 2 + number % 4 + (3 if day < 9 else 0)
        one = sms(
            f"m{number}",
            "再拖我就爆你通讯录" if hit else "您好,请按时还款",
            agency=AGENCIES[number % 4],
            agent_id=f"A-{number % 30:02d}",
            case_id="c2",
            at=NINE - timedelta(days=day + 1),
            extra={"team": f"{'一二三'[number % 3]}组"},
        )
        found = (finding(one, "爆你通讯录", rule=BLAST, category="T08", severity=3),) if hit else ()
        unjudged = (NotAssessed(THREAT, "case.legal_stage missing"),) if number % 6 == 0 else ()
        messages.append(one)
        scans["cn@2" if day < 9 else "cn"].append(Scan(one.key, found, unjudged))
    calls = [
        Contact(f"z{number}", Channel.CALL, NINE, agency="和信联", recording=f"{number}.wav") for number in range(5)
    ]
    store = home.application.store
    store.put_contacts([*messages, *calls])
    for pack, own in scans.items():
        store.put_scans(own, pack)
    store.mark([call.key for call in calls[:2]], State.FAILED, "audio.truncated")
