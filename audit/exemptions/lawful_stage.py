"""The claimed stage of proceedings is the one on record. Where the record does not tell, the hit stands."""

import re

from audit.exemptions.hit import Hit
from audit.records import LegalStage

#: What the words claim, furthest stage first.
_CLAIMS = (
    (
        LegalStage.ENFORCED,
        re.compile(
            r"强制执行|执行(?:令|庭|局|阶段|通知|立案)|进入执行|申请执行|冻结|拍卖|查封|扣押|限高|限制(?:高)?消费|失信被执行"
        ),
    ),
    (LegalStage.JUDGED, re.compile(r"判决|裁定|败诉|胜诉|judgment")),
    (LegalStage.ACCEPTED, re.compile(r"立案|案号|开庭|传票|受理|民初|应诉")),
    (
        LegalStage.FILED,
        re.compile(r"起诉|诉讼|诉状|告上法庭|提交.{0,6}法院|法院.{0,6}提交|suit was filed|filed suit|sued"),
    ),
)
_REACHED = tuple(LegalStage)


def exempt(hit: Hit) -> bool:
    stage = hit.contact.case.legal_stage if hit.contact.case else None
    claimed = claim(hit.quote) or claim(hit.text[hit.sentence[0] : hit.sentence[1]])
    return bool(stage and claimed) and _REACHED.index(stage) >= _REACHED.index(claimed)


def claim(text: str) -> LegalStage | None:
    """The furthest stage that a normalised text says was reached."""
    return next((stage for stage, words in _CLAIMS if words.search(text)), None)
