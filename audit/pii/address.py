"""Postal addresses: chains of named units (省 … 路, 小区) and doors (号 … 室) that name a place and not only a region."""

import re
from collections.abc import Iterator

from audit.pii.address_beside import CROSS, END, NEAR
from audit.pii.address_doors import DOOR, UNTOLD
from audit.pii.address_names import NAMED, NUMBER, REGION, SIGN
from audit.pii.address_start import begin
from audit.pii.name_lists import WORDS
from audit.pii.pattern import either
from audit.pii.places import FULL

Spans = Iterator[tuple[int, int]]

#: Units in a row; a name whose kind nothing says needs its door right behind it.
_CHAIN = re.compile(f"{either(NAMED, DOOR)}{either(CROSS, NEAR, NAMED, DOOR, UNTOLD + DOOR)}*{END}?")
_PARTS = re.compile(f"(?P<door>{DOOR})|(?P<named>{NAMED})|{UNTOLD}")
#: A city or a district alone is no address.
_MERE = re.compile(f"{REGION}$")
_PART_OF_VILLAGE = re.compile("村[^\\W0-9a-z_]{1,4}(?:组|屯|自然村)$")
_BUILDING = re.compile(f"{NUMBER}(?:号楼|栋|幢|座)|单元")
SIGNS = "社城湾府庭郡庄场排省市区县镇乡村路道街巷弄号栋幢座室楼苑园厦寓组舍"
_SIGNS = f"[{SIGNS}]|单元|广场|家属院"
#: Two such signs close together: else no chain is looked for.
WORTH = re.compile(f"{either(_SIGNS)}.{{0,12}}?{either(_SIGNS)}")
_SHORTEST = 4
#: A court or an office is called after its district.
_OFFICE = re.compile("人民|法院|检察|公安|派出所|分局|政府|税务|社保|劳动|仲裁")
#: Towns with signs that else end a chain; they count as any other sign there. The longest is tried first.
_ODD_NAMES = sorted({name[:-1] for name in FULL if re.search(f"(?!{SIGN}).", name[:-1])}, key=len, reverse=True)
_ODD = re.compile(f"{either(*_ODD_NAMES)}(?=[省市县区旗州])")


def find(text: str) -> Spans:
    plain = _ODD.sub(lambda match: "丰" * len(match[0]), text)
    for match in _CHAIN.finditer(plain):
        if _OFFICE.match(text, match.end()):
            continue
        start = begin(text, match.start(), match.end())
        if match.end() - start >= _SHORTEST and _is_address(plain[start : match.end()]):
            yield start, match.end()


def _is_address(chain: str) -> bool:
    named, doors, exact = 0, 0, False
    for part in _PARTS.finditer(chain):
        if part.lastgroup == "door":
            doors += 1
        elif part.lastgroup == "named" and (len(part[0]) > 2 or part[0] not in WORDS):
            named += 2 if _PART_OF_VILLAGE.search(part[0]) else 1
            exact = exact or _MERE.search(part[0]) is None
    if not named:
        return doors >= 2 and _BUILDING.search(chain) is not None
    return named + min(doors, 1) >= 2 and (exact or doors > 0)
