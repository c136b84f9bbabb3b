"""Laws of sounds: as long as the text, stable, and nothing that is found in a text is lost in its sound."""

from hypothesis import given
from hypothesis import strategies as st

from audit.detectors.build import matchers
from audit.phonetics import sound, sounding
from audit.rules.model import Near, Phrase

TEXT = st.text("起其启诉素通同讯信录路爆曝你尼打达,。a1 ", max_size=25)
WORD = st.text("起诉通讯录爆打你", min_size=1, max_size=3)


@given(st.one_of(TEXT, st.text(max_size=25)))
def test_a_sound_is_as_long_as_its_text_and_stays(text):
    assert len(sound(text)) == len(text)
    assert sound(sound(text)) == sound(text)


@given(st.lists(WORD, min_size=2, max_size=3), st.integers(0, 6), TEXT)
def test_what_holds_in_a_text_holds_in_its_sound(words, within, text):
    pattern = Near(tuple(Phrase(word, word) for word in words), within)
    twin = sounding(pattern)
    assert twin
    (exact,), (alike,) = matchers(pattern), matchers(twin)
    if exact.find(text):
        assert alike.find(sound(text))
