"""Amounts of debt: a sum of money that the words around it say is owed or to be paid."""

import re
from collections.abc import Iterator

from audit.pii.amount_words import owed

Spans = Iterator[tuple[int, int]]

_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.[0-9]{1,2})?"
_SMALL = "(?:[0-9一二两三四五六七八九半][0-9]?(?:[毛角](?:[0-9一二三四五六七八九][0-9]?分?)?|分(?![期钟之]))(?:钱)?)?"
_UNIT = f"(?:[多余几来]?[万千百]?(?:元(?!旦|月|气|老|素)|块(?![头状])钱?|圆|人民币){_SMALL}整?|[多余几]?万[多余来]?(?:元|块钱?)?|[wk](?![a-z])[多余来]?)"
_CHINESE = "[一二两三四五六七八九十几百千半壹贰叁肆伍陆柒捌玖拾](?:[一二两三四五六七八九零〇半多几来余壹贰叁肆伍陆柒捌玖拾佰仟]|[十百千万亿]){0,14}"
_NOT_COUNTED = "(?!分(?!期)|[个天年月日号次条点位期人家名遍句回层楼岁度里米斤公小种样件份张页户通])"
_MONEY = re.compile(
    rf"(?:¥|rmb|人民币) ?(?<![0-9,.]){_ARABIC}(?![0-9])(?:[万千]?元整?|万|块钱?)?"
    rf"|(?<![0-9,.a-z])(?<![0-9]-)[0-9]{{1,4}}[万千wk][0-9](?:[千百](?:元|块钱?)?)?(?![0-9.,a-z多个天年月日号次])"  # 2万5
    rf"|(?<![0-9,.a-z])(?<![0-9]-)[0-9]{{1,4}}块[0-9一二三四五六七八九]{{1,2}}(?![0-9个天年月日号次])"  # 28块5
    rf"|(?<![0-9,.a-z])(?<![0-9]-){_ARABIC}{_UNIT}"
    rf"|{_CHINESE}(?:元(?!旦|月){_SMALL}整?|块[一二两三四五六七八九](?![一二两三四五六七八九十个天])[毛角]?(?:[一二三四五六七八九]分?)?|块{_SMALL}钱?|圆整?)"
    r"|[一二两三四五六七八九]?[百千万]把(?:块钱?|元)|几?十来万|小[一二两三四五六七八九]?[百千万](?:块钱?|元)"
    r"|(?<![之点第])(?>[一二两三四五六七八九十几]{1,2}(?:[十百千万](?:[零〇]?[一二两三四五六七八九]|[多几来半])?){1,6})"
    + _NOT_COUNTED
)
_BARE = re.compile(
    r"(?<![0-9a-z,.\-:/*])(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]{2,7}\.[0-9]{2})(?![0-9a-z%:,.\-/*个天年月日号次期]|元|块|万|千)"
)


#: What a sum can begin with: asked first, since most characters begin none.
_HAN = "一二两三四五六七八九十几百千万半壹贰叁肆伍陆柒捌玖拾"
_BEGIN = re.compile(
    "[0-9](?<![0-9].)(?=[0-9]*(?:[.,][0-9]|[多余几来万千百元块圆人wk]))|[¥r人]"
    f"|[{_HAN}小](?=[{_HAN}零〇多来余亿佰仟元块圆毛角分把])"
)


def find(text: str) -> Spans:
    done = 0
    for begin in _BEGIN.finditer(text):
        start = begin.start()
        if start >= done and (match := _MONEY.match(text, start) or _BARE.match(text, start)):
            done = match.end()
            if owed(text, start, done):
                yield start, done
