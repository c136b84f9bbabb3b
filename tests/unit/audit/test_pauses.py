import pytest

from audit.pauses import paused
from audit.text import normalise

TEXTS = [
    (
        "黑名单是吧 没有这种东西 您放心",
        "[黑名单]是吧,没有这种东西,您放心",
        "blanks are the pauses of an unpunctuated transcript",
    ),
    ("再拖下去 就打给你 单位", "[再拖下去,就打给你],单位", "the stretch keeps its ends, a comma inside counts"),
    ("您好,我们 不会 联系 您的 家人", "您好,我们不会[联系]您的家人", "words set apart one by one are no pauses"),
    ("小心我们爆 通 讯 录给大家看看", "小心我们[爆通讯录]给大家看看", "letters set apart hide a word"),
    ("加我 QQ 聊", "[加我qq]聊", "too few characters to tell"),
    ("今天还款。 明天再说吧", "[今天还款]。明天再说吧", "behind a mark nothing is missing"),
    ("没有空格的句子", "没有[空格]的句子", "no blank"),
]


@pytest.mark.parametrize("source, marked, because", TEXTS)
def test_pauses_are_commas(source, marked, because):
    normal = normalise(source)
    inside = marked[marked.index("[") + 1 : marked.index("]")]
    start = normal.text.index(inside.replace(",", ""))
    end = start + len(inside.replace(",", ""))
    text, first, last = paused(normal, source, start, end)
    assert text[:first] + "[" + text[first:last] + "]" + text[last:] == marked, because
