import pytest

from audit.text import normalise
from audit.tokens import search_tokens

CASES = [
    ("通訊錄，徵信！", "通讯录,征信!", "traditional, full width"),
    ("ＡＢＣ１２３abcXYZ", "abc123abcxyz", "full width and upper case"),
    ("“老賴”『黑名單』‘x’", '"老赖""黑名单"\'x\'', "quotation marks unified"),
    ("好。、…——【】《》", "好。、…——【】《》", "what stays"),
    ("爆 通 讯 录", "爆通讯录", "blanks between characters"),
    ("爆*通*讯*录", "爆通讯录", "signs between characters"),
    ("爆-通-讯-录", "爆通讯录", "hyphens in a chain"),
    ("爆 * 通 * 讯", "爆通讯", "blanks and signs"),
    ("本金/利息", "本金/利息", "an ordinary slash"),
    ("3月-5月", "3月-5月", "an ordinary hyphen"),
    ("138****0000", "138****0000", "a masked number"),
    ("3,256.78元", "3,256.78元", "an amount"),
    ("曝\u200b光\ufeff你", "曝光你", "zero width"),
    ("曝😀光你👍🏻", "曝光你", "emoji"),
    ("1️⃣2️⃣", "12", "keycaps"),
    ("①⑩㍿", "110株式会社", "one sign for several"),
    ("还款 3000 元", "还款3000元", "blanks beside Chinese characters"),
    ("hello   big world ", "hello big world", "blanks between words"),
    ("二○二六", "二〇二六", "round zero"),
    ("a\r\nb\tc", "a\n\nb c", "line ends and tabs"),
    ("\ud83d坐牢", "坐牢", "half of an emoji"),
    ("", "", "nothing"),
    ("著名乾隆", "著名乾隆", "simplified already"),
]


@pytest.mark.parametrize("source, expected, because", CASES)
def test_normal_form(source, expected, because):
    assert normalise(source).text == expected, because


SPANS = [
    ("我要 爆*通*讯*录 了", "爆通讯录", "爆*通*讯*录"),
    ("⑩天内还", "10天", "⑩天"),
    ("⑩天内还", "0天", "⑩天"),
    ("再😀拖下去，你", "再拖下去,", "再😀拖下去，"),
    ("不 还 \u200b就", "还就", "还 \u200b就"),
]


@pytest.mark.parametrize("source, part, quote", SPANS)
def test_a_span_shows_the_source(source, part, quote):
    normal = normalise(source)
    at = normal.text.index(part)
    start, end = normal.span(at, at + len(part))
    assert source[start:end] == quote


TOKENS = [
    ("通讯录", ["通讯", "讯录"], "pairs"),
    ("录", ["录"], "alone"),
    ("加qq好友", ["加", "qq", "好友"], "a word between"),
    ("還款3,256.78元", ["还款", "3", "256", "78", "元"], "numbers"),
    ("你好,世界", ["你好", "世界"], "a comma parts"),
    ("Pay-day LOAN_2", ["pay", "day", "loan", "2"], "Latin"),
    ("", [], "nothing"),
]


@pytest.mark.parametrize("source, expected, because", TOKENS)
def test_search_tokens(source, expected, because):
    assert search_tokens(source) == expected, because
