"""Rules about more than one turn: where, how often, how near, and what never came."""

from datetime import timedelta

import pytest

from audit.records import Case, Consent, LegalStage
from tests.unit.audit.talk import DAY, heard, result, talk

NEAR = "say: {near: [甲, 乙], within: 1 turns}"
SOON = "say: {near: [甲, 乙], within: 5 seconds}"
ANY_ORDER = "say: {together: [甲, 乙], within: 1 turns}"
SCORN = "say: {near: [{by: debtor, say: 住院}, 活该], within: 2 turns}"
THRICE = "say: {repeated: {say: {regex: '还钱|还款'}, times: 3}}"
FIRST = "who: {turns: first 2}\nsay: 甲"
LAST = "who: {turns: last 1}\nsay: 甲"
EARLY = "who: {seconds: first 10}\nsay: 甲"
LATE = "who: {seconds: last 10}\nsay: 甲"
UNANSWERED = "who: {speaker: debtor}\nsay: 住院\nunanswered: {by: agent, say: 登记, within: {turns: 2}}"
OPENING = "absent: {say: 工号, within: {seconds: 10}, at_least: {turns: 1}, opening: recorded}"
CLOSING = "absent: {say: 再见, within: {turns: 2}, at_least: {turns: 1}, from: end}"
CLOSING_SECONDS = "absent: {say: 再见, within: {seconds: 5}, at_least: {turns: 1}, from: end}"
NO_TIMES, UNKNOWN, SHORT = ["no times"], ["speaker unknown"], ["too short to judge"]


