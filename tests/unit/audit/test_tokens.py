"""Many texts at once give the tokens that each gives alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.text import normal_texts
from audit.tokens import search_tokens, token_lines, tokens_of

LETTERS = st.sampled_from("还款借钱qQ微1２_ ,。\n\t々〇é한\U00020000\ud800")


@settings(deadline=None)  # the first call makes a table
@given(st.lists(st.text(LETTERS) | st.text()))
def test_lines_are_the_tokens_of_each_text(texts):
    assert [line.split(" ") if line else [] for line in token_lines(texts)] == [tokens_of(text) for text in texts]


def test_a_message():
    (line,) = token_lines(normal_texts(["加QQ好友:12345,通訊錄"]))
    assert line == "加 qq 好友 12345 通讯 讯录"
    assert line.split() == search_tokens("加QQ好友:12345,通訊錄")
