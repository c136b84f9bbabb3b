"""The agent asks for a fact: 请问您是张先生本人吗? A question that threatens is none: 要不要我现在拨?"""

import re

from audit.exemptions.hit import Hit
from audit.worded import Worded

_ASKS = Worded(
    r"请问|想问|问一下|请教|核实一下|确认一下|请确认|麻烦确认|是否|能否|可否|方便|需要(?!我)|有没有(?!良心|脸)|\b(?:may i|could you|can you|are you|is this)\b"
)
_RHETORICAL = re.compile(
    r"信不信|要不要我|要我|你猜|怕不怕|难道|想不想|敢不敢|知不知道|要不要脸|还是不是人|凭什么|怎么|有什么用|当我|试试|有没有想过|想清楚|考虑过"
)


def exempt(hit: Hit) -> bool:
    start, end = hit.sentence
    sentence = hit.text[start:end]
    asks = sentence.rstrip('" \n').endswith("?") or re.search(r"[吗呢][。!;\n]?$", sentence)
    return bool(asks and _ASKS.search(hit.before + hit.quote) and not _RHETORICAL.search(sentence))
