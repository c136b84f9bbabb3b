"""Disguised spellings become what they mean; the same characters with an innocent reading stay."""

import pytest

from audit.text import normalise

DISGUISED = [
    ("你的正信已经黑了", "你的征信已经黑了", "a homophone"),
    ("影响证信", "影响征信", "another one"),
    ("怔信报告", "征信报告", "a character of the same shape"),
    ("马上被起素", "马上被起诉", "a homophone of the second character"),
    ("启诉你", "起诉你", "and of the first"),
    ("崔收部", "催收部", "a surname for a verb"),
    ("摧收函", "催收函", "a look-alike"),
    ("爆你通信录", "爆你通讯录", "the other current spelling"),
    ("通迅录", "通讯录", "a common misspelling"),
    ("通训录", "通讯录", "a homophone"),
    ("通讯鹿里的人", "通讯录里的人", "an animal"),
    ("全网爆光", "全网曝光", "a common misspelling"),
    ("暴光你", "曝光你", "another one"),
    ("老癞名单", "老赖名单", "another radical"),
    ("刑事居留", "刑事拘留", "a residence, where only custody makes sense"),
    ("送居留所", "送拘留所", "there is no such place of residence"),
    ("刑居你", "刑拘你", "a homophone"),
    ("邢拘", "刑拘", "a surname"),
    ("精侦支队", "经侦支队", "a homophone"),
    ("精帧", "经侦", "both of them"),
    ("已经立桉", "已经立案", "a look-alike"),
    ("法阮传票", "法院传票", "a look-alike"),
    ("传飘", "传票", "a homophone"),
    ("银亍卡", "银行卡", "half of the character"),
    ("加我薇信", "加我微信", "a flower"),
    ("加威信聊", "加微信聊", "a word that makes no sense after 加"),
    ("高利袋", "高利贷", "a bag"),
    ("炸骗罪", "诈骗罪", "a homophone"),
    ("等着座牢", "等着坐牢", "a homophone"),
    ("判邢", "判刑", "a surname"),
    ("我去自鲨", "我去自杀", "slang of the network"),
    ("zheng信花了", "征信花了", "one syllable in Latin letters"),
    ("征xin报告", "征信报告", "the other one"),
    ("zhengxin黑了", "征信黑了", "both"),
    ("起su你", "起诉你", "Latin letters"),
    ("qi诉你", "起诉你", "Latin letters"),
    ("cui收公司", "催收公司", "Latin letters"),
    ("tongxunlu都爆", "通讯录都爆", "Latin letters"),
    ("法yuan见", "法院见", "Latin letters"),
    ("gong安", "公安", "Latin letters"),
    ("Zuò牢", "坐牢", "with the sign of a tone"),
    ("txl全打一遍", "通讯录全打一遍", "initials with one meaning"),
    ("打给jjlxr", "打给紧急联系人", "initials"),
    ("用ZFB转", "用支付宝转", "initials in capitals"),
    ("加wx", "加微信", "initials"),
    ("加V信", "加微信", "initials"),
    ("影响zx", "影响征信", "ambiguous initials beside a word that settles them"),
    ("直接qs", "直接起诉", "the same"),
    ("暴力cs", "暴力催收", "the same"),
    ("fy传票", "法院传票", "the same"),
    ("扌丁电话", "打电话", "a character taken apart"),
    ("微亻言", "微信", "a character taken apart"),
    ("纟合亻尔", "给你", "two of them"),
    ("爆/通/讯/录", "爆通讯录", "slashes"),
    ("爆 通 讯 录", "爆通讯录", "blanks"),
    ("爆.通.讯.录", "爆通讯录", "full stops"),
    ("爆丶通丶讯", "爆通讯", "strokes"),
    ("爆,通,讯,录", "爆通讯录", "commas"),
    ("爆、通、讯、录", "爆通讯录", "the list's comma"),
    ("爆【】通讯录", "爆通讯录", "empty brackets"),
    ("爆（通）讯（录）", "爆通讯录", "brackets around single characters"),
    ("爆→通→讯→录", "爆通讯录", "arrows"),
    ("威*胁", "威胁", "one asterisk"),
    ("威\u200b胁", "威胁", "nothing that can be seen"),
    ("威\u0336胁\u0336", "威胁", "struck through"),
    ("打☎️给你家", "打电话给你家", "a picture for a word"),
    ("你🐴死了", "你妈死了", "an animal that sounds like a relative"),
    ("我我我要打", "我要打", "a stammer"),
    ("【公an经zhen】", "【公安经侦】", "Latin letters in a signature"),
    ("俺去恁家", "我去你家", "dialects"),
    ("佢哋有钱", "他们有钱", "Cantonese"),
    ("侬屋企", "你家里", "Wu and Cantonese"),
    ("аpp", "app", "a Cyrillic letter"),
    ("νx", "vx", "a Greek letter: the word alone"),
]  # fmt: skip

