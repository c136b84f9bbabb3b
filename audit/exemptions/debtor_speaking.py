"""Somebody else than the agent says it: `债务人:…` inside the turn, or a question that the agent answers after `——`."""

import re

from audit.exemptions.hit import Hit
from audit.records import Speaker
from audit.worded import Worded

_OTHERS = r"债务人|客户|对方|用户|借款人|欠款人|家属|第三人|本人|当事人|debtor|consumer|customer"
_AGENTS = r"催收员|催收|坐席|客服|专员|我方|经办|机器人|agent|collector"
_LABEL = Worded(rf"(?:^|[\s。!?;,【\[(/])(?:(?P<other>{_OTHERS})|(?:{_AGENTS}))[】\])]?:")
_ANSWER = re.compile(r"(?:\?|吗|么|呢|吧)\"?[,。]?(?:—+|--+|─+|―+)")


def exempt(hit: Hit) -> bool:
    """Whether the words at the hit are not the agent's."""
    if hit.turn.speaker in (Speaker.DEBTOR, Speaker.THIRD_PARTY, Speaker.IVR):
        return hit.turn.speaker not in hit.rule.who.speakers
    labels = list(_LABEL.finditer(hit.text, 0, hit.start + 1))
    if labels:
        return labels[-1]["other"] is not None
    answer = _ANSWER.search(hit.text, hit.end - 1)
    asked = hit.text[hit.sentence[0] : answer.start() + 1] if answer else ""
    return (
        bool(answer) and not re.search(r"[。!;\n]", asked) and answer.start() < hit.sentence[1] + 1 if answer else False
    )
