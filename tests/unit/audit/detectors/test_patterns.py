import pytest
import regex

from audit.detectors.build import matchers
from audit.detectors.matcher import OverBudget, first
from audit.detectors.phrase import guarded
from audit.rules.model import AllOf, AnyOf, Near, Phrase, Pii


def phrase(expression):
    return Phrase(expression, expression)


CHAIN = Near((phrase("拖|不还"), phrase("领导|同事"), phrase("电话")), 6)
CASES = [
    (phrase("爆.{0,2}通讯录"), "我爆你通讯录", "爆你通讯录", "phrase"),
    (CHAIN, "再拖,你领导会接电话", "拖,你领导会接电话", "in order"),
    (CHAIN, "拖啊拖,你领导电话", "拖啊拖,你领导电话", "leftmost"),
    (CHAIN, "拖,领导电话,同事电话", "拖,领导电话", "shortest"),
    (CHAIN, "领导电话,你还拖", None, "other order"),
    (CHAIN, "再拖。你领导会接电话", None, "another sentence"),
    (CHAIN, "再拖\n你领导会接电话", None, "another line"),
    (CHAIN, "再拖一二三四五六七领导电话", None, "too far"),
    (CHAIN, "再拖一二三四五六领导电话", "拖一二三四五六领导电话", "just near enough"),
    (Near((phrase("通知"), phrase("家人")), 4, ordered=False), "家人我会通知", "家人我会通知", "any order, turned"),
    (Near((phrase("通知"), phrase("家人")), 4, ordered=False), "通知你家人", "通知你家人", "any order"),
    (AnyOf((phrase("砸"), phrase("打死"))), "打死你,砸你", "打死", "leftmost of any"),
    (AllOf((phrase("转账"), phrase("个人")), (phrase("对公"),)), "个人账户,转账", "转账", "all, quote of the first"),
    (AllOf((phrase("转账"), phrase("个人")), (phrase("对公"),)), "个人转账,走对公", None, "none"),
    (AllOf((phrase("转账"),), (phrase("对公"),)), "走对公。你转账", "转账", "none is about the sentence of the hit"),
    (AllOf((phrase("转账|汇款"),), (phrase("对公"),)), "对公转账。汇款", "汇款", "a hit after a silenced one"),
    (AllOf((phrase("转账|汇款"),), (phrase("对公"),)), "转账,对公。对公汇款", None, "none in every sentence"),
    (AllOf((phrase("转账"), phrase("个人"))), "转账", None, "one is missing"),
    (
        Near((phrase("号码"), Pii(frozenset({"email"}))), 6),
        "号码是a@example.com吧",
        "号码是a@example.com",
        "personal data in a chain",
    ),
    (Near((phrase("号码"), AllOf((phrase("发"), phrase("群")))), 3), "号码我发群里", "号码我发", "all within a chain"),
    (AnyOf((phrase("x"), AllOf((phrase("发"), phrase("群"))))), "发群", "发", "all within any"),
    (
        Near((AnyOf((phrase("a"), Pii(frozenset({"email"})))), phrase("发")), 3),
        "b@example.com发",
        "b@example.com发",
        "any within a chain",
    ),
]


@pytest.mark.parametrize("pattern, text, quote, because", CASES)
def test_where_a_pattern_holds(pattern, text, quote, because):
    found = first(matchers(pattern), text)
    assert (found and text[found.start : found.end]) == quote, because


def test_the_words_that_made_it_hold():
    (matcher,) = matchers(CHAIN)
    assert matcher.find("再拖,你领导会接电话").words == ("拖", "领导", "电话")


def test_a_pattern_over_its_budget_says_so(monkeypatch):
    monkeypatch.setattr("audit.detectors.phrase.BUDGET", 0.01)
    (matcher,) = matchers(phrase("(?:a|a|a){1,60}b"))
    with pytest.raises(OverBudget):
        matcher.find("a" * 60 + "cb")


def test_guards_change_nothing():
    expression = "(?:一一|一|二二|三三|四四|五五|六六)x"
    assert guarded(expression) != expression
    for text in ("一一x", "一x", "七x", "六六x"):
        plain, fast = regex.search(expression, text), regex.search(guarded(expression), text)
        assert (plain and plain.span()) == (fast and fast.span())
