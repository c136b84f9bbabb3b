"""The agent repeats what somebody else said or asked, or teaches which words are forbidden."""

import re

from audit.exemptions.hit import Hit
from audit.worded import Worded

_WHO = (
    r"(?:(?<![跟和给对与同])[您你]|客户|债务人|用户|有人|对方|他们?|她们?|别人|家属|有些人|有的人|某些人|之前|上次|刚才|网上"
    r"|其他(?:公司|平台|机构)|来电人|第三人)"
)
_SAYS = (
    r"(?:[说讲](?![说吧呢,?]|怎么|要不要|该不该|咋|我们?(?:要|会|敢|能|是不是|该))|反映|反应|提到|提及|询问|问(?!题|.{0,12}(?:干什么|干嘛|干啥|做什么|我们?干))"
    r"|听说|听到|听人说|投诉(?!电话)|描述|举报|表示|称(?!职|号)|所说|指出|告诉我(?=有|说|之前|你们|他|上次)|担心|咨询|转述|截图(?:里|中))"
)
_REPORT = Worded(f"{_WHO}[^,。!?;]{{0,8}}?(?<![不别]){_SAYS}")
#: A hit that itself begins with the report.
_ASKED = re.compile(
    r"您(?:刚才|刚刚|之前|是)?(?:说|问|讲|反映|反馈|担心|听说|提到)(?![一下吧呢,]|说|我们?(?:要|会|敢|能)|我)"
)
#: What an agent does with a report.
_TAKEN = re.compile(
    r"登记|核查|核实|记录|上报|反馈|调查|转达|报警|截图|不准确|不属实|不合规|不是我们|疑似|无法做|不能做|理解您|抱歉|以.{0,10}为准"
)
#: A clause in which the agent speaks for himself again.
_OWN = re.compile(
    r"[,。!?;:](?:那|那么|所以|但|但是|不过|可是|可|行|好|现在|今天|明天)?(?:我们?|咱们?|我司|就|否则|不然|照样)(?!公司的人)|那我|我就|我们就"
)
_LABEL = re.compile(
    r"^[^,。!?;]{0,3}\"[^。!?;]{0,3}(?:这种|这类|这样的?|的|之类|等)?(?:说法|做法|话|口吻|称呼|字眼|用语|词|不准确|不属实|不合规|是不对)"
)
#: Before a quotation mark: somebody else's words, or words that are only named.
_CITES = re.compile(
    r"(?:[您你](?:刚才|之前|在客服里)?(?:说|讲|问|提|引用|留言|申诉|反馈|填写|收到|看到|刷到|申请|给|投诉)(?:到|的|过|了)?|当事人[^\"]{0,4}|客户[^\"]{0,4}|有人|写着|说成|短信里|那句|这句|那条|什么|哪有|所谓|评价|更正|冒用|新增|禁用)[^\",。!?;]{0,10}$"
)
#: Behind it: what is thought of those words.
_JUDGED = re.compile(
    r"^[^\"]{0,3}\"[^\"。!?;]{0,12}?(?:(?:这|那)(?:句|种|条|类|个词)|一句|相关语句|两个字就|听成|言论|谁说|是谁|说法|规定|段子|字样|口吻|话术|不(?:准确|属实|合规|对|允许)|(?:是|系)(?:假|诈骗|骗|误|投诉|非常|违规|冒)|没有|没这|误发|停职|已(?:全额)?退|指控|非我司|的?木马)"
)
_LESSON = Worded(
    r"班前|班后|晨会|培训(?:提醒|要求|里|中)|质检(?:提醒|要求|标准)|合规(?:提醒|要求|培训)|(?:这种|这类|此类|该类|带有[^。!?;]{0,24}|违规|禁用)的?(?:口吻|话术|用语|表述|禁语)|禁用语|红线用语"
)
_FORBIDDEN = re.compile(r"不能|不得|禁止|不允许|不要|严禁|不可|违规|扣分|避免|杜绝|不许|不准")


def exempt(hit: Hit) -> bool:
    """Whether the hit is inside reported speech or a lesson."""
    start, end = hit.sentence
    sentence = hit.text[start:end]
    if _LESSON.search(sentence) and _FORBIDDEN.search(sentence):
        return True
    if _cited(hit):
        return True
    if _LABEL.match(hit.after) and '"' in hit.before:
        return True
    if _ASKED.match(hit.quote) and not _OWN.search(hit.quote):
        return True
    return any(_covers(hit, report) for report in _REPORT.finditer(hit.text, start, hit.start + 1))


def _cited(hit: Hit) -> bool:
    """Whether the hit stands between quotation marks and is reported or judged."""
    text = hit.text
    opened = text.rfind('"', 0, hit.start) if text.count('"', 0, hit.start) % 2 else text.find('"', hit.start, hit.end)
    closed = text.find('"', max(hit.spots[0][0], opened + 1))
    if opened < 0 or closed < 0:
        return False
    return bool(_CITES.search(text, max(opened - 24, 0), opened) or _JUDGED.match(text[closed : closed + 24]))


def _covers(hit: Hit, report: re.Match[str]) -> bool:
    between = hit.text[report.end() : hit.start]
    inside = hit.text[max(report.end(), hit.start) : hit.end]
    if _OWN.search(between) or _OWN.search(inside):
        return False
    if re.match(r"我们?", between + inside) and not _TAKEN.search(hit.after):
        return False  # 你说我打给你家人会怎样: not a report but a threat
    return bool(re.match(r"[^?]*$", between)) or '"' in between
