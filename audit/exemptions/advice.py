"""The debtor is warned of the act when others do it: 如果接到自称公安的电话,请直接拨打110核实."""

import re

from audit.exemptions.hit import Hit
from audit.worded import Worded

_AGAINST = Worded(
    r"请不要|请勿|请您不要|[您你]不要(?!脸|逼|怪|以为)|不要(?:相信|轻信|理会|点击|提供|转账)|切勿|谨防|警惕|防范|提防|当心(?:被骗|诈骗)|小心(?:被骗|诈骗|上当)|不建议|不推荐|建议[您你]?不要|别(?:相信|轻信|理会|转给)|注意甄别"
    r"|\b(?:beware|do not trust|watch out for)\b"
)
_SOMEBODY = Worded(
    r"(?:如果?|若|一旦|假如)[您你]?[^,。!?;]{0,4}(?:接到|收到|遇到|碰到|有人|发现)|自称|冒充|假冒|凡是|凡|任何人|有人|让[您你][^。!?;]{0,16}的|收费|所谓"
)
_REMEDY = Worded(
    r"拨打|打110|报警|谨慎|不可信|别信|不要(?:相信|轻信|理会|转|给|提供)|请不要|请勿|诈骗|骗局|骗子|假的|不是(?:我们|我司|官方)|(?:与|跟|和)(?:我们|我司|本公司)[^。!?;]{0,4}(?:无关|没有(?:任何)?关系)|甄别|核实|举报|挂断|不是我们的官方"
    r"|都不是(?:我们|我司|官方)"
)
_THREAT = re.compile(r"否则|不然|要不然|后果|我们?(?:就|会|将)(?!.{0,4}(?:登记|核|协助|处理))|别怪|自负")


def exempt(hit: Hit) -> bool:
    """Whether the act is something that the debtor is told to beware of."""
    start, end = hit.sentence
    sentence = hit.text[start:end]
    if _THREAT.search(sentence):
        return False
    warned = any(_reaches(hit, cue.end()) for cue in _AGAINST.finditer(hit.text, start, hit.start + 1))
    return warned or bool(_SOMEBODY.search(hit.before + hit.quote + hit.after[:10]) and _REMEDY.search(hit.after))


def _reaches(hit: Hit, cue: int) -> bool:
    """A warning covers the clause it is in and the list that follows it."""
    return not re.search(r"[,;:](?!或|和|以及|也|更)", hit.text[cue : hit.start])
