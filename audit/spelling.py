"""Disguised spellings that can mean one thing only, and what they mean: 崔收, zheng信, 扌丁, jjlxr.

A spelling with an innocent reading stays out, or is listed with the words beside it that leave no doubt. Between
Chinese characters an ordinary word that overlaps a spelling saves it: 公正信息 holds no 征信, 通信录音 no 通讯录.
"""

import re
from collections.abc import Iterator

from audit.innocent import is_word

#: What is meant: how it is written to dodge filters, or misspelt.
_WORDS = {
    "征信": "正信 证信 怔信 蒸信 症信 征芯 征亻言 正亻言",
    "起诉": "起素 启诉 启素 起溯 岂诉 起讠斥",
    "催收": "崔收 摧收 吹收 亻崔收",
    "通讯录": "通信录 通训录 通迅录 通汛录 通寻录 童讯录 同讯录 桶讯录 通讯绿 通讯鹿 通讯禄 通讯箓 通讯碌 txl",
    "曝光": "爆光 暴光 瀑光",
    "老赖": "老癞 老濑 老籁",
    "拘留": "拘流 拘溜 抅留",
    "刑事拘留": "刑事居留",
    "行政拘留": "行政居留",
    "拘留所": "居留所",
    "刑拘": "刑居 邢拘 型拘 形拘 邢居",
    "经侦": "精侦 精帧 经帧",
    "立案": "立桉",
    "法院": "法阮 砝院 珐院 氵去院",
    "传票": "传飘",
    "银行": "银亍 银彳亍 钅艮行",
    "微信": "薇信 徽信 溦信 嶶信 微亻言 v信 wx vx",
    "加微信": "加威信",
    "微信号": "威信号 v信号",
    "支付宝": "支付饱 支付堡 吱付宝 zfb",
    "高利贷": "高利代 高利袋 高立贷",
    "律师": "侓师",
    "紧急联系人": "jjlxr",
    "欠款": "欠歀",
    "滞纳金": "滞n金 滞na金",
    "跳楼": "跳搂",
    "自杀": "自鲨 自纱",
    "全家": "佺家",
    "诈骗": "诈片 炸骗 榨骗",
    "坐牢": "坐劳 座牢 做牢",
    "判刑": "判邢 判型",
    "家里": "屋企",
}
#: Initials that may be other words, beside words that leave no doubt.
_INITIALS = {
    "征信": ("zx", "上_ 黑_ 花_ 查_ 毁_ 影响_ _报告 _记录 _黑 _花 _中心 _系统 _逾期 _不良 _污点"),
    "起诉": ("qs", "会_ 被_ 直接_ 准备_ 马上_ 申请_ 提交_ 法院_ _你 _您 _书 _状 _立案"),
    "催收": ("cs", "暴力_ 第三方_ 委外_ _公司 _员 _人员 _函 _电话"),
    "法院": ("fy", "到_ 去_ 移交_ 提交_ _传票 _起诉 _立案 _判 _开庭 _见 _执行"),
}
#: Words that are spelt with Latin letters, in whole or one syllable of them.
_PINYIN = {
    "征信": "zheng xin",
    "起诉": "qi su",
    "催收": "cui shou",
    "通讯录": "tong xun lu",
    "曝光": "bao guang",
    "老赖": "lao lai",
    "拘留": "ju liu",
    "刑拘": "xing ju",
    "经侦": "jing zhen",
    "法院": "fa yuan",
    "警察": "jing cha",
    "公安": "gong an",
    "律师": "lv shi",
    "微信": "wei xin",
    "支付宝": "zhi fu bao",
    "诈骗": "zha pian",
    "坐牢": "zuo lao",
    "逾期": "yu qi",
    "欠款": "qian kuan",
    "还款": "huan kuan",
    "裸照": "luo zhao",
    "传票": "chuan piao",
    "贷款": "dai kuan",
    "跳楼": "tiao lou",
    "家人": "jia ren",
    "全家": "quan jia",
}
#: Characters taken apart; what stands to the left is written alone nowhere else.
_PARTS = {
    "打": "扌丁", "抓": "扌爪", "找": "扌戈", "拘": "扌句", "据": "扌居", "扣": "扌口", "使": "亻吏", "信": "亻言", "你": "亻尔", "他": "亻也",
    "催": "亻崔", "传": "亻专", "债": "亻责", "给": "纟合", "钱": "钅戋", "银": "钅艮", "诉": "讠斥", "讯": "讠卂", "证": "讠正",
    "法": "氵去", "院": "阝完", "征": "彳正", "行": "彳亍", "狗": "犭句", "猪": "犭者", "怕": "忄白",
}  # fmt: skip


def _table() -> Iterator[tuple[str, str]]:
    for meant, spellings in _WORDS.items():
        yield from ((spelling, meant) for spelling in spellings.split())
    for meant, (letters, places) in _INITIALS.items():
        yield from ((place.replace("_", letters), place.replace("_", meant)) for place in places.split())
    for meant, letters in _PINYIN.items():
        syllables = letters.split()
        yield letters.replace(" ", ""), meant
        yield from (("".join((*meant[:at], one, *meant[at + 1 :])), meant) for at, one in enumerate(syllables))
    yield from ((parts, whole) for whole, parts in _PARTS.items())


MEANT = dict(_table())
#: The longest first, each letter by letter no part of a longer Latin word, an address or a link.
_SPELT = re.compile("|".join(sorted(map(re.escape, MEANT), key=lambda spelling: (-len(spelling), spelling))))
_JOINED = re.compile(r"[a-z0-9_./@\-]")


def disguised(text: str) -> Iterator[tuple[int, int, str]]:
    """`[start, end)` of each disguised spelling in a normalised text, and what it means; none overlap."""
    start = 0
    while found := _SPELT.search(text, start):
        first, last = found.span()
        if _stands_alone(text, first, last):
            yield first, last, MEANT[found.group()]
            start = last
        else:
            start = first + 1


def _stands_alone(text: str, first: int, last: int) -> bool:
    before, after = text[first - 1 : first], text[last : last + 1]
    if (text[first].isascii() and _JOINED.match(before)) or (text[last - 1].isascii() and _JOINED.match(after)):
        return False
    named = before == "【" and not any(map(str.isascii, text[first:last]))
    return not (named or is_word(before + text[first]) or is_word(text[last - 1] + after))
