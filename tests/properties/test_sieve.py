"""Laws of the sieve: no shortcut hides what the matchers themselves find, and many texts are answered as each alone."""

import numpy as np
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.alternatives import alternatives
from audit.detectors.branches import branches
from audit.detectors.build import matchers
from audit.detectors.matcher import every
from audit.detectors.sequence import exact
from audit.prefilter import Prefilter
from audit.sieve import Asked, Sieve
from audit.tame import tame
from audit.word_search import WordSearch
from tests.properties.test_scan import ALPHABET, PATTERN, REGEX, TEXTS

WORDS = st.lists(st.text("你我家人打爆电a1", min_size=1, max_size=5), min_size=1, max_size=20, unique=True)
SAID = st.lists(st.text("你我家人打爆电a1。", max_size=20), min_size=1, max_size=12)
MATCHERS = st.lists(PATTERN, min_size=1, max_size=4).map(
    lambda patterns: [matcher for pattern in patterns for matcher in matchers(pattern)]
)


def regular(expression):
    return regex.compile(expression, regex.ASCII)


@given(PATTERN.map(exact).filter(bool), st.text(ALPHABET, max_size=40), st.integers(0, 9))
def test_alternatives_find_what_the_whole_finds(expression, text, start):
    whole = regular(expression).search(text, start)
    parts = [found for part in alternatives(expression) if (found := regular(part).search(text, start))]
    first = min(parts, key=lambda found: found.start(), default=None)
    assert (first and first.span()) == (whole and whole.span())
    if whole and "(?P<part>" in first.re.pattern:
        assert first.captures("part") == whole.captures("part")


@given(st.one_of(REGEX, st.just("(?:a|你)*b"), st.just("你{1,3}(?:家|家人)?打")), st.text(ALPHABET, max_size=40))
def test_the_quicker_engine_finds_the_same(expression, text):
    quick = tame(expression)
    found = regular(expression).search(text)
    assert quick is None or (quick.search(text) is None) == (found is None)
    assert quick is None or found is None or quick.search(text).start() == found.start()


def test_what_can_run_away_is_not_tame():
    assert all(
        tame(wild) is None
        for wild in ("(?:a*)*b", "(?:a|aa)+b", ".*你", r"(a)\1", "(?:a?){30}a{30}", "(?:a|a|a){1,60}b")
    )
    assert tame("(?:你|您)[^。]{0,6}?家(?!人)")


@given(WORDS, SAID)
def test_words_are_met_in_one_text_as_in_many(words, texts):
    search = WordSearch.of(words)
    at, met = search.met(texts)
    many = set(zip(at.tolist(), met.tolist(), strict=True))
    one = {(number, word) for number, text in enumerate(texts) for word in search.met_in(text)}
    plain = {(number, place) for number, text in enumerate(texts) for place, word in enumerate(words) if word in text}
    assert many == one == plain


@given(MATCHERS, TEXTS)
@settings(deadline=None)
def test_patterns_are_open_in_one_text_as_in_many(made, texts):
    prefilter = Prefilter.of([branch.needs for matcher in made for branch in branches(matcher)])
    at, patterns = prefilter.candidates(texts)
    one = [(number, pattern) for number, text in enumerate(texts) for pattern in prefilter.of_one(text)]
    assert list(zip(at.tolist(), patterns.tolist(), strict=True)) == one


@given(MATCHERS, TEXTS)
@settings(deadline=None)
def test_a_sieved_matcher_finds_the_same(made, texts):
    """Every match of every matcher, in few texts and in many."""
    sieve = Sieve.of([*made, *made])
    few = {number: found for number, text in enumerate(texts) if (found := sieve.found([text]).get(0))}
    many = sieve.found([*texts, *[""] * 8])
    for number, text in enumerate(texts):
        for place, matcher in enumerate((*made, *made)):
            wanted = list(every(matcher, text))
            for found in (few, many):
                kept = found.get(number, {}).get(place)
                assert (list(every(kept, text)) if kept else []) == wanted or place in sieve.always


@given(MATCHERS, TEXTS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_only_what_is_asked_for_is_found(made, texts, chance):
    sieve = Sieve.of(made)
    texts = [*texts, *[""] * 8]
    wanted = np.array([[chance.random() < 0.5 for _ in made] for _ in range(2)])
    asked = Asked([chance.randrange(2) for _ in texts], wanted)
    every_one = sieve.found(texts)
    for number, found in sieve.found(texts, asked).items():
        assert found == {key: made for key, made in every_one[number].items() if wanted[asked.rows[number], key]}
    for number, text in enumerate(texts):
        alone = sieve.found([text], Asked([asked.rows[number]], wanted)).get(0, {})
        assert alone == sieve.found(texts, asked).get(number, {})
