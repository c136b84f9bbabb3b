"""The act is denied: 我们不会联系您的家人. A denial that threatens all the same is none: 不会…才怪, 你不还,我就…."""

import re

from audit.exemptions.hit import CLAUSE, Hit
from audit.rules.model import AllOf, Pattern, Phrase, Pii, Recognised, parts
from audit.sentence import bounds
from audit.worded import Worded

#: Words after which what follows in the clause does not happen.
_CUES = Worded(
    r"(?<![能可得无会])不会(?!不|只|仅|光|单)(?!再?(?:等|拖|罢休|放过|放弃|停|手软|客气|心软|善罢|就此|这么算|这样算|同意|理会?你|管你|饶))"
    r"(?!让[你您](?:好过|安|舒服|逃|跑|如意|得逞|轻松|有好|消停|清静|走不)|给[你您](?:时间|机会|面子|好)|[跟和]你(?:客气|废话|讲|磨|耗|啰嗦))"
    r"|(?<![巴恨舍怪怨由容顾免少说])不得(?!不|已)|(?<![能可该])不(?:能|可|许|准|允许|可以|可能|应|应该|该|应当|必|必要|用|需|需要)(?!不|说|以?为)"
    r"|(?:绝|决|从|从来|永|并|一律|概|均|都|也|坚决|绝对)不(?!能不|得不|会不|想|愿|希望|知|怕|信|过|仅|但|光|管|论)"
    r"|绝无|并无|从未|从没|未曾|尚未|并未|并没|没有(?!不)|无权|没权|无意|无法|无需|无须|毋须|不具有|不具备|不存在|不属于|不涉及|不构成|不等于|不承担"
    r"|(?<![是要])不是|并非|绝非|而非|禁止|严禁|杜绝|拒绝|避免|不打算|没打算|不准备|没准备|不建议|不推荐|不支持|不提倡|不鼓励|不主张|不要求|不安排|不采取|不使用"
    r"|(?<![特个分区级性告辨差类])别(?![的人处家墅名称]|怪|逼|等|让我|以为|想|躲|指望|忘|跟我|再|装|废话|不|惹|给我|怨|到时|看)"
    r"|(?<![要])不要(?!脸|不|逼|怪|以为|等|让我|忘|紧|命|给我|惹|跟我|到时|怨)|请勿|切勿|切莫|勿|甭"
    r"|(?:我们?|我司|本公司|公司|我行|这边)(?:[都也是]|一般|肯定|绝对|现在)*不(?![还知信管怕客想愿希介在乎仅但光止得能会敢耐是过断停久])|不[收要]取?(?:您|你)?(?:的)?任何"
    r"|没得(?:哪个|人|谁)|(?<![看管])哪个(?:要|会)(?!不)"
    r"|未提及?|没提|只字未提|(?:没(?:有)?|哪有)(?:人|谁|哪[个家])(?:会|能|敢|要|在|派|可以)?|谁也(?:不|没)(?:会|能)?|(?:(?:怎么|哪|咋)(?:可能|会)|哪能)(?![没不放饶有]|让你|这么)|难道我会|哪(?:来|有)(?!的?(?:脸|胆|钱|资格|底气|勇气))的?"
    r"|(?:我们?|咱们?|坐席|谁)(?:也|都|从来|绝对)?(?:不(?:能|会|可以|敢)|没)说过?(?![我你没不错完])|没有?派|没法|(?<=加)不了"
    r"|\b(?:not|never|no|nobody|none|cannot|neither|nor|without)\b|n't\b"
)
#: Directly before a word of the hit; what a debtor fails to do (不还, 没接) denies nothing.
_BARE = re.compile(r"(?<![要差来说免少了用])[不没未无非](?:再|去|直接|随便|主动|私自|擅自)?$")
_DUE = re.compile(
    r"(?:再|及时|按时|按期|主动)?(?:还(?!款的?(?:义务|责任))|接|给|处理|配合|来|交|缴|付|回|开门|下来|出来|签|认|听|理|结清|清|支付|履行|到账|收到|办)"
)
_LACK = re.compile(
    r"(?:钱|办法|能力|工作|收入|存款|诚意|良心|脸|素质|本事|用(?=[,。!?啊的呀]|$)|还|接|处理|按|结清|缴|支付|付(?!款义务)|回|及时|到账|收到|履行|配合|联系上)(?!款的?(?:义务|责任))"
)
_FAILING = frozenset(("没有", "不能", "无法", "不可能", "尚未", "并未", "并没", "从未", "从没", "未曾"))
#: Plain enough to deny the act even among the words of the hit.
_PLAIN = frozenset(("不会", "绝不", "绝对不", "从不", "从来不"))
#: Between the denial and the act: another actor or a consequence, so the denial was the condition of a threat.
_TURNED = Worded(
    r"(?<!给)(?:我们?|咱们?|我司|俺)(?!的|司的?(?:客户|员工)|这边|公司|这里|方)|照样|否则|不然|只好|那就|\b(?:i|we)\b"
)
_AGAIN = re.compile(r"[不没](?:会|能|得|去|再)?$")
_THEN = re.compile(r"就(?!是)|便(?![宜民])")
_THEN_ALL_THE_SAME = re.compile(r"因为|因|由于|随便|随意|动不动|轻易")
#: Before the denial in its clause: it is doubted, denied again, or a show of what one pretends not to do.
_DOUBTED = re.compile(
    r"以为|当我|信不信|难道|难不成|你觉得|谁说|凭什么|为什么|为啥|怎么就|谁规定|敢说|不是$|不见得$|未必$|不一定$|并非$|不保证$|还$|哪有$"
    r"|(?:不|没有?|无法|不能|不敢)保证$|can't promise|cannot promise|don't think"
)
_SHOW = re.compile(r"不是(?:我们?|咱)(?:要|想|吓|威胁|逼|不)|不是不|不得不|不能不|不会不|不可不|没有不|无不")
_CANCELLED_AFTER = re.compile(r"才怪|不成[?。!,]|不行[?。!,]?$|就是(?:坐|抓)")
_ASKED_BACK = re.compile(r"(?:吗|么|不成|是吧|对吧|了)\?$")
#: After the act: what was named is what one does not do.
_DENIED_AFTER = Worded(
    r"^[^,。!?;]{0,12}(?:这种|这类|这样的?|此类|那种|之类|等)?的?(?:话|说法|做法|行为|方式|事情?|手段|口吻|称呼|词|字眼|话术|用语)[^。!?;]{0,14}"
    r"(?:不会|不能|不得|不允许|不可以|从不|绝不|一律不|都不|禁止|严禁|不合规|违规|不准确|不对|不属实|没有|不存在)"
    r"|^[^。!?;]{0,16}(?:不会|不能|无权|从不|绝不|不得|不可以)(?:这样|这么|如此)"
    r"|^,?(?:这|那)(?:种|句|个)?(?:话|说法|讲法)(?:说得|肯定|是|可)?(?:不对|不合规|不该|错了|不准确|不是我们?[说讲]的)"
    r"|^,(?:我们?)?(?:可|从来|压根|根本)?(?:没有?|冇)[说讲]?过?[这那](?:种|句)?话(?=[,。!?]|$)"
    r"|^[^。!?;]{0,6},?(?:这些|这个|那些)?(?:我们?|公司)?(?:都|是|也|绝对|肯定)?(?:不会|不允许|不可以)(?:的|做|有|发生|出现|去做|用)?的?(?:[,。!]|$)"
)


