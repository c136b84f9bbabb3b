"""A lesson, a check of quality or a list of forbidden words, not talk with a debtor: 禁语表新增:进去踩缝纫机."""

import re

from audit.exemptions.hit import Hit
from audit.worded import Worded

_LESSON = Worded(
    r"班前|班后|晨会|早会|例会|周会|培训|质检|合规(?:提醒|要求|检查)|考试|考核|案例|反面|负面(?:清单|示例)|教材|示范|模拟|演练|(?<![跟和])我演(?=客户|债务人|你)|你演客户|你来答|怎么答|答题|学员|新人(?:提问|问|培训)|新员工|有同事问|同事们|各位(?:同事|坐席)|大家(?:注意|记住|引以为戒|听|放)"
    r"|禁用?(?:语|词|话术)|违规(?:话术|用语|示例|口吻)|红线|话术(?:库|表|里|中|修|删|改|整|禁|卡)|引以为戒|合规更新|系统公告|短信模板|旧话术|禁用表情|各组|统一(?:回复|口径)|判(?:为)?不合规|判违规|扣\d+分|被扣分|点评|抽检|抽听|复盘"
    r"|(?:这|那)(?:种|类|句|样的?)(?:口吻|话|话术|用语|表述|说法|词|字眼)[^。!?;]{0,10}(?:别|不能|不许|不准|禁|不要|不可|一律|不得|就够|开除|扣|不让)|一辈子都?别说|(?:这|那)(?:一)?句(?:就)?(?:够|要|会被|得)(?:开除|扣|处)"
)
#: Said to a debtor after all.
_TO_DEBTOR = re.compile(r"还钱|还款(?!能力|方案|日|方式|流程)|[你您](?:今天|明天|欠|不还|再|家|爸|妈)|(?:你|您)的?账")
_QUOTED = re.compile(
    r"[\":]|不能|不得|禁止|禁|不允许|不要|严禁|不可|违规|扣分|避免|杜绝|不许|不准|别说|反面|教材|开除|一律|合规|删除|去掉|预警|新人|演"
)


def exempt(hit: Hit) -> bool:
    """Whether the turn teaches: it names a lesson, and a verdict or a quotation mark."""
    around = hit.text[: hit.start] + "\x1f" + hit.text[hit.end :]
    lesson = _LESSON.search(around)
    return bool(lesson and _QUOTED.search(around))
