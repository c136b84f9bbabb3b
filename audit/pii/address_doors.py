"""Units of an address that have numbers: 12号, 3栋2单元501室, 附4号; and names that only a number behind them tells."""

from audit.pii.address_names import ANY, NUMBER, SIGN
from audit.pii.pattern import either

_UNIT = either(
    "号楼(?!下[那的])|库(?![存里])|号院(?![里内])|号|街坊|村(?!民|委|部)|舍(?![得友不])",
    "巷|排|区|支弄|支路|期(?=[0-9a-z])|弄|组|栋|幢|座|单元|层|楼|梯",
    "室|房(?![内间里产东子租])|户(?![主籍口型名])|队|社|连|师|团|档|门(?![口卫外牌店面])|铺",
)
#: Behind figures that are no number of a door: a date, a sum, how often, how long.
_COUNTED = "[0-9年月日天元块万千个次期:*]"
_ANNEX = either(
    f"附{NUMBER}[号栋室]?(?:门面)?",
    "之[一二三四五六七八九0-9]{1,2}",
    "[甲乙丙丁](?!方|单元)",
)
DOOR = either(
    f"第?{NUMBER}(?:村民|居民|生产|牧业)?小?组(?![织成合])",
    "甲[0-9]{1,3}-[0-9]{1,4}",
    f"附?{NUMBER}(?:[-之]{NUMBER}){{0,3}}{_UNIT}{_ANNEX}?",
    f"[东南西北]{_UNIT}(?=[0-9])",
    "(?<=[园苑区城庭寓])\\([一二三四五六七八九东南西北]{1,2}[期区]\\)",
    # Floors and rooms without their unit, behind a building or a stair.
    "(?<=[栋幢座楼号元厦])[0-9]{1,2}f(?![a-z0-9])",
    f"(?<=[栋幢座楼元号区院阁轩园府门层梯])-?[0-9]{{2,4}}(?!-[0-9]|{_COUNTED}|分钟|\\.[0-9]|,[0-9]{{3}}(?![0-9]))",
    "(?<=[元幢栋座楼号弄门层舍梯])[一二三四五六七八九零〇幺两]{3,4}(?![十百千万块元个名位])室?",
    "[a-z]?[0-9]{1,3}(?:-[0-9]{1,4}){1,3}(?![0-9.:])",
    "(?<=[栋幢座楼号元])-[0-9]{1,4}",
    "(?<=[厦楼寓苑舍塔心])[0-9]{3,4}(?!米)(?![0-9年月日天元块万千个次期:*.,])",
)
#: What an estate, a works or a hamlet is called, when a door follows.
_FREE = (
    f"{SIGN}{{1,11}}?(?="
    + either(
        f"{NUMBER}(?:号|栋|幢|座|单元|弄|组|队|社|楼|层|室|排|连|档|舍|铺|房|村|街坊)",
        "[0-9]{1,2}区[0-9]",
        "[a-z]?[0-9]{1,3}-[0-9]{1,4}(?:-[0-9]|室)",
        "[a-z]区",
        "(?<=[厦楼寓苑舍塔心])[0-9]{3,4}(?![0-9年月日天元块万千个次期:*.,]|米)",
    )
    + ")"
)
#: Below a road nothing else can be meant, whatever its signs: 海棠湾壹号8栋.
_LOOSE = f"(?<=[路街巷段道镇乡号]){ANY}{{1,9}}?(?={NUMBER}(?:号楼|栋|幢|座|单元|舍|房|室|铺|门[0-9]))"
#: A name whose kind nothing says.
UNTOLD = either(_FREE, _LOOSE)
