import pytest

from audit.sentence import sentence


@pytest.mark.parametrize(
    ("text", "hit", "expected"),
    [
        ("we never call. pay today. bye", "pay", " pay today."),
        ("the balance is 3.50 dollars. thanks", "balance", "the balance is 3.50 dollars."),
        ("is mr. reed or dr. cole there. thanks", "there", "is mr. reed or dr. cole there."),
        ("ask mrs. reed now", "now", "ask mrs. reed now"),
        ("stop here.", "stop", "stop here."),
        ("我们不会。今天还3.5万", "今天", "今天还3.5万"),
    ],
)
def test_a_latin_full_stop_ends_a_sentence_before_a_blank(text, hit, expected):
    start = text.index(hit)
    assert text[slice(*sentence(text, start, start + len(hit)))] == expected
