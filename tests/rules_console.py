"""A console whose rules are few and known, over the contacts of `tests.console`."""

from audit.review import Decision
from audit.rights import Role
from audit.triage import LEASE, Act, ActKind
from config.settings import Settings
from tests.console import ConsoleHome
from tests.unit.rules.packs import GOOD, config

THREAT = "cn.test.rule"
BLAST = "cn.test.blast"
SHADOW = "cn.test.shadow"
_THREAT = GOOD.replace(BLAST, THREAT).replace("T08", "T01").replace("severity: 3", "severity: 4")
_THREAT = _THREAT.replace("爆你通讯录", "出门小心点")
_SHADOW = GOOD.replace(BLAST, SHADOW).replace("status: live", "status: shadow")
_SHADOW = _SHADOW.replace("爆你通讯录", "爆你通讯").replace(
    "say: 爆你通讯", "say: {regex: '再拖.{0,4}爆你通讯|爆你通讯'}"
)
TEXTS = {THREAT: _THREAT, BLAST: GOOD, SHADOW: _SHADOW}


def rules_console(folder):
    """`folder` holds the pack and the installation."""
    pack = config(folder / "config", threat=_THREAT, blast=GOOD, shadow=_SHADOW) / "packs" / "cn"
    home = ConsoleHome(Settings(_env_file=None, home=folder / "home", pack=str(pack), reader="off"))
    home.add("author", {Role.RULE_AUTHOR})
    #: May write and approve, which is no way around the second person.
    home.add("both", {Role.RULE_AUTHOR, Role.MANAGER})
    return home


def decide(home, contact, decision=Decision.TRUE, reason="confirmed"):
    """As a reviewer would."""
    review, incident, now = home.application.review, home.incident(contact), home.clock.now
    review.act(Act(incident, ActKind.CLAIM, "reviewer", now, until=now + LEASE))
    review.act(Act(incident, ActKind.DECIDE, "reviewer", now, decision=decision.value, reason=reason))
    return incident
