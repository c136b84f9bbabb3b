"""What was named does not exist, is not asked for, is untrue or forbidden, as the speaker says himself: 黑名单?没有这种东西."""

import re

from audit.exemptions.hit import Hit
from audit.worded import Worded

#: Characters after the words of the hit within which the verdict on them must begin.
_SOON = 26
_WE = r"(?:我们|我司|本公司|公司|本行|我行|咱们?|这边)"
_EVER = r"(?:从来|从|压根|根本|一律|绝对?|坚决|现在|早就|至今|也|都|是|还|可|真|一样|全)*"
_THING = r"(?:种|个|回|样|类|玩意|东西|说法|一说|项|条|些|码|么回事|事)"
_NONE = Worded(
    rf"{_EVER}(?:没有?|无|哪有|没得)(?:过)?(?:这|那|任何这|什么这){_THING}|(?:哪有|没有?)(?:什么)?(?:的事|这事|那事|此事|此类|这茬)|不存在"
    r"|(?:合同|系统|记录|账单|协议|规定|法律|页面|单子|流程)(?:上|里|中)?(?:都|也|并|根本|压根)?(?:没有|没这|查不到|不支持)"
    rf"|{_WE}{_EVER}(?:不|没有?|未|未曾)(?:会)?(?:建|派|做|干|收|搞|弄|发|打|要|碰|叫|找|委托|授权|安排|允许|支持|说|有|用|使用|提供|参与|经营|涉及)(?![^,。!?;]{{0,8}}(?:谁|才怪|别的办法|耐心|时间|义务))"
    rf"|{_WE}{_EVER}(?:禁止|严禁|杜绝|不允许|不会|不能)|^[^,。!?;你您]{{0,8}}(?:都|全|一样都?|一个都?|一分都?)(?:没有?|不)(?:做|干|收|要|用)?(?:过|的|先交)*(?=[,。!;]|$)"
    r"|(?:不用|别|不要|用不着|无需|不必|千万别再有|切勿|请勿|莫)(?:交|信|理他|怕|转|点|填|上当|当真|担心|自己吓)(?![^,。!?;]{0,6}(?:先|我))"
)
_FALSE = Worded(
    r"(?:那|这|都|全|就|纯|净|完全|肯定|绝对|其实|均|系|才|也|[些种类])*(?:(?<![要还])是|属于?|为|系|均属)(?:[^,。!?;你您]{0,6})?(?:骗人|骗子|骗术|骗局|诈骗|假的|假网站|假冒|冒充|冒名|谣言|瞎说|胡说|违法|犯法|违规|犯罪|不允许|禁止|错误|误发|误会|误传|老说法|投诉立案|别的|别家|人家|老黄历)"
    r"|(?:纯|净|全|都|尽|就|瞎|胡)(?:是|属)?(?:瞎说|胡说|胡扯|瞎扯|扯淡|扯犊子|忽悠|吓唬人|骗人|造谣)|不实|不属实|不准确|不合规|不合法|犯法|(?<=都)无效|不可信|不作数|不算数(?=$|[,。!;])"
    r"|(?:与|跟|和)(?:我们?|我司|本公司|本行|本平台|您|这笔|这个|这条)[^,。!?;]{0,6}(?:无关|没有?(?:任何)?关系|不相干|没牵连|两码事|是两回事)|不归我|不是(?:我们|我司|本公司|我行|咱们?|这么回事|这个意思|银行卡|法院)|误发|误会"
    r"|(?:要|会|就|直接)(?:被)?(?:开除|辞退|停职|通报|移送|扣分)|够(?:开除|辞退)|犯不[上着]|没什么丢|那是错的|这叫报复|谁碰谁走人|不能转嫁|得卷铺盖|不划算|风险(?:太|很)?(?:大|高)|要命的|别冲动|太过分|性质(?:很|太|非常)?(?:严重|恶劣)"
)
#: The verdict is on the debtor or on what he does, or asks him to agree.
_ON_DEBTOR = re.compile(
    r"[你您](?:们?(?:单位|学校|公司|老板))?(?:这(?!边|个情况|笔|条|个账)|那(?!边|个人)|就|会|的行为|不还|再|已经|属|涉嫌|构成|是)|欠|逾期|拖|赖|不还|恶意|触犯|吧$"
)
#: What was denied comes back by another way.
_TURNED = re.compile(r"(?:但|不过|可|否则|不然|只是)[^。!?;]{0,12}(?:你|后果|到时|早晚|迟早|小心|想清楚|看着办)")
_CRIME = re.compile(r"犯罪|违法|犯法|诈骗")
_CLAUSE = re.compile(r"[,。!?;:\n]")


def exempt(hit: Hit) -> bool:
    """Whether the speaker rejects the matter right after it, in the same sentence or as the answer to it."""
    first = hit.spots[0][0]
    own = {place for start, end in hit.spots if end - start <= 6 for place in range(start, end)}
    found = [
        verdict
        for cue in (_NONE, _FALSE)
        for verdict in cue.finditer(hit.text, first, min(hit.end + _SOON, len(hit.text)))
    ]
    return any(
        verdict.start() > first
        and (verdict.end() > hit.end or own.isdisjoint(range(*verdict.span())))
        and not _ON_DEBTOR.search(_whole(hit, verdict))
        and not _TURNED.search(hit.text, verdict.end(), verdict.end() + 40)
        for verdict in found
    )


def _whole(hit: Hit, verdict: re.Match[str]) -> str:
    """The clause of the verdict up to a word after it; a crime may be named of what was said before: 你这是诈骗,是犯罪."""
    if _CRIME.search(verdict.group()):
        return hit.text[hit.spots[0][0] : verdict.end() + 1]
    breaks = [found.end() for found in _CLAUSE.finditer(hit.text, 0, verdict.start())]
    end = verdict.end() + 1 if hit.text[verdict.end() : verdict.end() + 1] == "吧" else verdict.end()
    return hit.text[max([hit.spots[0][0], *breaks]) : end]
