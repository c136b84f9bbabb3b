"""What differs between two transcripts of one recording."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.records import Speaker, Turn
from audit.versions import changed_share, changes

AGENT, DEBTOR = Speaker.AGENT, Speaker.DEBTOR


def turns(*said):
    """Each (speaker, text, start, end)."""
    return tuple(Turn(index, *one) for index, one in enumerate(said))


def cut(text, spans):
    return "".join(character for place, character in enumerate(text) if not any(a <= place < b for a, b in spans))


FIRST = turns((AGENT, "您好,这里是银行", 0.0, 2.0), (DEBTOR, "你说", 2.5, 3.0), (AGENT, "请还款", 3.5, 5.0))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (FIRST, []),
        (turns((AGENT, "您好,这里是银行", 0.1, 1.9), (DEBTOR, "你说", 2.4, 3.1), (AGENT, "请还款", 3.5, 5.0)), []),
        (FIRST[:2], [("请还款", None, ((0, 3),), ())]),
        ((FIRST[0], *turns((DEBTOR, "你好,说", 2.5, 3.0)), FIRST[2]), [("你说", "你好,说", (), ((1, 3),))]),
        (
            (*FIRST[:2], *turns((DEBTOR, "请还款", 3.5, 5.0))),
            [("请还款", None, ((0, 3),), ()), (None, "请还款", (), ((0, 3),))],
        ),
        (
            turns((AGENT, "你在哪", 7.0, 8.0)),
            [
                ("您好,这里是银行", None, ((0, 8),), ()),
                ("你说", None, ((0, 2),), ()),
                ("请还款", None, ((0, 3),), ()),
                (None, "你在哪", (), ((0, 3),)),
            ],
        ),
    ],
    ids=["the same", "other times", "one less", "other words", "another speaker", "nothing at the same time"],
)
def test_changes(after, expected):
    found = changes(FIRST, after)
    assert [
        (one.before and one.before.text, one.after and one.after.text, one.before_spans, one.after_spans)
        for one in found
    ] == expected


TURNS = st.lists(
    st.tuples(st.sampled_from([AGENT, DEBTOR]), st.text("还款吗好", max_size=6), st.just(None), st.just(None)),
    max_size=6,
).map(lambda said: turns(*said))


@given(before=TURNS, after=TURNS)
def test_without_what_differs_nothing_differs(before, after):
    for one in changes(before, after):
        old = cut(one.before.text, one.before_spans) if one.before else ""
        new = cut(one.after.text, one.after_spans) if one.after else ""
        assert old == new
    assert 0 <= changed_share(before, after) <= 1
    assert changes(before, before) == ()
    assert changed_share(before, before) == 0
