"""Amounts of debt: a sum of money near a word that makes it one."""

import re
from collections.abc import Iterator

Spans = Iterator[tuple[int, int]]

_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.[0-9]{1,2})?"
_UNIT = "(?:[多余几]?[万千百]?(?:元|块钱?|圆|人民币)|[多余几]?万[多余]?元?|[wk](?![a-z]))"
_CHINESE = "[一二两三四五六七八九十几壹贰叁肆伍陆柒捌玖拾](?:[一二两三四五六七八九零〇半多几壹贰叁肆伍陆柒捌玖拾佰仟]|[十百千万亿]){0,12}"
_MONEY = re.compile(
    rf"(?:¥|rmb) ?(?<![0-9,.]){_ARABIC}(?![0-9])"
    rf"|(?<![0-9,.a-z])(?<![0-9]-)[0-9]{{1,4}}[万千wk][0-9](?:[千百](?:元|块钱?)?)?(?![0-9.,a-z多个天年月日号次])"  # 2万5
    rf"|(?<![0-9,.a-z])(?<![0-9]-){_ARABIC}{_UNIT}"
    rf"|{_CHINESE}(?:元|块[一二两三四五六七八九](?![一二两三四五六七八九十个])|块钱?|圆)"
    r"|[一二两三四五六七八九]?[百千万]把(?:块钱?|元)|几?十来万"
    r"|[一二两三四五六七八九十几]{1,2}(?:[十百千万](?:[零〇]?[一二两三四五六七八九]|[多几])?){1,6}(?![个天年月日号次条点分位])"
)
_CUE = re.compile(
    "欠|逾期|应还|待还|未还|需还|还款|还[了上清]?$|本金|利息|罚息|违约金|滞纳金|借款|贷款|网贷|余额|账单|债|结清|代偿|垫付|合计|共计|总计|总额"
)
_AFTER = re.compile("(?:的)?(?:欠款|债务|本金|利息|罚息|贷款|借款|账单|逾期)")
#: Characters before the sum in which the word may stand, within one sentence.
_REACH = 14
_STOPS = re.compile("[。!?;\n]")


def find(text: str) -> Spans:
    for match in _MONEY.finditer(text):
        before = _STOPS.split(text[max(0, match.start() - _REACH) : match.start()])[-1]
        if _CUE.search(before) or _AFTER.match(text, match.end()):
            yield match.span()
