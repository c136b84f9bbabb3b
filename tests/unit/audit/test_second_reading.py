from dataclasses import dataclass, field

import pytest

from audit.findings import NotAssessed, Tier
from audit.gate import UNCLEAR
from audit.pack import compile_pack, pinned
from audit.quality import Grade, Quality
from audit.reading import Doubt, Read, Reading
from audit.records import OTHER_SIDE, Channel, Contact, Party, Speaker, Turn
from audit.rules.model import Absence, Acoustic, Measure, Phrase, Reach, Recognised, Repeated, Unanswered, Unit, Who
from audit.scan import scan
from audit.second_reading import MEANS_NOTHING
from tests.unit.audit.exemptions.marked import rule

READS = rule(id="cn.reader.contacts", say=Recognised("T08", 0.8))
WORDS = rule(id="cn.test.words", say=Phrase("废物", "废物"))


@dataclass
class Says:
    """A reader that says the same of every text it knows."""

    said: dict[str, Read]
    asked: list[str] = field(default_factory=list)
    id: str = "says"

    def read(self, spoken):
        self.asked += [one.text for one in spoken]
        return {place: self.said[one.text] for place, one in enumerate(spoken) if one.text in self.said}

    def rules_out(self, spoken):
        return [frozenset()] * len(spoken)


def contact(*turns, party=Party.DEBTOR):
    spoken = tuple(Turn(number, speaker, text) for number, (speaker, text) in enumerate(turns))
    return Contact("1", Channel.SMS, party=party, turns=spoken)


def said(text, read, *rules, speaker=Speaker.AGENT, party=Party.DEBTOR):
    return scan(contact((speaker, text), party=party), compile_pack(rules or [READS]), Says({text: read}))


def reading(category="T08", confidence=0.9, start=0, end=4):
    return Reading(category, confidence, start, end)


def test_a_reading_becomes_a_finding_of_tier_model():
    (found,) = said("你妈会知道的,再见", Read((reading(end=6),))).findings
    assert (found.rule, found.tier, found.confidence, found.quote) == (READS.id, Tier.MODEL, 0.9, "你妈会知道的")