#: Within the words of the hit or around them: it has not come to that.
_NOT_YET = Worded(
    r"(?:还|尚)(?:没有?|未)[^,。!?;]{0,2}(?:判|立案|受理|起诉|开庭|下来|给|出来|生效|走|批)|(?:没有?|未|不会)被|不受(?:影响|牵连|限制)|(?:书|令|传票|案号|函|通知|结果|日期)(?:还|都)?没(?:有|下来|出来)"
)


def exempt(hit: Hit) -> bool:
    """Whether the act is denied in its own clause, or right after."""
    if _DENIED_AFTER.match(hit.after) or hit.after.startswith(f"不{hit.quote}的"):
        return True
    if _NOT_YET.search(hit.before[-4:] + hit.quote + hit.after[:2]) or _first_denied(hit):
        return True
    start, end = hit.clause
    clause, act = hit.text[start:end], hit.spots[-1][0] - start
    if _CANCELLED_AFTER.search(hit.text[hit.spots[-1][0] : hit.sentence[1]]) or _ASKED_BACK.search(clause):
        return False
    cues = list(_CUES.finditer(clause, 0, act))
    if sum(cue.group().isascii() for cue in cues) > 1:  # in English the second denial undoes the first
        return False
    if len(hit.spots) == 1 and act < hit.end - start - 1:
        act = (
            hit.end - start - 1
        )  # one expression: the denial may stand inside it, unless it is what the expression names
        cues = list(_CUES.finditer(clause, 0, act))
    return any(_denies(hit, start, cue, act) for cue in cues) or _bare(hit, start)


