"""Steps that tests of samples and appeals share, taken as people take them: through the pages."""

import re
from datetime import timedelta

from audit.findings import Scan
from audit.triage import LEASE, Act, ActKind
from tests.make import sms

PLAN = {"method": "random", "size": "5", "seed": "2026-03"}


def draw(client, name, **fields):
    """Id of a new plan."""
    answer = client.post("/samples", data={**PLAN, "name": name, **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[2]


def unhit(home, agency, count):
    """So many messages of this agency, which they name, in which nothing is found."""
    known = home.application.store.last()
    messages = [
        sms(f"u{known + number}", f"您好,这里是{agency},请尽快还款。", agency=agency, agent_id="U-1", case_id="c2")
        for number in range(count)
    ]
    home.application.store.put_contacts(messages)
    home.application.store.put_scans([Scan(one.key) for one in messages], "cn")
    return messages


def confirm(home, incident, by="reviewer"):
    """Somebody judges it true."""
    now = home.clock.now
    home.application.review.act(Act(incident, ActKind.CLAIM, by, now, until=now + LEASE))
    home.application.review.act(Act(incident, ActKind.DECIDE, by, now, decision="true", reason="confirmed"))


def undo(home, incident, by="reviewer"):
    home.application.review.act(
        Act(incident, ActKind.UNDO, by, home.clock.now, until=home.clock.now + timedelta(days=1))
    )


def rows(page):
    return re.findall(r"<tr data-row>.*?</tr>", page.text, re.DOTALL)


def findings(page):
    """Ids of the findings that a form of double review asks for."""
    return re.findall(r'name="finding" value="([^"]+)"', page.text)


def answers(page, decision):
    asked = findings(page)
    return {
        "finding": asked,
        "decision": [decision] * len(asked),
        "reason": ["quoted"] * len(asked),
        "note": [""] * len(asked),
    }
