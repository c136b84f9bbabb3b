"""Where in a chain of units the address begins: words for going, dwelling and writing may have run into its first name."""

import re

from audit.pii.pattern import either
from audit.pii.places import FULL, GREAT

#: Words that may have run into the first name, anywhere in it.
_WORDS = either(
    # Of an address and what it is for.
    "新址|原址|留址|收货地|代收点|门牌|地址|地点|地是|坐标|定位|位于|坐落|所在地|所在|办公地点?|注册地址?|经营地|户籍地|送达地|填的|写的|登记为|填写",
    # Of dwelling.
    "暂居|现居住地?|现居|现住址?|居住地?|居住|住址|常住|暂住|租住|借住|住所|家住|户籍|户口本?|籍贯|老家|新家|家里|家是|家的|新房|房子|房屋|房产|住房|承租|抵押|名下|他家|我家|她家|人在|来自",
    # Of going and moving.
    "带路|行至|搬离|撤离|搬至|迁至|到访|回访|访问|拜访|路过|到达|抵达|前往|走访|赶赴|去向|回到|附近|经过|途经|来访|外访|上门|约在|约定|约见|面谈|现场",
    # Of sending.
    "信件|快件|邮件|包裹|材料|回执|函件|票据|合同|投入|投递|投至|投到|投放|张贴|贴到|送交|收货|收件|发往|送达|送至|寄至|寄往|邮寄|转寄|发至|快递",
    # Of changing.
    "改成|改为|换成|换到|变更为|更正为|更新为|现为|成了|不是|而是|对不对",
    # Of telling and finding.
    "找一下|得知|显示|核实|确认|看到|查到|找到|叫做|通知|查封|案涉|涉案|应该|说是",
    # Of time.
    "目前|现在|仍|已经|已从|已由|今日|今天|昨日|昨天|上午|下午|明天",
    # Of people and houses.
    "随村长|楼层|单位|公司|店里?|店铺|门店|店面|债务人|借款人|本人|客户|先生|女士|隔壁|对面|那边|这边|就是|因为|可以",
)
#: Single signs of such words; some of them also begin names: 回族, 经开区, 来安.
_SIGNS = either(
    "[是由从至为达赴搬称离对访哈呀嘛吧哦说:]",
    "回(?!族)",
    "沿(?![江河海湖溪滩])",
    "经(?![开济])",
    "写(?!字)",
    "个(?!旧)",
    "发(?![展财祥达])",
    "来(?![宾安凤福宁])",
    "按?址",
    "处",
)
_RUN_IN = re.compile(f".*{either(_WORDS, _SIGNS)}(?=..)|家(?=..)")
_FIRST = re.compile(
    "[^\\W0-9a-z_]{0,14}?(?:省|自治[区州县]|市|区|县|镇|乡|街道|社区|村|屯|大道|大街|(?<![带引问顺半])路|街|巷|弄|胡同|小区|花园|家园|公寓|大厦|广场|苑|新村|新城|农场|[里坊院](?=[0-9一二三四五六七八九十])|[a-z]?[0-9])"
)
#: A first name is not cut shorter than this, its kind included.
_TRAILING = 2
#: Characters before a chain that may belong to its first place, and in the longest name of one.
_BACK, _LONGEST = 4, 7
_KINDS = frozenset("省市县区州旗盟")


def begin(text: str, start: int, end: int) -> int:
    """The offset of the first name proper."""
    first = _FIRST.match(text, start, end)
    if first is None:
        return start
    limit = first.end()
    known = _known(text, start, min(limit + 2, end))
    if known is not None:
        return known
    lead = _RUN_IN.match(text, start, limit)
    if lead and limit - lead.end() >= _TRAILING:
        return lead.end()
    return start


def _known(text: str, start: int, limit: int) -> int | None:
    """Where the first known place begins that no other place stands right before; it may have begun before the chain."""
    for at in range(max(0, start - _BACK), limit):
        for length in range(2, _LONGEST + 1):
            name = text[at : at + length]
            great = name in GREAT and not _RUN_IN.match(text, at + length, limit)
            if (great or (length > _TRAILING and name in FULL)) and at + length > start:
                return at if at <= start or text[at - 1] not in _KINDS else None
    return None
