"""Somebody else did it or said it, and the speaker deals with that: 有人往您门上喷漆的事我们已经报案."""

import re

from audit.exemptions.hit import Hit
from audit.worded import Worded

_OTHERS = Worded(
    r"(?<![会将让叫派找排])(?:有人|有的人|有些|某些|那个人|那人|那家|别人|人家|谁(?!派|让我)|他人|对方|他机构|骗子|不法分子|陌生人|黑催收|黑中介|中介|(?:其他|别的|其它)(?:公司|机构|平台|人|家)|外面"
    r"|(?:前|上|之前那?|原来)(?:一?[个批任位家]|的)[^,。!?;]{0,4}(?:坐席|人员|催收|同事|公司|机构|员工|人)|(?:离职|外包)[^,。!?;]{0,4}(?:人员|员工|坐席|机构|网点)|该(?:员工|坐席|机构|人员)|以前(?:行业|这行|有)|同事那天|那位|(?<![叫让给])他(?:叫|让|说|要)您)"
    r"|[您你](?:说|讲|问|提|反馈|反映|申诉|留言|填写|收到|看到|刷到|听|发)(?:到|过|来|给我)?的|对于|关于|的(?:事|行为|做法)(?:太|真|性质|很|千万)|图片里|截图里|被(?:他人|别人|人|胶)|门锁"
)
#: In the future it is the threat itself: 会有人去你家.
_COMING = Worded(
    r"有人(?:会|将|就|要|去|来|上门)|(?:会|将|让|叫|派|找|安排)[^,。!?;]{0,3}(?:有人|别人|人家)|人家?会|明天|今晚|到时候|早晚|迟早"
)
#: How a speaker deals with what others did.
_HANDLED = Worded(
    r"(?:您|请|可以|建议|赶紧|马上|立即|立刻|快|先|直接|遇到|应该|该|已)(?:报警|报案|打110|拨打110|去派出所)(?!也|没用|吧?随便|了也|啊)|报警(?:回执|止付|处理)|向公安|派出所"
    r"|经查|核查|调查|已(?:停|退|暂停|全额|删|处理|上报|报案|报备|澄清|解释|整改|约谈|反映)|停职|暂停|上报|监察|终止|追究|移送|开除|退款|退还|约谈"
    r"|(?:向|跟|给|替)[您你](?:道|致)歉|抱歉|我们认错|整改|留证|取证|(?:保存|保留)(?:好)?证据|证据留好|截屏|截图给我|录音(?:给|发)|发(?:给)?我(?:举报|核)|日期给我|我(?:来|去|帮[您你])?(?:举报|登记|反映|记录|已经反映)"
    r"|协助(?:[您你]|其|客户|处理|报警|当事人)|维权|查不到是谁|不是我们|不是我司|我们没有?(?:委托|派|安排|授权|打过|做过|这)|(?:没|未)(?:委托|派)(?:任何)?人|您(?:把[^,。!?;]{0,10})?告诉我|别(?:给他?开|让他进|理他?)|让他删|止付|停止转账|出警|有凭证|更正|追责|请您删除|您?(?:一定|千万)?别(?:给|去|学|跟着)|是男的女的|属实|没转吧|没转就对|听错|我只说|没说别的"
)
#: Said of what was done in one's own name, whoever did it.
_ANSWERED = Worded(r"(?:向|跟|给|替)[您你](?:道|致)歉|我们认错|我们承担责任|不是我们(?:发|做|干|派|说|拍|贴)的|被罚")
#: Own conduct or own threat after it.
_OWN = Worded(
    r"否则|不然|要不|(?<!我)我(?:就|也会|一样)(?!把|帮|给您|登记|记|上报|停|核|查|说)|报警也|随便报|尽管报|投诉也|[你您]看着办"
)
#: Notes in the third person; with the collector's own words in it they tell of the collector.
_TOLD = Worded(
    r"(?:当事人|客户|债务人|借款人|邻居|家属|其[父母妻夫子女]|户主|物业|新人|学员|有同事|对方|老人|前台|门卫|保安|业主)[^,。!?;]{0,6}(?:曾|称|说|反映|表示|问|扬言|自述|误认|误以为|欲|想|骂)"
    r"|被(?:他人|别人)|见他|系他|他人(?:张贴|所为)"
)
_COLLECTOR = re.compile(r"[你您]|告知|说明|宣读|劝阻|声称|我方(?:称|表示|要求)|要求其|对[^,。!?;]{1,6}称|让其|令其")


def exempt(hit: Hit) -> bool:
    start, end = hit.sentence
    act = hit.spots[-1][0]
    if _OWN.search(hit.text, hit.start, end):
        return False
    told = (hit.text[max(start, cue.start() - 2) : hit.end] for cue in _TOLD.finditer(hit.text, start, act + 1))
    if any(not _COLLECTOR.search(note) for note in told):
        return True
    if _COMING.search(hit.text, max(start, act - 14), hit.end):
        return False
    if _ANSWERED.search(hit.text, start):
        return True
    if not _OTHERS.search(hit.text, start, hit.spots[-1][1]):
        return False
    return bool(_HANDLED.search(hit.text, hit.spots[0][1]))