def _first_denied(hit: Hit) -> bool:
    """Whether the hit begins with what is denied and runs on into another clause: 没有保证金,申请分期不交钱."""
    first, last = hit.spots[0]
    start, _ = bounds(CLAUSE, hit.text, first, first + 1)
    if start == hit.clause[0] or len(hit.spots) < 2 or _TURNED.search(hit.text, last, hit.spots[-1][1]):
        return False
    clause = hit.text[start:last]
    return any(
        cue.start() < first - start and _denies(hit, start, cue, first - start) for cue in _CUES.finditer(clause)
    )


def _denies(hit: Hit, start: int, cue: re.Match[str], act: int) -> bool:
    """`cue` was found in its clause, which begins at `start`; `act` is where in it the act begins."""
    clause, place = cue.string, start + cue.start()
    if any(first <= place < last for first, last in hit.spots) and (
        (len(hit.spots) > 1 and cue.group() not in _PLAIN)
        or (hit.rule.say and any(named(part.say, cue.group()) for part in parts(hit.rule.say)))
    ):
        return False
    before, between = clause[: cue.start()], clause[cue.end() : act]
    first = min((start for start, _ in hit.spots if start >= place), default=place)
    if _DOUBTED.search(before) or _SHOW.search(clause, max(cue.start() - 2, 0), cue.end() + 3):
        return False
    if cue.group() in _FAILING and _LACK.match(clause, cue.end()):
        return False
    if _TURNED.search(between) or _AGAIN.search(hit.text, place + len(cue.group()), first):
        return False
    failing = cue.group() in _FAILING or re.search(r"[你您他她](?:们|再|要是|如果|还|今天|明天)?$", before)
    return not (failing and _THEN.search(between) and not _THEN_ALL_THE_SAME.search(between))


def _bare(hit: Hit, clause: int) -> bool:
    """`不` directly before a word of the hit in the clause of its act."""
    for first, _ in hit.spots:
        bare = _BARE.search(hit.text, clause, first)
        if (
            first < clause
            or not bare
            or _DUE.match(hit.text, first)
            or hit.text[bare.start() - 1 :][:1] == hit.text[first]
        ):
            continue  # 打不打 asks
        rest = hit.text[first : hit.spots[-1][0]]
        doubted = _DOUBTED.search(hit.text[clause : bare.start()]) or _SHOW.search(
            hit.text, max(first - 3, clause), first
        )
        if not (doubted or _TURNED.search(rest) or _THEN.search(rest)):
            return True
    return False


def named(pattern: Pattern, words: str) -> bool:
    """Whether the rule's own expressions speak of these words, as in 不会放过你."""
    if isinstance(pattern, Pii | Recognised):
        return False
    if isinstance(pattern, Phrase):
        return words in pattern.expression
    inner = (*pattern.parts, *pattern.none) if isinstance(pattern, AllOf) else pattern.parts
    return any(named(part, words) for part in inner)
