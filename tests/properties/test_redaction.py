"""Whatever is read out, however it is cut into turns: all of it is masked, and masked times hold all of its words."""

from itertools import pairwise

from hypothesis import assume, example, given
from hypothesis import strategies as st

from audit.records import Speaker, Turn, Word
from audit.redaction.digits import TAIL
from audit.redaction.model import Stretch
from audit.redaction.secrets import secrets
from audit.redaction.stretches import join, place

CHARACTERS = "零一二三四五六七八九"
NODS = ("好的。", "嗯", "对", "是的")


@st.composite
def dictated(draw):
    """Turns in which a long number is read out in parts of two digits or more, and the places of its digits."""
    number = draw(st.text(CHARACTERS, min_size=7, max_size=19))
    cuts = sorted(draw(st.sets(st.integers(1, len(number) // 2 - 1), max_size=4)))
    parts = [number[2 * a : 2 * b if b is not None else None] for a, b in zip([0, *cuts], [*cuts, None], strict=True)]
    assume(
        len(parts) == 1 or len(parts[0]) < TAIL or parts[0] != parts[1]
    )  # the same four digits twice may be a tail said twice
    lead, reads = (
        draw(st.sampled_from(("", "号码是", "您记一下,"))),
        draw(st.sampled_from((Speaker.AGENT, Speaker.DEBTOR))),
    )
    other = Speaker.DEBTOR if reads is Speaker.AGENT else Speaker.AGENT
    said = []
    for at, part in enumerate(parts):
        said.append((reads, (lead if at == 0 else "") + part + draw(st.sampled_from(("", "。", ",")))))
        answer = draw(st.sampled_from((None, part, f"对,{part}", *NODS)))
        if answer is not None:
            said.append((other, answer))
    return [timed(at, *turn) for at, turn in enumerate(said)], set(number)


def timed(index, speaker, text):
    start = 3.0 * index
    words = [Word(sign, start + 0.2 * at, start + 0.2 * (at + 1), 0.9) for at, sign in enumerate(text)]
    return Turn(index, speaker, text, start, start + 0.2 * len(text), tuple(words))


EQUAL = [(Speaker.AGENT, "零零零"), (Speaker.DEBTOR, "零零零"), (Speaker.AGENT, "零零"), (Speaker.AGENT, "零零")]


@example(([timed(at, *turn) for at, turn in enumerate(EQUAL)], set("零")))
@given(dictated())
def test_every_digit_of_a_long_number_is_masked_while_it_sounds(made):
    turns, digits = made
    placed = place(turns, secrets(turns).spans, {turn.index: (0,) for turn in turns}, 1000.0)
    for turn in turns:
        for word in turn.words:
            if word.text in digits:
                assert any(one.start <= word.start and word.end <= one.end for one in placed.stretches), (turn, word)


STRETCHES = st.lists(
    st.builds(
        lambda channel, start, length, kind: Stretch(channel, start, start + length, (kind,)),
        st.integers(0, 2), st.integers(0, 40), st.integers(1, 9), st.sampled_from("abc"),
    )
)  # fmt: skip


@given(STRETCHES)
def test_joined_stretches_cover_the_same_seconds_once(stretches):
    joined = join(stretches)

    def seconds(some):
        return {
            (one.channel, second, kind) for one in some for second in range(one.start, one.end) for kind in one.kinds
        }

    assert seconds(stretches) <= seconds(joined)
    assert {place[:2] for place in seconds(stretches)} == {place[:2] for place in seconds(joined)}
    assert join(joined) == joined
    for one, other in pairwise(joined):
        assert one.channel < other.channel or one.end < other.start