CASES = [
    (0, Read((reading(confidence=0.79),)), {}, "less sure than the rule asks"),
    (0, Read((reading("T01"),)), {}, "a category that no rule asks for"),
    (0, Read((reading(),)), {"speaker": Speaker.DEBTOR}, "somebody else speaks"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_what_is_no_finding(case):
    count, read, fields, _ = case
    assert len(said("你妈会知道的,再见", read, **fields).findings) == count


def test_places_are_those_of_the_source():
    text = "你 妈 会 知 道 的"
    scanned = scan(
        contact((Speaker.AGENT, text)), compile_pack([READS]), Says({"你妈会知道的": Read((reading(end=6),))})
    )
    assert [found.quote for found in scanned.findings] == [text]


def test_only_turns_whose_speaker_a_rule_asks_for_are_read():
    reader = Says({})
    scan(contact((Speaker.AGENT, "甲"), (Speaker.DEBTOR, "乙"), (Speaker.UNKNOWN, "丙")), compile_pack([READS]), reader)
    assert reader.asked == ["甲", "丙"]


def test_a_pack_that_asks_for_no_reading_has_none():
    reader = Says({})
    scan(contact((Speaker.AGENT, "甲")), compile_pack([WORDS]), reader)
    assert reader.asked == []


def test_a_surer_finding_of_the_category_in_the_turn_is_enough():
    found = said("你这废物等着", Read((reading(),)), READS, WORDS).findings
    assert [(one.rule, one.tier) for one in found] == [(WORDS.id, Tier.EXACT)]


def test_a_surer_finding_of_another_category_is_none_of_its_business():
    other = rule(id="cn.test.words", say=Phrase("废物", "废物"), category="T03")
    assert len(said("你这废物等着", Read((reading(),)), READS, other).findings) == 2


DOUBTS = [
    (Read((reading(),)), {"speaker": Speaker.UNKNOWN}, READS, "speaker unknown"),
    (
        Read((reading(),)),
        {"party": Party.UNKNOWN},
        rule(id=READS.id, say=READS.say, who=Who(READS.who.speakers, frozenset({Party.DEBTOR}))),
        "party unknown",
    ),
    (Read(doubts=(Doubt("T08", "no answer"),)), {}, READS, "no answer"),
    (Read(doubts=(Doubt(None, "no answer"),)), {}, READS, "no answer"),
]


@pytest.mark.parametrize(("read", "fields", "one", "reason"), DOUBTS)
def test_what_is_not_assessed(read, fields, one, reason):
    scanned = said("你妈会知道的", read, one, **fields)
    assert (scanned.findings, scanned.not_assessed) == ((), (NotAssessed(READS.id, reason),))


def test_a_doubt_about_another_category_says_nothing():
    assert said("你妈会知道的", Read(doubts=(Doubt("T01", "no answer"),))).not_assessed == ()


def test_an_exemption_holds_for_readings_too():
    text = "我们不会打给你妈"
    denied = rule(id=READS.id, say=READS.say, unless=("negation",))
    assert said(text, Read((reading(start=0, end=len(text)),)), denied).findings == ()


def test_without_a_reader_the_rule_says_nothing():
    assert scan(contact((Speaker.AGENT, "你妈会知道的")), compile_pack([READS])).findings == ()


SIGN = rule(
    id="cn.signal.read",
    category="T24",
    say=Recognised("T24", 0.8),
    who=Who(speakers=OTHER_SIDE),
    unanswered=Unanswered(frozenset({Speaker.AGENT}), Phrase("保重", "保重"), 2, Recognised("answer", 0.5)),
)
READ = {
    "猫送人了": Read((reading("T24"),)),
    "不用查了": Read((reading("T24"),)),
    "您人在哪里": Read((reading("answer", 0.6),)),
    "公积金呢": Read((reading("answer", 0.4),)),
}
SIGNS = [
    ("d 猫送人了|a 公积金呢|a 三千", ["猫送人了"], "nobody takes it up"),
    ("d 猫送人了|a 您人在哪里", [], "the reader knows the answer"),
    ("d 猫送人了|a 三千|a 您保重", [], "or its words do"),
    ("d 猫送人了|a 三千|a 今天|a 您保重", ["猫送人了"], "too late"),
    ("d 猫送人了|a 您保重|d 不用查了|a 三千|a 今天", ["不用查了"], "again, and now nobody takes it up"),
    ("d 猫送人了|a 您保重|d 不用查了|a 三千", [], "taken up before, and the talk ends"),
    ("a 猫送人了|a 三千|a 今天", [], "the agent's own"),
]


@pytest.mark.parametrize(("lines", "quotes", "why"), SIGNS)
def test_signs_that_nobody_takes_up(lines, quotes, why):
    voices = {"a": Speaker.AGENT, "d": Speaker.DEBTOR}
    turns = [(voices[line[0]], line[2:]) for line in lines.split("|")]
    scanned = scan(contact(*turns), compile_pack([SIGN]), Says(READ))
    assert [found.quote for found in scanned.findings] == quotes, why
    assert all(found.tier is Tier.MODEL for found in scanned.findings)


OMITS = rule(
    id="cn.omission.read",
    category="T25",
    say=None,
    absence=Absence(Phrase("录音", "录音"), Reach(2, Unit.TURNS), 2, read=Recognised("told_recording", 0.5)),
)
TOLD = {"机器都记着": Read((reading("told_recording", 0.6),)), "登记": Read((reading("told_recording", 0.4),))}
OPENINGS = [
    ("您好|机器都记着", [], "the reader knows it"),
    ("您好|有录音", [], "or its words do"),
    ("您好|登记", ["您好"], "less sure than the rule asks"),
    ("您好|登记|机器都记着", ["您好"], "too late"),
]


@pytest.mark.parametrize(("lines", "quotes", "why"), OPENINGS)
def test_steps_that_an_opening_omits(lines, quotes, why):
    turns = [(Speaker.AGENT, line) for line in lines.split("|")]
    scanned = scan(contact(*turns, (Speaker.DEBTOR, "嗯")), compile_pack([OMITS]), Says(TOLD))
    assert [found.quote for found in scanned.findings] == quotes, why


def test_incidents_are_pinned_to_the_reader():
    pack = compile_pack([READS])
    assert len({pack.id, pinned(pack, "a"), pinned(pack, "b")}) == 3
    assert pinned(pack, None) == pack.id
    assert pinned(compile_pack([WORDS]), "a") == compile_pack([WORDS]).id


@dataclass
class Denies(Says):
    """A reader that rules some categories out in every turn."""

    out: frozenset[str] = frozenset()

    def rules_out(self, spoken):
        return [self.out] * len(spoken)


def doubted(*rules, out=frozenset({"T08"}), texts=("你这废物等着",)):
    turns = [(Speaker.AGENT, text) for text in texts]
    return scan(contact(*turns), compile_pack([READS, *rules]), Denies({}, out=out))


def test_what_the_reader_rules_out_is_not_assessed():
    scanned = doubted(WORDS)
    assert (scanned.findings, scanned.not_assessed) == ((), (NotAssessed(WORDS.id, MEANS_NOTHING),))


def test_only_in_the_category_that_it_rules_out():
    assert len(doubted(WORDS, out=frozenset({"T01"})).findings) == 1


def test_what_several_turns_make_is_not_taken_back():
    twice = rule(id="cn.test.twice", say=Repeated(Phrase("废物", "废物"), 2))
    assert len(doubted(twice, texts=("你这废物等着", "真是废物")).findings) == 1


GRAVE = {"say": Phrase("打断你的腿", "打断你的腿"), "severity": 4}
PLAIN = [
    ("sms", "打断你的腿", {}, False, "a rule that does not call its words plain"),
    ("sms", "打断你的腿", {"plain": True}, True, "plain words stand"),
    ("call", "打断你的腿", {"plain": True}, True, "in a call as well"),
    ("call", "打段你的腿", {"plain": True}, False, "what only sounds like them may be something else"),
]


@pytest.mark.parametrize("row", PLAIN, ids=lambda row: row[-1])
def test_plain_words_are_not_taken_back(row):
    channel, text, fields, stands, _ = row
    pack = compile_pack([READS, rule(id="cn.test.threat", **GRAVE, **fields)])
    one = Contact("1", Channel(channel), party=Party.DEBTOR, turns=(Turn(0, Speaker.AGENT, text),))
    assert scan(one, pack).findings
    scanned = scan(one, pack, Denies({}, out=frozenset({"T08"})))
    assert [found.rule for found in scanned.findings] == ["cn.test.threat"] * stands
    assert scanned.not_assessed == (() if stands else (NotAssessed("cn.test.threat", MEANS_NOTHING),))


def test_how_words_sounded_hides_no_reading_of_them():
    """Both are about one turn, and in one category."""
    calls = Who(speakers=frozenset((Speaker.AGENT,)), channels=frozenset((Channel.CALL,)))
    hasty = rule(id="cn.test.hasty", who=calls, say=None, sound=Acoustic(Measure.RATE, 8))
    text = "你妈会知道的你爸也会知道"
    call = Contact("1", Channel.CALL, party=Party.DEBTOR, turns=(Turn(0, Speaker.AGENT, text, 0.0, 1.0),))
    found = scan(call, compile_pack([READS, hasty]), Says({text: Read((reading(end=6),))})).findings
    assert {(one.rule, one.category) for one in found} == {(READS.id, "T08"), (hasty.id, "T08")}


def test_what_is_read_where_nobody_spoke_is_not_assessed():
    text = "你妈会知道的"
    turn = Turn(0, Speaker.AGENT, text, quality=Quality(Grade.VOID))
    call = Contact("1", Channel.CALL, party=Party.DEBTOR, turns=(turn,))
    said = scan(call, compile_pack([READS]), Says({text: Read((reading(end=6),))}))
    assert (said.findings, said.not_assessed) == ((), (NotAssessed(READS.id, UNCLEAR),))