@pytest.mark.parametrize(
    ("rule", "lines", "quotes", "reasons"),
    [
        pytest.param(
            NEAR, ["a 甲", "d 嗯", "a 乙"], ["乙"], [], id="next turn of the speaker; the quote is the last part's"
        ),
        pytest.param(NEAR, ["a 甲", "a 好", "a 乙"], [], [], id="two turns of the speaker on"),
        pytest.param(NEAR, ["a 甲。乙"], ["甲。乙"], [], id="one turn, across sentences: the quote holds both"),
        pytest.param(NEAR, ["a 乙", "a 甲"], [], [], id="near keeps the order"),
        pytest.param(NEAR, ["a 甲", "d 乙"], [], [], id="another speaker's words are no part"),
        pytest.param(NEAR, ["a 甲", "? 乙"], [], UNKNOWN, id="perhaps the speaker"),
        pytest.param(NEAR, ["a 甲", "? 好", "a 乙"], [], UNKNOWN, id="perhaps a turn between"),
        pytest.param(NEAR, ["a 甲", "a 甲", "d 嗯", "a 乙,乙"], ["乙"], [], id="one finding for one quote"),
        pytest.param(ANY_ORDER, ["a 乙", "a 甲"], ["甲"], [], id="together takes any order"),
        pytest.param(ANY_ORDER, ["a 甲乙"], ["甲乙"], [], id="together in one turn is one finding"),
        pytest.param(SOON, ["a 0-2 甲", "d 2-4 嗯", "a 5-7 乙"], ["乙"], [], id="seconds between the words"),
        pytest.param(SOON, ["a 0-2 甲", "d 2-8 嗯", "a 9-10 乙"], [], [], id="too late"),
        pytest.param(
            SOON, ["a 0-9 甲|0-1 好|8-9", "a 9-10 乙|9-10"], [], [], id="words, not turns: 8 s from word to word"
        ),
        pytest.param(SOON, ["a 0-9 好|0-1 甲|8-9", "a 9-20 乙|10-11"], ["乙"], [], id="words, not turns: 1 s"),
        pytest.param(SOON, ["a 甲", "a 乙"], [], NO_TIMES, id="no times where they matter"),
        pytest.param(SOON, ["a 甲", "a 好"], [], [], id="no times where they do not matter"),
        pytest.param(SOON, ["a 甲", "a 5-6 甲", "a 7-8 乙"], ["乙"], [], id="one pair with times is enough"),
        pytest.param(
            SCORN, ["d 我住院了", "a 嗯", "a 活该"], ["活该"], [], id="the other side's part, the accused's quote"
        ),
        pytest.param(SCORN, ["a 住院", "a 活该"], [], [], id="said by the wrong side"),
        pytest.param(
            "say: {near: [活该, {by: debtor, say: 救命}], within: 2 turns}",
            ["a 活该", "d 救命"],
            ["活该"],
            [],
            id="the accusing part comes first",
        ),
        pytest.param(
            "say: {near: [{by: debtor, say: 住院}, 上门], within: 2 turns}\nunless: [negation]",
            ["d 我没有住院", "a 我们不会上门", "a 明天上门"],
            ["上门"],
            [],
            id="exemptions are for the rule's own side",
        ),
        pytest.param(THRICE, ["a 还钱", "d 好", "a 还款,还钱"], ["还钱"], [], id="three places, also in one turn"),
        pytest.param(THRICE, ["a 还钱", "a 还款"], [], [], id="twice only"),
        pytest.param(THRICE, ["a 还钱", "d 还钱", "a 还钱"], [], [], id="the other side does not count"),
        pytest.param(THRICE, ["a 还钱", "? 还钱", "a 还钱"], [], UNKNOWN, id="perhaps three"),
        pytest.param(
            THRICE, ["a 还钱", "? 还钱", "a 还钱", "a 还款吧"], ["还款"], [], id="three without the doubtful one"
        ),
        pytest.param(THRICE + "\nunless: [negation]", ["a 还钱,还钱", "a 不会叫您还钱"], [], [], id="an exempted one"),
        pytest.param(FIRST, ["d 甲", "a 好", "a 甲", "a 甲甲"], ["甲"], [], id="second turn of the speaker"),
        pytest.param(FIRST, ["a 好", "a 好", "a 甲"], [], [], id="third turn"),
        pytest.param(FIRST, ["a 好", "? 好", "a 甲"], [], UNKNOWN, id="second or third"),
        pytest.param(FIRST, ["a 好", "a 好", "? 好", "a 甲"], [], [], id="third or fourth"),
        pytest.param(LAST, ["a 好", "a 甲", "d 好"], ["甲"], [], id="last turn of the speaker"),
        pytest.param(LAST, ["a 甲", "a 好"], [], [], id="not the last"),
        pytest.param(EARLY, ["d 3-5 喂", "a 5-13 好|5-6 甲|12-13"], ["甲"], [], id="counted from the first turn"),
        pytest.param(EARLY, ["d 3-5 喂", "a 5-14 好|5-6 甲|13-14"], [], [], id="too late by its word"),
        pytest.param(EARLY, ["d 喂", "a 5-14 甲"], [], NO_TIMES, id="nobody knows the beginning"),
        pytest.param(LATE, ["a 0-5 甲", "d 5-9 好", "d 9-15 好"], [], [], id="before the last seconds"),
        pytest.param(LATE, ["a 0-15 好|0-1 甲|9-10", "d 14-18 好"], ["甲"], [], id="in the last seconds by its word"),
        pytest.param(UNANSWERED, ["d 我住院了", "a 好", "a 快还"], ["住院"], [], id="no answer"),
        pytest.param(UNANSWERED, ["d 我住院了", "a 好", "d 嗯", "a 我登记"], [], [], id="answered"),
        pytest.param(UNANSWERED, ["d 我住院了", "a 好", "a 还", "a 我登记"], ["住院"], [], id="answered too late"),
        pytest.param(UNANSWERED, ["d 我住院了", "a 好"], ["住院"], [], id="one turn to answer in"),
        pytest.param(UNANSWERED, ["a 登记", "d 我住院了"], [], SHORT, id="no turn to answer in"),
        pytest.param(UNANSWERED, ["d 我住院了", "? 我登记", "a 好"], [], UNKNOWN, id="perhaps answered"),
        pytest.param(UNANSWERED, ["d 我住院了", "? 好"], [], UNKNOWN, id="nobody knows whose turn"),
        pytest.param(
            UNANSWERED, ["d 我住院了", "a 嗯", "d 唉", "a 您说", "a 好", "a 登记"], [], [], id="listening is no turn"
        ),
        pytest.param(UNANSWERED, ["d 我住院了", "a 嗯嗯。"], [], SHORT, id="only listening follows"),
        pytest.param(
            UNANSWERED, ["d 我住院了", "a 登记", "d 我住院了", "a 再见"], [], [], id="answered before, then the end"
        ),
        pytest.param(
            UNANSWERED,
            ["d 我住院了", "a 登记", "d 我住院了", "a 几号还", "a 几点还"],
            ["住院"],
            [],
            id="answered before, then passed over for all turns",
        ),
        pytest.param(
            "say: 住院\nunanswered: {by: agent, say: 登记, within: {turns: 1}}",
            ["a 您住院,我登记了", "a 好"],
            [],
            [],
            id="answered in the same breath",
        ),
        pytest.param(
            "say: {near: [甲, 乙], within: 1 turns}\nunanswered: {by: debtor, say: 好, within: {turns: 1}}",
            ["a 甲", "a 乙", "d 不", "a 甲", "a 乙", "d 好"],
            ["乙"],
            [],
            id="an answer to what is spread",
        ),
        pytest.param(OPENING, ["a 0-5 您好", "a 5-12 还款"], ["您好"], [], id="never said"),
        pytest.param(OPENING, ["a 0-5 您好", "a 5-12 好|5-6 工号|8-9"], [], [], id="said in time"),
        pytest.param(
            OPENING, ["a 0-5 您好", "a 5-20 好|5-6 工号|12-13"], ["您好"], [], id="the turn in time, the word not"
        ),
        pytest.param(OPENING, ["a 16-18 您好"], [], ["recording begins late"], id="begins late"),
        pytest.param(OPENING, ["a 16-18 工号"], [], [], id="begins late, yet said"),
        pytest.param(OPENING, ["a 您好"], [], NO_TIMES, id="no times at all"),
        pytest.param(OPENING, ["a 0-5 您好", "a 工号"], [], NO_TIMES, id="said at an unknown time"),
        pytest.param(OPENING, ["a 0-5 您好", "? 5-6 好"], [], UNKNOWN, id="nobody knows who spoke"),
        pytest.param(OPENING, ["d 0-15 喂", "a 15-18 您好"], [], SHORT, id="nothing said by the speaker in time"),
        pytest.param(
            CLOSING, ["a 再见", "a 好", "d 嗯", "a 还"], ["还"], [], id="not among the last turns; quotes the last"
        ),
        pytest.param(CLOSING, ["a 好", "a 再见", "a 还", "d 嗯"], [], [], id="among the last two"),
        pytest.param(CLOSING, ["? 好", "a 还", "a 好"], ["好"], [], id="an unknown speaker before the last turns"),
        pytest.param(CLOSING, ["a 还", "? 好", "a 好"], [], UNKNOWN, id="an unknown speaker among them"),
        pytest.param(CLOSING_SECONDS, ["a 0-20 再见|1-2 好|19-20"], ["再见好"], [], id="said long before the end"),
        pytest.param(CLOSING_SECONDS, ["a 0-20 好|1-2 再见|16-17", "d 17-18 嗯"], [], [], id="said near the end"),
    ],
)
def test_conversations(rule: str, lines: list[str], quotes: list[str], reasons: list[str]) -> None:
    assert result(rule, talk(*lines)) == (quotes, reasons)


