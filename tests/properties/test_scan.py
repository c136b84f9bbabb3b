"""Laws of the scan: nothing is hidden, bulk equals single, the same again is equal, offsets show the quote."""

from dataclasses import replace
from functools import cache

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.detectors.build import matchers
from audit.detectors.phrase import Expression
from audit.detectors.sequence import exact
from audit.needs import needs
from audit.pack import compile_pack
from audit.records import Channel, Consent, Contact, Direction, LegalStage, Offer, OfferKind, Party, Speaker, Turn
from audit.rules.model import AllOf, AnyOf, Near, Phrase
from audit.scan import scan, scan_many
from audit.text import normalise
from config.loader import read_pack
from tests.make import NINE, case, sms
from tests.unit.audit.exemptions.marked import rule

ALPHABET = "你我家人打爆通讯录不还。,!\n a1电*"
SMALL = st.text(ALPHABET, min_size=1, max_size=3)
LITERAL = (
    SMALL.map(lambda text: normalise(text).text).filter(str.strip).map(lambda text: text.strip().replace("*", r"\*"))
)
REGEX = st.one_of(
    LITERAL,
    st.tuples(LITERAL, st.integers(0, 3), LITERAL).map(lambda parts: f"{parts[0]}.{{0,{parts[1]}}}{parts[2]}"),
    st.tuples(LITERAL, LITERAL, LITERAL).map(lambda parts: f"{parts[0]}(?:{parts[1]}|{parts[2]})?"),
    st.tuples(LITERAL, LITERAL).map(lambda parts: f"(?<!{parts[0]}){parts[1]}(?!{parts[0]})"),
    st.tuples(LITERAL, LITERAL).map(lambda parts: f"[你我]{parts[0]}(?:{parts[1]}){{1,2}}"),
    st.tuples(LITERAL, LITERAL).map(lambda parts: f"(?:{parts[0]}|[^。]{{1,2}}{parts[1]})"),
)
PHRASE = REGEX.map(lambda expression: Phrase(expression, expression))


def _combined(inner):
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Near, several, st.integers(0, 6), st.booleans()),
        st.builds(AnyOf, several),
        st.builds(AllOf, several, st.lists(inner, max_size=1).map(tuple)),
    )


PATTERN = st.recursive(PHRASE, _combined, max_leaves=5)
RULES = st.lists(PATTERN, min_size=1, max_size=4).map(
    lambda patterns: [rule(id=f"cn.test.r{number}", say=pattern) for number, pattern in enumerate(patterns)]
)
TEXTS = st.lists(st.text(ALPHABET + "爆 通", max_size=30), min_size=1, max_size=12)
SPEAKERS = st.sampled_from(list(Speaker))


@cache
def whole_pack():
    return compile_pack(read_pack("cn")[0].rules)


def contacts(texts, speaker=Speaker.AGENT):
    return [
        Contact(str(number), Channel.SMS, party=Party.DEBTOR, turns=(Turn(0, speaker, text),))
        for number, text in enumerate(texts)
    ]


@given(RULES, TEXTS)
@settings(deadline=None, max_examples=300)
def test_the_prefilter_hides_nothing(rules, texts):
    pack = compile_pack(rules)
    blind = replace(pack, sieve=replace(pack.sieve, always=frozenset(range(len(pack.owners)))))
    assert list(scan_many(contacts(texts), pack)) == list(scan_many(contacts(texts), blind))


@given(RULES, TEXTS, SPEAKERS)
@settings(deadline=None)
def test_bulk_is_single_and_again_is_equal(rules, texts, speaker):
    pack = compile_pack(rules)
    bulk = list(scan_many(contacts(texts, speaker), pack))
    assert bulk == [scan(contact, pack) for contact in contacts(texts, speaker)]
    assert bulk == list(scan_many(contacts(texts, speaker), compile_pack(reversed(rules))))


TIMES = st.sampled_from([None, NINE, NINE.replace(hour=23), NINE.replace(year=2020)])
CASES = st.one_of(
    st.none(),
    st.builds(
        case,
        legal_stage=st.sampled_from([None, *LegalStage]),
        offers=st.sampled_from([(), (Offer(OfferKind.WAIVER, 80), Offer(OfferKind.INSTALMENTS, 24))]),
        consents=st.sampled_from([(), (Consent("off_hours", {}, NINE.replace(year=2019)),)]),
        overdue_days=st.sampled_from([None, 0, 90]),
    ),
)
SENT = st.builds(
    sms,
    at=TIMES,
    case=CASES,
    party=st.sampled_from([Party.DEBTOR, Party.DEBTOR, Party.CONTACT]),
    direction=st.sampled_from([Direction.OUTBOUND, Direction.OUTBOUND, Direction.INBOUND]),
)
TEMPLATES = st.sampled_from(
    [
        "我们已经起诉你了,法院立案了,明天开庭",
        "今天还款给您打三折,可以分24期",
        "再不还钱就打爆你通讯录",
        "不还钱就等着坐牢吧,明天警察上门",
    ]
)


@given(TEMPLATES, st.lists(SENT, min_size=8, max_size=20))
@settings(deadline=None, max_examples=40)
def test_the_same_words_elsewhere_are_judged_by_their_own_contact(text, sent):
    """However often a text was sent, case, listener, hour and day of each message decide about it."""
    numbered = [
        replace(contact, id=str(number), turns=(Turn(0, Speaker.AGENT, text),)) for number, contact in enumerate(sent)
    ]
    pack = whole_pack()
    assert list(scan_many(numbered, pack)) == [scan(contact, pack) for contact in numbered]


@given(RULES, TEXTS)
@settings(deadline=None)
def test_a_quote_stands_at_its_place(rules, texts):
    for said, text in zip(scan_many(contacts(texts), compile_pack(rules)), texts, strict=True):
        assert all(text[found.start : found.end] == found.quote != "" for found in said.findings)


@given(REGEX, st.text(ALPHABET, max_size=30))
def test_a_match_meets_every_need(expression, text):
    (matcher,) = matchers(Phrase(expression, expression))
    if matcher.find(text):
        assert any(all(any(word in text for word in need) for need in way) for way in needs(expression))


@given(PATTERN.map(exact).filter(bool), st.text(ALPHABET, max_size=40), st.integers(0, 9))
def test_words_of_a_match_stand_in_order(expression, text, start):
    """What is looked at before an expression hides nothing that the expression itself finds."""
    found = regex.compile(expression, regex.ASCII).search(text, start)
    match = Expression.of(expression).find(text, start)
    assert (found and found.span()) == (match and (match.start, match.end))


@given(st.text(ALPHABET, max_size=40))
def test_a_sequence_stays_in_its_sentence(text):
    pattern = Near((Phrase("你", "你"), Phrase("家", "家")), 5)
    (matcher,) = matchers(pattern)
    places = [
        (start, end + 1)
        for start in range(len(text))
        for end in range(start + 1, min(start + 7, len(text)))
        if text[start] == "你" and text[end] == "家" and not set(text[start + 1 : end]) & set("。!?\n")
    ]
    found = matcher.find(text)
    assert (found and (found.start, found.end)) == (min(places) if places else None)
