"""Amounts of debt: a sum of money that the words around it say is owed or to be paid."""

import re
from collections.abc import Iterator

from audit.pii.amount_owed import owed

Spans = Iterator[tuple[int, int]]

_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.[0-9]{1,2})?"
_SMALL = "(?:[0-9一二两三四五六七八九半][0-9]?(?:[毛角](?:[0-9一二三四五六七八九][0-9]?分?)?|分(?![期钟之]))(?:钱)?)?"
_UNIT = f"(?:[多余几来]?[万千百]?(?:元(?!旦|月|气|老|素)|块(?![头状找])钱?|圆|人民币)(?:[零又](?=[0-9一二三四五六七八九]))?{_SMALL}整?|[多余几]?万[多余来]?(?:元|块钱?)?|[wk](?![a-z])[多余来]?)"
_CHINESE = "[一二两三四五六七八九十几百千半壹贰叁肆伍陆柒捌玖拾](?:[一二两三四五六七八九零〇半多几来余壹贰叁肆伍陆柒捌玖拾佰仟]|[十百千万亿]){0,14}"
_NOT_COUNTED = "(?!分(?!期|[几一二三四五六七八九十两0-9]{1,3}(?:期|个?月|次|笔|回))|[个天年月日号次条点位期人家名遍句回层楼岁度米斤公小种样件份张页户通只盆棵株辆台]|里(?![头面]))"
_MONEY = re.compile(
    rf"(?:人民币|(?=[壹贰叁肆伍陆柒捌玖拾]))(?:{_CHINESE}|[零〇佰仟])+(?:元|圆)(?:[零〇]?[壹贰叁肆伍陆柒捌玖一二三四五六七八九]角)?(?:[零〇]?[壹贰叁肆伍陆柒捌玖一二三四五六七八九]分)?[整正]?"
    rf"|(?:[¥$]|rmb|cny|usd|人民币) ?(?<![0-9.])(?<![0-9],){_ARABIC}(?![0-9])(?:[万千]?元整?|万|块钱?)?"
    rf"|(?<![0-9.a-z])(?<![0-9][-,])[0-9]{{1,4}}[万千wk][0-9](?:[千百](?:[0-9](?![0-9个天年月日号次]))?[多来]?(?:元|块钱?)?)?(?![0-9a-z个天年日号次]|月(?![底末初中])|[.,][0-9])"  # 2万5
    rf"|(?<![0-9.a-z])(?<![0-9][-,])[0-9]{{1,4}}块[0-9一二三四五六七八九]{{1,2}}(?![0-9个天年月日号次])"  # 28块5
    rf"|(?<![0-9.a-z])(?<![0-9][-,]){_ARABIC}{_UNIT}"
    rf"|{_CHINESE}(?:元(?!旦|月){_SMALL}整?|块[一二两三四五六七八九](?![一二两三四五六七八九十百千万个天])[毛角]?(?:[一二三四五六七八九]分?)?|块(?![头状找])(?:[零又](?=[0-9一二三四五六七八九]))?{_SMALL}整?钱?|圆整?)"
    r"|[一二两三四五六七八九]?[百千万]把(?:块钱?|元)|几?十来万|小[一二两三四五六七八九]?(?:[百千万](?:块钱?|元)|万)"
    r"|(?<![之点第])(?>[一二两三四五六七八九十几]{1,2}(?:[十百千万](?:[零〇]?(?!两[码个家]|一(?:笔|次|直|起|共|定|样|月|块儿|口气|分没)|[一二两三四五六七八九](?:笔|期|次|个月))[一二两三四五六七八九]|[多几来半])?){1,6})整?"
    + _NOT_COUNTED
)
#: Figures without a unit, which mostly are no money at all.
_BARE = re.compile(
    r"(?<![0-9a-z*#_])(?<![0-9a-z][.\-:/,])(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{2,7})\.[0-9]{1,2}|[0-9]{1,3}(?:,[0-9]{3})+|[1-9][0-9]{1,5}[多整]?)"
    r"(?![0-9a-z%:\-/*_]|[.,][0-9]|[个天年月日号次期条点位人家名岁度米斤公里页户元块圆万千百笔张楼层栋幢室单班路])"
    r"|(?<![0-9a-z,.\-:/*])[1-9][0-9]?[kw][0-9](?![0-9a-z])"
)


#: What a sum can begin with: asked first, since most characters begin none.
_HAN = "一二两三四五六七八九十几百千万半壹贰叁肆伍陆柒捌玖拾"
_BEGIN = re.compile(
    "[0-9](?<![0-9].)(?=[0-9]*(?:[.,][0-9]|[多余几来万千百元块圆人wk])|[0-9]{1,5}(?![0-9a-z%:\\-/*_年月日号]))|[¥$]|rmb|cny|usd|人民"
    f"|[{_HAN}小](?=[{_HAN}零〇多来余亿佰仟元块圆毛角分把])"
)


def _once(sum_: str) -> int:
    """The length of a sum that is said twice over (两百两百), said once."""
    half = len(sum_) // 2
    return half if half > 1 and sum_[:half] == sum_[half:] and not sum_[0].isdigit() else len(sum_)


def sums(text: str) -> Spans:
    """All of them, and figures that may be sums."""
    done = 0
    for begin in _BEGIN.finditer(text):
        start = begin.start()
        if start >= done and (match := _MONEY.match(text, start) or _BARE.match(text, start)):
            done = match.end()
            yield start, done


def find(text: str) -> Spans:
    for start, end in sums(text):
        if owed(text, start, end):
            once = start + _once(text[start:end])
            yield start, once
            if once < end:
                yield once, end
