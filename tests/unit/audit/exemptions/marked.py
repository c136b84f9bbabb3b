"""A hit written as a normalised sentence: `我们不会[联系]您的[家人]` marks the words that made a rule hold."""

import re
from datetime import date
from itertools import accumulate

from audit.exemptions.hit import Hit
from audit.records import Case, Channel, Contact, LegalStage, Speaker, Turn
from audit.rules.model import AnyOf, Force, Law, Phrase, Rule, Status, Tests, Verified, Who


def rule(**fields) -> Rule:
    given = {
        "id": "cn.test.rule",
        "version": 1,
        "status": Status.LIVE,
        "title": {"zh": "测试", "en": "test"},
        "category": "T08",
        "severity": 3,
        "owner": "tests",
        "law": (Law("示例规定", "第1条", Force.LAW, Verified.TEXT),),
        "valid_from": date(2020, 1, 1),
        "valid_to": None,
        "who": Who(speakers=frozenset({Speaker.AGENT})),
        "say": Phrase("x", "x"),
        "absence": None,
        "unless": (),
        "facts": (),
        "tests": Tests(),
        "digest": "",
        "where": "test.yml:1",
    }
    return Rule(**(given | fields))


def hit(
    marked: str, later: tuple[tuple[Speaker, str], ...] = (), stage: LegalStage | None = None, speaker=Speaker.AGENT
) -> Hit:
    pieces = re.split(r"[\[\]]", marked.lower())
    ends = list(accumulate(map(len, pieces)))
    text, found = "".join(pieces), tuple(pieces[1::2])
    start, done = ends[0], ends[-2]
    turns = (Turn(0, speaker, text), *(Turn(number, *turn) for number, turn in enumerate(later, 1)))
    case = Case("c", "某银行", "d", legal_stage=stage) if stage else None
    say = AnyOf(tuple(Phrase(re.escape(word), word) for word in found))
    return Hit(text, start, done, found, turns[0], Contact("1", Channel.CALL, turns=turns, case=case), rule(say=say))
