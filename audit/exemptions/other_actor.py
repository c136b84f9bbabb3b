"""The debtor is who does it, did it or thinks of it, and the speaker takes it up: 您要把车卖了还,别贱卖."""

import re

from audit.exemptions.hit import Hit
from audit.worded import Worded

#: 你 as well where the plan is against the speaker's own side.
_PLANS = re.compile(
    r"(?:您|你)(?:们)?(?:说|是说)?(?:想|要|要是|如果|打算|准备|非要|执意|实在要|真要|要真|自己|可以|让我|叫我|要我)(?:想|要|去|把|先|在|向|找|到)?"
)
_DONE = re.compile(
    r"(?:您|你)(?:们)?(?:刚才|刚刚|之前|上次|那天|昨天|已经|自己|自个儿)?(?:把|发|转|填|念|贴|骂|投诉|申请|提交|提供|上传|误收|打|报|存|打错|写)"
)
_AGAINST_US = re.compile(r"(?:曝光|起诉|告|投诉|举报|骂)了?(?:我们?|我司|公司|咱们)(?![就会要也的])")
#: How the speaker takes it up.
_TAKEN_UP = Worded(
    r"是您的(?:权利|自由|决定|事)|您的(?:权利|自由|决定)|有您的权利|也(?:可以|行|成|没关系|没事|理解)|没问题|别冲动|别着急|别(?:贱卖|急着)|先看看|慎重|真的不行|不好意思|请(?:您|问|她|他)|请[^,。!?;]{0,6}自己|(?:让|请)[她他](?:打|转|自己)|可以[,。]|请注意|我(?:也)?不(?:生气|怪您|介意)|不(?:用|必|能)收|真不行|不行(?:啊|的|哦)?|谢谢|不能拿|不能收"
    r"|赶紧(?:改|别用|删|撤回|挂失)|改一下|不安全|别用那个|(?:让他|请他)删|上报|报警|止付|止损|没收到|不是我们|看到了|收到了|的结果|出来了|已(?:经)?(?:处理|收到|登记|协调|退)|我(?:给您)?(?:登记|记录|反馈|上报|核实|查)|需要[^,。!?;]{0,8}同意|咱们就走程序|走程序|先(?:问问|跟他商量|找正规)|再还(?:也|就)?行|可以向他追偿|追偿"
)
_OWN = re.compile(r"否则|不然|我(?:就|也)(?!不生气|可以|帮|给您|理解|没)|有什么用|没用|随便|尽管|试试|看谁|休想|闭嘴")


def exempt(hit: Hit) -> bool:
    start, end = hit.sentence
    stop = hit.spots[-1][1]
    near = hit.text[max(start, hit.start - 12) : hit.end]
    if _OWN.search(hit.text, hit.end, end):
        return False
    plans = [cue for cue in _PLANS.finditer(hit.text, start, stop) if _subject(hit, cue, stop)]
    done = [cue for cue in _DONE.finditer(hit.text, start, stop) if _subject(hit, cue, stop)]
    if plans and _AGAINST_US.search(near + hit.text[hit.end : hit.end + 4]):
        return True
    return bool((plans or done) and _TAKEN_UP.search(hit.text, hit.start))


def _subject(hit: Hit, cue: re.Match[str], stop: int) -> bool:
    """Nobody else takes over between the subject and the act."""
    return not re.search(r"[,。!?;:]|我(?!们?[的是]|司)|就", hit.text[cue.end() : min(hit.spots[-1][0], stop)])
