"""Names written by their sound, as Uyghur, Tibetan and Mongolian names are: with a point (阿依努尔·麦麦提), or of known parts."""

import re
from collections.abc import Iterator

from audit.pii.foreign_parts import PARTS
from audit.pii.places import SHORT

Spans = Iterator[tuple[int, int]]

#: Characters that foreign sounds are written with.
_SOUND = (
    "卜不合拜吾甫瓦旦再居散斯马赛瑞涅科维奇娃罗洛山祖皮仙西丁且农苏塞都莱里比胡亥孜阿依努尔麦提买古丽艾力热曼吐逊迪木拉帕玛尼库班卡德哈乌云其格巴"
    "特娜仁托娅高萨日雅孟布图琴勒额登扎卓次达索朗增丹桑姆央金平措多吉白珠米普边强晋美才让贡嘎曲珍奴汗江莎夏夫那甘牙生沙塔坦别克叶帖肯穆罕默义伊敏"
    "亚森玉素守海希凯司则地杜加莫谢盖安万诺约翰史密汉尤贝佳宝音朝鲁敖包毕旺堆拥泽郎绒俄降初切毛杰南太本周先恰华泰坤松猜汶颂利各林卢宾保肉波兰明荪"
    "妮洪喀蒂菲佐昂呷铁牧晓赫蒙翁青嘉开如沃奥欧芒贾纳琪莲露黛娣阔什麻"
)
_SOUNDS = f"(?:(?!先生|女士)[{_SOUND}])"
_POINT = "[·•・]"
#: And, where a point shows that it is a name, with these.
_FURTHER = "卫莉彼得廖柯恒列雷亨查理弗乔治福瑟珊彭费丝妲薇茨基戈洁根顿伦博伯道勋爵乎孔支衣兹蓝柏杨敢"
_OF_POINTED = f"(?:(?!先生|女士)(?:[{_SOUND}{_FURTHER}]|大(?=卫)))"
_POINTED = re.compile(
    f"(?![让和得])(?:{_OF_POINTED}){{2,7}}(?:{_POINT}{_OF_POINTED}{{2,7}}){{1,2}}(?<![那和让在不这得])(?<![^不布]都)"
)
_PART = "|".join(PARTS)
_SHORT = 2
_TITLE = "先生|女士|小姐|同志|师傅|老师|本人|客户|[您你]好"
#: What such a name ends before.
_END = f"(?=[^\\w]|$|{_TITLE}|[说的在是吗吧呢已和跟这那家也]|提[出供交]|还是|电话|手机|身份|名下|微信|账|夫妇|女儿|儿子|一[个位家]|出示|表示|自称|称|签收|到场)"
#: Sounds at the end of a name: no such word as 不, 那.
_LAST = f"(?:(?![不那和都在让这])(?:{_SOUNDS}))"
#: Sons and daughters of the Dai: 岩温罕, 玉波罕.
_DAI_FIRST, _DAI_SECOND = "岩玉", "温罕坎香应龙光甩波腊喃帕嫩旺丙"
_DAI = f"(?:(?<!刀)[{_DAI_FIRST}][{_DAI_SECOND}][罕坎香叫龙光甩恩囡嫩腊应])"
_WHOLE = re.compile(f"(?:{_PART})(?:{_SOUNDS}{{0,2}}?(?:{_PART})(?:{_LAST}{_END})?|{_LAST}{{1,3}}{_END})|{_DAI}")
#: One part alone, where it cannot be anything else.
_ALONE = re.compile(
    f"(?:(?<=[叫名:是】@ 写填人找和跟姐哥遇见由])|(?<![^,。;!?\n]))(?:{_PART}){_END}|(?:{_PART})(?=先生|女士|小姐)"
)
#: Said alone, too long to be anything else, unless more sounds follow.
_LONG = re.compile(
    f"(?:{'|'.join(part for part in PARTS if len(part) > _SHORT)})(?![尔提江汗木古丽娜尼布德特图热依拉买合·•・])"
)
_TOWNS = re.compile("阿坝|林芝|那曲|喀什|乌兰(?:巴托|木)|巴彦|扎鲁特|阿拉善|扎西德勒|巴音郭楞|巴图湾")
#: What such a word is the name of a place before.
_PLACES = (*"省市区县镇乡村州盟旗路街", "嘎查", "苏木")
_LONGEST_TOWN = 5
#: What the parts begin with.
PAIRS = frozenset(part[:2] for part in PARTS) | {first + second for first in _DAI_FIRST for second in _DAI_SECOND}
_FIRST, _SECOND = ("".join(sorted({pair[at] for pair in PAIRS})) for at in (0, 1))
#: What must be in a text; classes are quicker to look for than words.
WORTH = re.compile(f"[{_FIRST}](?=[{_SECOND}])(?:(?<=(?={_PART}|{_DAI}).))|{_OF_POINTED}{_POINT}{_OF_POINTED}")


def find(text: str) -> Spans:
    for pattern in (_POINTED, _WHOLE, _ALONE, _LONG):
        for match in pattern.finditer(text):
            if not _town(text, match.start()) and not text.startswith(_PLACES, match.end()):
                yield match.span()


def _town(text: str, start: int) -> bool:
    named = any(text[start : start + length] in SHORT for length in range(_SHORT + 1, _LONGEST_TOWN + 1))
    return named or _TOWNS.match(text, start) is not None
