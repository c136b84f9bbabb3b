"""Laws of rules about several turns: they hold exactly where trying every combination says so."""

from dataclasses import replace
from itertools import pairwise, permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.pack import compile_pack
from audit.records import Channel, Contact, Party, Speaker, Turn
from audit.rules.model import Absence, Part, Phrase, Reach, Repeated, Spread, Unanswered, Unit, Who
from audit.scan import scan
from tests.unit.audit.exemptions.marked import rule

SIDES = [Speaker.AGENT, Speaker.DEBTOR]
TURNS = st.lists(st.tuples(st.sampled_from(SIDES), st.text("一二三,。", max_size=4)), max_size=8)
PART = st.builds(
    Part,
    st.sampled_from("一二三").map(lambda word: Phrase(word, word)),
    st.sampled_from([None, frozenset({Speaker.DEBTOR}), frozenset({Speaker.AGENT})]),
)
PARTS = st.lists(PART, min_size=1, max_size=2).flatmap(
    lambda parts: st.permutations([*parts, Part(Phrase("一", "一"))]).map(tuple)
)
AGENT = frozenset({Speaker.AGENT})


def contact(turns, timed=True):
    return Contact(
        "1",
        Channel.CALL,
        party=Party.DEBTOR,
        turns=tuple(
            Turn(number, speaker, text, *((number * 4.0, number * 4.0 + len(text)) if timed else ()))
            for number, (speaker, text) in enumerate(turns)
        ),
    )


def holds_by_trying(spread, turns):
    places = [
        [
            (turn, at)
            for turn, (speaker, text) in enumerate(turns)
            for at, sign in enumerate(text)
            if sign == part.say.expression and speaker in (part.by or AGENT)
        ]
        for part in spread.parts
    ]
    orders = [range(len(places))] if spread.ordered else permutations(range(len(places)))
    return any(
        all(
            linked(spread, spread.parts[later].by or AGENT, chosen[0], chosen[1], turns)
            for later, chosen in zip(order[1:], pairwise(spots), strict=True)
        )
        for order in orders
        for spots in product(*(places[number] for number in order))
    )


def linked(spread, speakers, one, other, turns):
    if one >= other:
        return False
    if spread.unit is Unit.TURNS:
        return sum(speaker in speakers for speaker, _ in turns[one[0] + 1 : other[0] + 1]) <= spread.within
    return (other[0] * 4 + other[1]) - (one[0] * 4 + one[1] + 1) <= spread.within


@given(PARTS, st.integers(1, 3), st.sampled_from(Unit), st.booleans(), TURNS)
@settings(deadline=None, max_examples=200)
def test_spread_parts_are_found_where_they_are(parts, within, unit, ordered, turns):
    say = Spread(parts, within, unit, ordered)
    scanned = scan(contact(turns), compile_pack([rule(say=say, who=Who(AGENT))]))
    assert bool(scanned.findings) is holds_by_trying(say, turns)
    assert all(turns[found.turn][0] is Speaker.AGENT for found in scanned.findings)
    assert all(turns[found.turn][1][found.start : found.end] == found.quote for found in scanned.findings)


WORD = st.sampled_from("一二三").map(lambda word: Phrase(word, word))
REACH = st.builds(Reach, st.integers(1, 4), st.just(Unit.TURNS), st.booleans())
LOGIC = st.one_of(
    st.builds(lambda parts, unit: {"say": Spread(parts, 2, unit)}, PARTS, st.sampled_from(Unit)),
    st.builds(lambda say, by: {"say": say, "unanswered": Unanswered(by, say, 2)}, WORD, st.just(frozenset(SIDES))),
    st.builds(lambda word, other: {"say": word, "unanswered": Unanswered(AGENT, other, 2)}, WORD, WORD),
    st.builds(lambda word, reach: {"say": None, "absence": Absence(word, reach, 1)}, WORD, REACH),
    st.builds(lambda word, reach: {"say": word, "who": Who(AGENT, reaches=(reach,))}, WORD, REACH),
)


@given(st.lists(LOGIC, min_size=1, max_size=3), TURNS)
@settings(deadline=None)
def test_the_prefilter_hides_nothing(logic, turns):
    rules = [rule(id=f"cn.test.r{number}", **({"who": Who(AGENT)} | fields)) for number, fields in enumerate(logic)]
    pack = compile_pack(rules)
    blind = replace(pack, sieve=replace(pack.sieve, always=frozenset(range(len(pack.owners)))))
    assert scan(contact(turns), pack) == scan(contact(turns), blind)


@given(st.integers(2, 4), TURNS)
@settings(deadline=None)
def test_the_last_of_so_many_is_quoted(times, turns):
    scanned = scan(
        contact(turns, timed=False), compile_pack([rule(say=Repeated(Phrase("一", "一"), times), who=Who(AGENT))])
    )
    places = [
        (turn, at)
        for turn, (who, text) in enumerate(turns)
        for at, sign in enumerate(text)
        if sign == "一" and who is Speaker.AGENT
    ]
    assert [(found.turn, found.start) for found in scanned.findings] == places[times - 1 : times]
