"""Laws of normalisation and of search tokens."""

from hypothesis import given
from hypothesis import strategies as st

from audit.disguise import _DOUBTFUL, _HIDDEN
from audit.text import normalise, normalise_many
from audit.tokens import search_tokens

PIECES = [
    *"爆通讯录正信证起素诉催崔收扌丁亻吏言徽薇vwxzq,、。()【】丶一我你俺",
    "zheng", "xin", "txl", "jjlxr", "☎", "🐴", "\ufe0f", " ", "的", "а", "é",
]  # fmt: skip
NASTY = "爆通訊錄 *.-_~^|/+=#&·，。？！a B1①⑩㍿Ａ\u200b\u0301\ufe0f😀★\t\r\n\x00\ud800“‘…　"
DISGUISED = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
TEXT = st.one_of(st.text(NASTY, max_size=25), st.text(max_size=25), DISGUISED)


@given(TEXT)
def test_normalising_again_changes_nothing(text):
    once = normalise(text)
    again = normalise(once.text)
    assert again.text == once.text
    assert again.span(0, len(once.text)) == (0, len(once.text))


@given(TEXT)
def test_spans_are_within_the_source_and_in_order(text):
    normal = normalise(text)
    spans = [normal.span(at, at + 1) for at in range(len(normal.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@given(TEXT)
def test_the_span_of_a_stretch_is_that_of_its_ends(text):
    normal = normalise(text)
    for start in range(len(normal.text)):
        for end in range(start + 1, len(normal.text) + 1):
            assert normal.span(start, end) == (normal.span(start, start + 1)[0], normal.span(end - 1, end)[1])


@given(st.lists(st.sampled_from(["通讯录", "您好", ",", "。", "a1", "!"]), max_size=12).map("".join), st.data())
def test_an_ordinary_text_keeps_its_offsets(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert normalise(text).span(start, end) == (start, end)


@given(st.lists(TEXT, max_size=12))
def test_many_are_as_each(texts):
    assert normalise_many(texts) == [normalise(text) for text in texts]


@given(st.text("爆通讯录ab1 ,。", max_size=30), st.data())
def test_tokens_of_a_phrase_stand_side_by_side(text, data):
    text = normalise(text).text
    edges = [at for at in range(len(text) + 1) if at in (0, len(text)) or not (_word(text[at - 1]) and _word(text[at]))]
    start = data.draw(st.sampled_from(edges))
    end = data.draw(st.sampled_from([edge for edge in edges if edge >= start]))
    phrase, whole = search_tokens(text[start:end]), search_tokens(text)
    assert any(whole[at : at + len(phrase)] == phrase for at in range(len(whole) + 1))


def _word(character):
    return character.isalnum()


@given(st.one_of(st.from_regex(_HIDDEN), st.text("爆通讯,、【】()[]《》{}<>", max_size=12)))
def test_no_hidden_word_is_passed_over(text):
    assert _DOUBTFUL.search(text) or not _HIDDEN.search(text)