INNOCENT = [
    ("公正信息", "公正"), ("反正信用卡", "反正"), ("更正信息", "更正"), ("真正信任", "真正"), ("改正信件", "改正"),
    ("保证信息安全", "保证"), ("认证信息", "认证"), ("验证信息", "验证"), ("身份证信息", "身份证, 信息"), ("签证信函", "签证"),
    ("凭证信息", "凭证"), ("保证信守承诺", "保证"), ("反正信不信由你", "反正"), ("【正信金融】您好", "a name in the signature"),
    ("一起素食", "素食"), ("起素描课", "素描"), ("小崔收到了", "收到"), ("通信录音留存", "录音"), ("通信录像", "录像"),
    ("移动通信", "telecommunications"), ("引爆光伏", "光伏"), ("居留证", "a residence permit"), ("居留许可", "a permit"),
    ("老来得子", "in old age"), ("老来多病", "in old age"), ("手工做牢固些", "牢固"), ("自纱布", "纱布"), ("判型号", "型号"),
    ("在群众中有威信", "prestige"), ("威信扫地", "prestige"), ("其实不难", "in fact"), ("启事", "a notice"), ("期数", "instalments"),
    ("www.zhengxin.com", "an address"), ("https://wx.qq.com/a", "a link"), ("wx_abc123", "an account"), ("a@zfb.com", "mail"),
    ("zx路口", "initials that tell nothing"), ("cs游戏", "a game"), ("qs排名", "a ranking"), ("fy翻译", "initials"), ("lx", "initials"),
    ("3月-5月", "a range"), ("本金/利息", "an alternative"), ("一、二、三", "a list of numbers: three"), ("甲、乙", "a short list"),
    ("138****0000", "a masked number"), ("3,256.78元", "an amount"), ("(一)本金(二)利息", "an enumeration"), ("好,行,那就这样", "short answers"),
    ("【云上消费金融】您好", "a signature"), ("谢谢", "a doubled word"), ("刚刚", "a doubled word"), ("天天打", "a doubled word"), ("妈妈", "a doubled word"),
    ("告诉你你家里人", "two words that meet"),
    ("爸妈姐姐姐夫", "two words that meet"), ("零零零零", "digits read out"), ("一一一", "digits"), ("洞洞洞", "digits over the radio"),
    ("咱们公司", "咱 may or may not be the speaker"), ("阮女士", "a surname"), ("王伊人", "a name"), ("唔,好的", "a hum"),
    ("通话录音", "recorded calls"), ("法制教育", "law"), ("银行", "a bank"), ("微信", "WeChat itself"), ("做好准备", "a verb"),
]  # fmt: skip


@pytest.mark.parametrize("source, expected, because", DISGUISED, ids=[row[0] for row in DISGUISED])
def test_a_disguised_word_is_what_it_means(source, expected, because):
    assert normalise(source).text == (expected if because != "a Greek letter: the word alone" else "微信"), because


@pytest.mark.parametrize("text, because", INNOCENT, ids=[row[0] for row in INNOCENT])
def test_an_innocent_word_stays(text, because):
    assert normalise(text).text == text, because


QUOTED = [
    ("把你(通)讯(录)都打", "通讯录", "通)讯(录"),
    ("给jjlxr打", "紧急联系人", "jjlxr"),
    ("上zheng信了", "征信", "zheng信"),
]


@pytest.mark.parametrize("source, part, quote", QUOTED)
def test_the_source_is_quoted(source, part, quote):
    normal = normalise(source)
    at = normal.text.index(part)
    start, end = normal.span(at, at + len(part))
    assert quote in source[start:end]
