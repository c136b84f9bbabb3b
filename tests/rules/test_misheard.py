"""The Chinese pack over calls whose recogniser wrote other characters of the same sound, and over innocent homophones."""

from functools import cache

import pytest

from audit.findings import Tier
from audit.pack import Pack, compile_pack
from audit.records import Channel, Contact, Party, Speaker, Turn
from audit.scan import scan
from config.loader import load_pack


@cache
def pack() -> Pack:
    return compile_pack(load_pack("cn").rules)


def said(text, channel=Channel.CALL, logprob=None, speaker=Speaker.AGENT):
    turn = Turn(0, speaker, text, avg_logprob=logprob)
    return scan(Contact("1", channel, party=Party.DEBTOR, turns=(turn,)), pack()).findings


#: What was written, the category, the words as they were meant.
MISHEARD = [
    ("再不还我就爆你的通讯路", "T08", "通讯录"),
    ("我会打给你单味的领导", "T08", "单位"),
    ("我会打给你复母", "T08", "父母"),
    ("我就把你照片发到业主裙", "T11", "业主群"),
    ("我把你的身份正发到网上", "T11", "身份证"),
    ("明天就冻结你的银行咔", "T05", "银行卡"),
    ("你就是个废勿", "T03", "废物"),
    ("你爸妈怎么教出你这种拉圾", "T03", "垃圾"),
    ("你全家不得好司", "T01", "不得好死"),
    ("我知道你孩子在哪个右儿园", "T01", "幼儿园"),
    ("我在你家门口拉横服", "T02", "拉横幅"),
    ("给你家送花劝", "T02", "花圈"),
    ("三代都上黑名丹", "T07", "黑名单"),
    ("我帮你把征信记录山掉", "T07", "删"),
    ("转到我个人帐互", "T18", "个人帐户"),
    ("把钱转到我个人账湖", "T18", "个人账户"),
    ("验证吗发给我", "T18", "验证码"),
    ("把密吗告诉我", "T18", "密码"),
    ("保证以后没人再摧你", "T16", "催你"),
    ("去别的平台借钱环我", "T17", "还我"),
    ("用信用卡套线还", "T17", "套现"),
    ("用我私人手鸡联系", "T22", "手机"),
    ("我查了你的快第地址", "T21", "快递地址"),
]

#: Ordinary words in which a forbidden one can be heard.
INNOCENT = [
    ("我同事刚才给您打过电话", "同事 is no 捅死"),
    ("合同里写得很清楚,请您看一下", "合同里 is no 捅你"),
    ("同是您签的,我们还是按合同来", "同是"),
    ("正式通知您一下这个事情", "正式 is no 整死"),
    ("真是不好意思打扰您", "真是"),
    ("打这个电话就可以找到我们", "打这 is no 打折"),
    ("周四上午十点我再给您打", "周四 is no 揍死"),
    ("您照实说就行,我都记下来", "照实 is no 找死"),
    ("那孩子放学了您先去接", "放学 is no 放血"),
    ("您看短信里面有一个链接", "看短 is no 砍断"),
    ("我看您上个月按时还了", "看 is no 砍"),
    ("多了我也做不了主", "多了 is no 剁了"),
    ("一共是三十期,这是第十期", "十期 is no 死期"),
    ("期数您可以自己选,最多三十六期", "期数 is no 起诉"),
    ("其实您可以先还一部分", "其实"),
    ("我们贴了一个启事", "启事"),
    ("这个公式您可以自己算", "公式"),
    ("按照事实来登记", "事实"),
    ("征信的更正信息我们会上报", "更正信息"),
    ("前面说的必须给我回个电话", "前 is no 钱"),
    ("您的钱就叫财务核对一下", "叫 is no 交"),
    ("您现在去学校接孩子方便吗", "去学校"),
    ("手机号欠费停机了是吧", "费 is no 会"),
    ("系统里面有记录的", "系统里"),
    ("今天不还的话会产生罚息", "a plain statement"),
    ("派出所出警了吗,有回执吗", "有回 is no 油费"),
    ("征信报告一年有两次免费查询", "免费"),
    ("可以递上去,批不批要看审核", "批不 is no 批捕"),
    ("您还我让财务给您开结清证明", "我让 is no 窝囊"),
    ("您要是愿意当面谈也行", "是愿 is no 死远"),
    ("我们不会打给您的单味", "denied, whatever was meant"),
    ("您说有人要爆您的通讯路,我登记一下", "reported, whatever was meant"),
]


@pytest.mark.parametrize("text, category, meant", MISHEARD, ids=[row[0] for row in MISHEARD])
def test_what_was_meant_is_found(text, category, meant):
    found = [finding for finding in said(text) if finding.tier is Tier.PHONETIC and finding.category == category]
    assert found
    assert all(finding.quote == text[finding.start : finding.end] and finding.confidence < 0.7 for finding in found)
    assert any(meant in finding.why.replace("…", "") for finding in found)


@pytest.mark.parametrize("text, because", INNOCENT, ids=[row[0] for row in INNOCENT])
def test_an_innocent_word_is_heard_rightly(text, because):
    assert [finding for finding in said(text) if finding.tier is Tier.PHONETIC] == [], because


WRONG = "我会打给你单味的领导"


def test_only_what_a_machine_wrote_down_is_doubted():
    assert not said(WRONG, Channel.SMS)
    assert not said(WRONG, Channel.CHAT)
    assert said(WRONG, Channel.VISIT, logprob=-0.2)


def test_the_recogniser_s_doubt_lowers_the_confidence_further():
    (sure,), (unsure,) = said(WRONG), said(WRONG, logprob=-0.7)
    assert (sure.confidence, unsure.confidence) == (0.686, 0.34)


def test_somebody_else_s_words_accuse_nobody():
    assert not said(WRONG, speaker=Speaker.DEBTOR)


def test_words_that_stand_there_need_no_guess():
    assert {finding.tier for finding in said("我会打给你单位的领导")} == {Tier.EXACT}
