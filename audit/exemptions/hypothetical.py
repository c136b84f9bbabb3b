"""What somebody may meet one day, or what only a court could order, told with what to do then: 真有人堵门您就报警."""

import re

from audit.exemptions.hit import Hit
from audit.worded import Worded

_IF = Worded(
    r"(?:如果?|若|要是|假如|倘若|万一|一旦|凡是?|真要?|要真|如遇|遇到|碰到|碰上|接到|收到|看到|谁(?:要|敢|再|来|去|给|跟|收|问)|他要真|真有|再有|任何(?:人|要求|以|自称)?|以后|那种|遇|(?:收到|接到)[^,。!?;]{0,8}的话)"
)
_THEN = Worded(
    r"您报警|(?:就|请您?|可以|马上|立即|直接|先|该)(?:报警|报案|打110|挂断|挂掉|举报|投诉|拨打|打官方|找我|告诉我|留证|保留|拒绝|别开|别理|别信|核实|核对)|均(?:为|属|与|系)|都(?:是|不是)|也?是法院|法院(?:判|裁|认|说|决定|通知)[^,。!?;]{0,6}(?:才算|才能|为准|以后|之后|才)|我们说了不算|谁也不能|别(?:给他?开|理|信|碰|开|点|交|让他)|该报警|您?如实说|按时去|要按时|等官方|切勿|谨防|请勿|别不去|不去对您不利|不管是哪家"
)
_OWN = re.compile(
    r"(?:你|您)(?:要是|如果|再|若|今天)?(?:再)?(?:不还|不处理|不接|不来|不交|拖|躲|赖)|否则|不然|我(?:就|也)(?!会?帮|给您|会?处理)"
)


def exempt(hit: Hit) -> bool:
    start, end = hit.sentence
    if _OWN.search(hit.text, start, end):
        return False
    return bool(_IF.search(hit.text, start, hit.spots[-1][1]) and _THEN.search(hit.text, hit.spots[0][0]))