def test_why_tells_the_parts_of_other_turns() -> None:
    (found,) = heard(SCORN, talk("d 我住院了", "a 活该")).findings
    assert (found.turn, found.quote, found.why) == (1, "活该", "测试:住院…活该")


def case(**fields: object) -> Case:
    return Case("c", "甲行", "d", **fields)  # type: ignore[arg-type]


BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("condition", "fields", "holds"),
    [
        pytest.param("legal_stage: [none, filed]", {"legal_stage": LegalStage.FILED}, True, id="one of several"),
        pytest.param("legal_stage: none", {"legal_stage": LegalStage.FILED}, False, id="none of them"),
        pytest.param("legal_stage: none", {}, "case.legal_stage missing", id="unknown stage"),
        pytest.param("overdue_days: {less_than: 90}", {"overdue_days": 89}, True, id="less"),
        pytest.param("overdue_days: {less_than: 90}", {"overdue_days": 90}, False, id="not less"),
        pytest.param("overdue_days: {more_than: 0}", {"overdue_days": 0}, False, id="nought is a number"),
        pytest.param("due_amount: {more_than: 10, less_than: 20.5}", {"due_amount": 20.0}, True, id="between"),
        pytest.param("due_amount: {more_than: 10}", {}, "case.due_amount missing", id="unknown amount"),
        pytest.param("agency: missing", {}, True, id="no agency told"),
        pytest.param("agency: missing", {"agency": "宜诚"}, False, id="an agency told"),
        pytest.param("agency: known", {"agency": "宜诚"}, True, id="known"),
        pytest.param("agency: [宜诚, 安信]", {"agency": "安信"}, True, id="by name"),
        pytest.param("agency: 宜诚", {}, "case.agency missing", id="name unknown"),
        pytest.param("institution: 乙行", {}, False, id="another institution"),
        pytest.param("notified_at: missing", {"notified_at": BEFORE}, False, id="notified"),
        pytest.param("notified_at: before contact", {"notified_at": BEFORE}, True, id="before"),
        pytest.param("notified_at: before contact", {"notified_at": AFTER}, False, id="too late"),
        pytest.param("notified_at: after contact", {"notified_at": AFTER}, True, id="after"),
        pytest.param("notified_at: after contact", {}, "case.notified_at missing", id="unknown time"),
        pytest.param("consents: missing", {}, True, id="no consents"),
        pytest.param("consents: known", {"consents": (Consent("off_hours", {}, DAY),)}, True, id="some consent"),
        pytest.param(
            "{agency: known, overdue_days: {less_than: 9}}",
            {"agency": "甲"},
            "case.overdue_days missing",
            id="two facts",
        ),
        pytest.param(
            "{agency: known, overdue_days: {less_than: 9}}", {"overdue_days": 9}, False, id="one is known not to hold"
        ),
    ],
)
def test_case_facts(condition: str, fields: dict[str, object], holds: bool | str) -> None:
    rule = f"say: 甲\ncase: {condition if condition.startswith('{') else '{' + condition + '}'}"
    quotes, reasons = result(rule, talk("a 甲", case=case(**fields)))
    assert (bool(quotes), reasons) == (holds is True, [holds] if isinstance(holds, str) else [])


def test_without_a_case_nothing_is_known_to_be_missing() -> None:
    assert result("say: 甲\ncase: {agency: missing}", talk("a 甲")) == ([], ["case.agency missing"])


def test_without_a_day_no_time_is_before_it() -> None:
    contact = talk("a 甲", case=case(notified_at=DAY), at=None)
    assert result("say: 甲\ncase: {notified_at: before contact}", contact) == ([], ["contact.at missing"])
