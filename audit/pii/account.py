"""WeChat and QQ accounts: nothing about them is special, so the word must stand near them."""

import re
from collections.abc import Iterator

Spans = Iterator[tuple[int, int]]

_IS = " ?(?:号码?|账号|帐号|id|群号?)?[ :是为]{0,3}"
_WECHAT = "(?:微信|企微|薇信|威信|维信|徽信|卫星|徵信|加征信|绿泡泡|绿色软件|(?<![a-z])(?:v信|v ?x|wx(?!id)|weixin|wechat|v(?=[:号]))|[加+]v|加我v(?=[a-z\\-]*[0-9_])|[加+][薇微威徽]|微心|(?:薇|微:|威(?=[a-z]))(?:同步|同号)?(?=[:号 ]?[a-z])|加我)"
_ID = "(?!qq? ?[0-9]{5}|whatsapp|telegram|android|facebook|wechat|iphone|alipay|taobao|harmony)([a-z][a-z0-9_\\-]{5,19})(?![a-z0-9_\\-@.])"
_NEXT = re.compile(f"{_WECHAT}{_IS}{_ID}")
#: Read out letter by letter.
_SPOKEN = re.compile(
    "(?:微信|v信|vx)[^a-z0-9\n。!?;]{0,10}([a-z](?: [a-z]){1,12} ?(?:(?:下划线|横杠|杠|减号) ?)?(?:[零〇一二三四五六七八九幺两]{2,10}|[0-9]{2,10}))(?![0-9a-z])"
)
#: Some words may stand between, if the account has signs that no English word has.
_NEAR = re.compile(f"(?:微信|薇信|vx|wechat)[^a-z0-9\n。!?;]{{1,16}}(?=[a-z\\-]*[0-9_]){_ID}")
_OWN = re.compile("(?<![a-z0-9_])(wxid_[a-z0-9_]{4,20})(?![a-z0-9_\\-@.])")
_ADDED = re.compile(f"(?:加|搜|搜索)(?:一?下)?(?:我|他|她)?:? ?(?=[a-z\\-]*[0-9_]){_ID}")
#: An id that no word is, with the word after it.
_AFTER = re.compile(
    f"(?!qq[0-9]|[wv]x[0-9]|v[0-9])(?<![a-z0-9_@.\\-])(?=[a-z\\-]*[0-9_]){_ID}(?=[^a-z0-9\n。!?;]{{0,10}}(?:微信|薇信|加的|加我|加你|加您|添加|扫码))"
)
#: Typed, in groups, or read out.
_NUMBER = "([0-9]{5,12}|[0-9]{2,4}(?:[ -][0-9]{2,4}){2,4}|[0-9](?: [0-9]){5,10}|[零〇一二三四五六七八九幺两]{5,12})(?![0-9a-z@元块万年月日期%十百千]|[.,][0-9])"
_QQ_WORD = "(?:(?<![a-z])qq|(?<![a-z])q(?=[:号]| ?[1-9][0-9]{6})|(?<=加)q|(?<=加[我你您他她])q|(?<![a-z])q(?=[吧上][^a-z])|扣扣|蔻蔻|扣(?=[:号])|腾讯号|口口|秋秋|球球|企鹅)"
_QQ = re.compile(f"{_QQ_WORD}{_IS}{_NUMBER}")
_QQ_NEAR = re.compile(
    f"{_QQ_WORD}[^a-z0-9\n。!;]{{1,16}}(?:是|:){_NUMBER}|{_QQ_WORD}(?!邮|音乐)[^a-z0-9\n。!?;欠还]{{1,9}}?(?:[:是为号]|)(?<!邮箱:){_NUMBER}|{_QQ_WORD}[^a-z0-9\n。!?;]{{1,9}}:{_NUMBER}|{_QQ_WORD}邮箱[^a-z0-9\n。!?;]{{1,9}}发{_NUMBER}"
)
_QQ_AFTER = re.compile(
    "(?<![0-9a-z.\\-*])([1-9][0-9]{4,10})(?:[,(]?(?:这个|这是|是)?(?:[我你您他她]的?|的)?(?:qq|扣扣|企鹅))(?![a-z:])"
)


#: Nobody writes words with a low line between but in accounts; codes of errors and of papers are told by their word.
_JOINED = re.compile(
    "(?<![a-z0-9_@.\\-/:])(?<!码)(?<!编号)(?<!代码[是为])(?<!报错)(?<!单号)(?!err|test_case|app_)((?=[a-z0-9_]{6,20}(?![a-z0-9_\\-@./]))[a-z]{2,}[a-z0-9]*_[a-z0-9_]*[a-z0-9])"
)
#: An account that somebody could or could not add, whatever it is called.
_QQ_TO_ADD = re.compile("(?<![0-9a-z.\\-*,])([1-9][0-9]{5,9})(?=[, ]?(?:加不[上了到]|加了没|加过了))")
_QQ_NAMED = re.compile("q|扣|蔻|腾讯号|口口|秋秋|球球|企鹅")
#: Asked about and answered: QQ加上了没?10…
_QQ_ASKED = re.compile(
    f"{_QQ_WORD}[^a-z0-9\n。!;]{{1,10}}[?:,]{_NUMBER}|{_QQ_WORD}(?:还在用|一直用|没换|换成了?|改成了?){_NUMBER}"
)


def find_wechat(text: str) -> Spans:
    for pattern in (_NEXT, _OWN, _NEAR, _ADDED, _AFTER, _SPOKEN, _JOINED):
        for match in pattern.finditer(text):
            yield match.span(1)


def find_qq(text: str) -> Spans:
    for pattern in (_QQ, _QQ_NEAR, _QQ_AFTER, _QQ_ASKED, _QQ_TO_ADD) if _QQ_NAMED.search(text) else (_QQ_TO_ADD,):
        for match in pattern.finditer(text):
            yield match.span(match.lastindex or 0)
