"""What a rule does, in sentences: every form and field has its words in both languages."""

from textwrap import dedent

import pytest

from audit.exemptions import EXEMPTIONS
from audit.pii.kinds import KINDS
from audit.records import Channel, Direction, LegalStage, Party, Speaker
from audit.rules.case import FIELDS
from audit.rules.explain import explain
from audit.rules.model import Force, Status, Verified
from audit.rules.parse import parse_rule
from audit.rules.samples import plain, samples
from audit.rules.words import Words, read_groups
from audit.text import normalise
from config.explain import spelt
from config.loader import load_pack
from config.messages import catalogue
from config.yaml_lines import read_yaml
from tests.unit.rules.packs import GOOD, said


def normal(text: str) -> str:
    return normalise(text).text


GROUPS, BROKEN, _ = read_groups(
    read_yaml("kin: [爸, 妈, 哥, 姐, 叔, 姑]\nnumber: ['/[0-9]元|3块/']".encode(), "words.yml"), normal
)
WORDS = Words(GROUPS, BROKEN, normal)


def told(body: str, language: str) -> str:
    (node,) = read_yaml(said(dedent(body)).encode(), "rule.yml")
    return "\n".join(spelt(explain(parse_rule(node, WORDS), WORDS), language))


@pytest.mark.parametrize(
    ("body", "zh", "en"),
    [
        pytest.param("say: 爆", "出现“爆”", "the words “爆”", id="words"),
        pytest.param(
            "say: $kin", "词组 kin 中的一个(共 6 个,如“", "one of the 6 words of the group kin, such as “", id="group"
        ),
        pytest.param("say: {regex: '爆你?通讯录'}", "类似“爆你通讯录”", "like “爆你通讯录”", id="regex, by its tests"),
        pytest.param("say: {near: [甲, 乙], within: 9 chars}", "不超过 9 个字", "at most 9 characters", id="near"),
        pytest.param("say: {near: [甲, 乙], within: 0 chars}", "依次紧挨着出现", "directly one after the other", id="adjacent"),
        pytest.param("say: $number", "词组 number 一类的说法(如“0元”、“3块”)", "group number, such as “0元”, “3块”", id="regex group"),
        pytest.param("say: {together: [甲, 乙], within: 9 turns}", "随后的 9 句之内", "next 9 turns", id="spread"),
        pytest.param(
            "say: {near: [{by: debtor, say: 甲}, 乙], within: 9 seconds}", "由债务人说出\n  ", "said by the debtor\n  ", id="by"
        ),
        pytest.param("say: {all: [甲], none: [乙, 丙]}", "没有下列任何一项\n  - 出现“乙”、“丙”", "words “乙”, “丙”", id="none"),
        pytest.param("say: {any: [甲, {all: [乙, 丙], none: [丁]}]}", "有例外", "with its exception", id="none within"),
        pytest.param("say: {repeated: {say: 甲, times: 3}}", "在 3 处或更多处", "at 3 or more places", id="repeated"),
        pytest.param("say: {pii: [cn_id, bank_card]}", "银行卡号或身份证号", "bank card or identity", id="personal data"),
        pytest.param(
            "say: 甲\nunanswered: {by: agent, say: 乙, within: {turns: 2}}",
            "催收员在随后 2 句里没有说过", "next 2 turns of the agent nothing", id="unanswered",
        ),
        pytest.param(
            "say: 甲\nunanswered: {by: agent, say: 乙, within: {turns: 2}, or: {reader: answer, at_least: 0.7}}",
            "回应了对方所说的情况,把握不低于 70%", "takes up what the other side told, with a confidence of at least 70 %",
            id="unanswered, read",
        ),
        pytest.param(
            "absent: {say: 甲, within: {seconds: 30}, at_least: {turns: 2}, opening: recorded}",
            "在开头 30 秒里没有说过", "within the first 30 seconds this is not said", id="absent",
        ),
        pytest.param(
            "absent: {say: 甲, within: {turns: 3}, at_least: {turns: 2}, or: {reader: told_recording, at_least: 0.6}}",
            "告知了录音,把握不低于 60%", "tells of the recording, with a confidence of at least 60 %", id="absent, read",
        ),
        pytest.param("who: {turns: last 2}\nsay: 甲", "只看该说话人的最后 2 句", "the last 2 turns", id="where"),
        pytest.param("who: {speaker: []}\nsay: 甲", "不论谁说", "by whomever", id="anybody"),
        pytest.param(
            "case: {legal_stage: [filed, none], overdue_days: {less_than: 90}}\nsay: 甲",
            "法律阶段为未起诉或已起诉\n- 逾期天数小于 90", "is no proceedings or suit filed", id="facts",
        ),
        pytest.param("tiers: [exact]\nsay: 甲", "不按读音比对", "not compared by sound", id="exact only"),
        pytest.param("unless: [negation]\nsay: 甲", "否定", "denied", id="exemption"),
        pytest.param("say: 甲", "《个人信息保护法》第10条:法律、行政法规;已对照原文", "第10条: statute; checked", id="law"),
        pytest.param("say: 甲", "→ 引用“爆你通讯录”", "→ quoted: “爆你通讯录”", id="examples"),
    ],
)  # fmt: skip
def test_sentences(body: str, zh: str, en: str) -> None:
    assert zh in told(body, "zh")
    assert en in told(body, "en")


def test_plain_words() -> None:
    grave = GOOD.replace("severity: 3", "severity: 4\nplain: yes")
    (node,) = read_yaml(grave.encode(), "rule.yml")
    told = explain(parse_rule(node, WORDS), WORDS)
    assert "学习型判读不得否决" in "\n".join(spelt(told, "zh"))
    assert "no learned reader may take it back" in "\n".join(spelt(told, "en"))


NAMES = [
    *(f"exempt.{name}" for name in EXEMPTIONS),
    *(f"pii.{name}" for name in KINDS),
    *(f"case.{name}" for name in FIELDS),
    *(f"side.{name}" for name in Speaker),
    *(f"party.{name}" for name in Party),
    *(f"channel.{name}" for name in Channel),
    *(f"direction.{name}" for name in Direction),
    *(f"legal_stage.{name}" for name in LegalStage),
    *(f"rule_status.{name}" for name in Status),
    *(f"force.{name}" for name in Force),
    *(f"verified.{name}" for name in Verified),
]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_its_words(name: str) -> None:
    assert name in catalogue()


def test_every_rule_of_the_pack_can_be_told() -> None:
    pack = load_pack()
    for rule in pack.rules:
        for language in ("zh", "en"):
            text = "\n".join(spelt(explain(rule, pack.words), language))
            assert rule.title[language] in text
            assert "explain." not in text
            assert "(?:" not in text.split("\n【样例】")[0].split("\nEXAMPLES")[0]


@pytest.mark.parametrize(
    ("expression", "texts", "expected"),
    [
        ("爆.{0,2}通讯录", ["我爆你通讯录"], ("爆你通讯录", "爆…通讯录")),
        ("(?:打|砸)你", [], ("打你",)),
        ("打你|砸.家|[滚跑]吧", [], ("打你", "砸…家", "滚吧")),
        ("(?<!不)打{2}\\d", ["不打打1"], ("打打0",)),
        ("打|打", [], ("打",)),
    ],
)
def test_samples(expression: str, texts: list[str], expected: tuple[str, ...]) -> None:
    assert samples(expression, texts, 3) == expected


def test_plain() -> None:
    assert (plain(r"a\.b"), plain("a.b"), plain("(")) == ("a.b", None, None)
