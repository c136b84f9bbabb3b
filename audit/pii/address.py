"""Postal addresses: chains of 省/市/区/路/号/栋/室 that name a place and not only a region."""

import re
from collections.abc import Iterator

Spans = Iterator[tuple[int, int]]

_NAME = "[^\\W0-9a-z_在到住去来是的于我你您他她们请寄为址从有和与及就把给会要不还让被很都也了吗呢吧啊省市县镇乡]"
_NUMBER = "(?:[0-9]{1,5}(?:-[0-9]{1,4})?|[一二三四五六七八九十百零]{1,5}|[0-9]{0,3}[a-z])"
_REGION = f"(?:{_NAME}{{2,7}}?(?:省|自治区|自治州|市|地区|盟)|{_NAME}{{1,6}}?(?:区|县|旗))"
_PLACE = (
    f"(?:{_NAME}{{1,6}}?(?:镇|乡|街道|社区|村)|[0-9]{{0,3}}{_NAME}{{1,7}}?(?:路|街|大道|大街|巷|弄|胡同)(?:[东南西北中]段?)?"
    f"|{_NAME}{{2,8}}?(?:小区|花园|家园|公寓|大厦|新村|苑|广场|佳苑|华庭))"
)
_DOOR = f"(?:{_NUMBER}(?:号楼|号院|号|弄|组|栋|幢|座|单元|层|楼|室|房))"
_CHAIN = re.compile(f"{_REGION}{{0,4}}{_PLACE}{{0,3}}(?:{_DOOR}|{_PLACE}){{0,6}}")
_PARTS = re.compile(f"(?P<region>{_REGION})|(?P<place>{_PLACE})|(?P<door>{_DOOR})")
#: Where a chain can begin that a verb precedes.
_KNOWN = re.compile(
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆"
    "|广州|深圳|杭州|南京|苏州|武汉|成都|西安|长沙|郑州|济南|青岛|沈阳|大连|哈尔滨|长春|合肥|福州|厦门|南昌|昆明|贵阳|南宁|太原|石家庄|兰州|宁波|无锡|东莞|佛山"
)
_HOUSE = re.compile("号楼|栋|幢|座|单元|室")
_SIGNS = "[省市区县镇乡村路街道巷弄号栋幢座室楼苑园厦寓]|单元"
#: Two such signs close together: else no chain is looked for.
WORTH = re.compile(f"(?:{_SIGNS}).{{1,12}}(?:{_SIGNS})")


def find(text: str) -> Spans:
    for match in _CHAIN.finditer(text):
        if match.end() - match.start() < 4:
            continue
        parts = list(_PARTS.finditer(match[0]))
        kinds = [part.lastgroup for part in parts]
        if _is_address(kinds, match[0]):
            start = match.start()
            if parts and (known := _KNOWN.search(match[0], 0, parts[0].end())):
                start += known.start()
            yield start, match.end()


def _is_address(kinds: list[str | None], chain: str) -> bool:
    regions, places, doors = (kinds.count(kind) for kind in ("region", "place", "door"))
    if regions + places == 0:
        return doors >= 2 and _HOUSE.search(chain) is not None
    return (places + doors > 0 and regions + places + doors >= 2) or regions >= 3
