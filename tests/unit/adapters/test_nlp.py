from dataclasses import replace

import numpy as np
import pytest

from audit.errors import Refused
from audit.reading import Spoken
from audit.records import Channel, Party, Speaker
from config.settings import Settings
from pipelines.adapters.nlp import LearnedReader
from pipelines.adapters.reading.clauses import clauses
from pipelines.adapters.reading.gate import PLACES_BITS, Gate
from pipelines.adapters.reading.hidden import Hidden
from pipelines.adapters.reading.letters import BITS
from pipelines.adapters.reading.scorer import Linear, Scorer
from pipelines.adapters.reading.weights import Weights


def pair(text: str) -> int:
    return ord(text[0]) << BITS | ord(text[1])


def weights() -> Weights:
    """`打你` is T01, `欠钱` is T09, `亲友` is T08; everything passes the gate."""
    known = sorted({pair("打你"): 0, pair("欠钱"): 1, pair("亲友"): 2}.items())
    table = np.zeros((3, 3), dtype=np.int16)
    for row, (_, column) in enumerate(known):
        table[row, column] = 100
    pieces = np.array([piece for piece, _ in known], dtype=np.int64)
    linear = Linear(pieces, table, np.full(3, 0.1), np.full(3, -1.0))
    agrees = Hidden(pieces, table, np.full(3, 0.1), np.zeros(3), np.eye(3), np.full(3, -1.0))
    scorer = Scorer(linear, agrees)
    gate = Gate(np.zeros(1 << PLACES_BITS, dtype=np.int16), -1.0)
    return Weights(("T01", "T09", "T08"), gate, scorer, np.array([[2.0, 0.0]] * 3))


def read(text: str, party: Party = Party.DEBTOR):
    said = LearnedReader(weights()).read([Spoken(text, Channel.CALL, party)])
    return [(one.category, text[one.start : one.end]) for one in said[0].readings] if said else []


LISTENERS = [
    ("他欠钱", Party.DEBTOR, [], "the debtor may hear of the debt"),
    ("他欠钱", Party.GUARANTOR, [], "so may who guarantees it"),
    ("他欠钱", Party.CONTACT, [("T09", "他欠钱")], "a registered contact may not"),
    ("他欠钱", Party.THIRD_PARTY, [("T09", "他欠钱")], "nor may anybody else"),
    ("找亲友", Party.DEBTOR, [("T08", "找亲友")], "a threat to the debtor"),
    ("找亲友", Party.CONTACT, [], "it is no threat to the relative"),
]


@pytest.mark.parametrize(("text", "party", "found", "why"), LISTENERS)
def test_who_listens(text, party, found, why):
    assert read(text, party) == found, why


SPEAKERS = [
    (Speaker.DEBTOR, False, {"T01"}, [], "no violation of the other side"),
    (Speaker.UNKNOWN, False, {"T01"}, ["T01"], "perhaps the agent"),
    (Speaker.DEBTOR, False, {"T24", "answer"}, ["T24"], "a sign"),
    (Speaker.THIRD_PARTY, False, {"T24", "answer"}, ["T24"], "somebody else's"),
    (Speaker.AGENT, False, {"T24", "answer"}, ["answer"], "an answer"),
    (Speaker.AGENT, True, {"T24", "answer"}, [], "to whom?"),
    (Speaker.DEBTOR, True, {"T24", "answer"}, [], "nobody was there to take it up"),
]


@pytest.mark.parametrize(("speaker", "alone", "known", "found", "why"), SPEAKERS)
def test_who_speaks(speaker, alone, known, found, why):
    table = np.full((1, len(known)), 100, dtype=np.int16)
    pieces, scale, bias = np.array([pair("打你")], dtype=np.int64), np.full(len(known), 0.1), np.full(len(known), -1.0)
    agrees = Hidden(pieces, table, scale, np.zeros(len(known)), np.eye(len(known)), bias)
    own = replace(
        weights(),
        categories=tuple(sorted(known)),
        scorer=Scorer(Linear(pieces, table, scale, bias), agrees),
        calibration=np.array([[4.0, 0.0]] * len(known)),
    )
    reader, spoken = LearnedReader(own), [Spoken("我打你", Channel.CALL, Party.DEBTOR, speaker, alone)]
    said = reader.read(spoken)
    assert [one.category for one in said[0].readings] == found if said else not found, why
    assert reader.rules_out([spoken[0]._replace(text="您好")]) == [frozenset(found)], why


PLACES = [
    ("您好,今天晴。我就打你,再见", "我就打你"),
    ("打你", "打你"),
    ("我来打你。我来打你", "我来打你"),
]


@pytest.mark.parametrize(("text", "quote"), PLACES)
def test_the_clause_that_carries_it(text, quote):
    assert read(text) == [("T01", quote)]


def test_nothing_to_say_is_no_entry():
    assert LearnedReader(weights()).read([]) == {}
    assert read("您好") == []
    assert read("") == []


def test_a_closed_gate_lets_nothing_through():
    shut = replace(weights(), gate=Gate(np.zeros(1 << PLACES_BITS, dtype=np.int16), 1.0))
    spoken = [Spoken("我打你", Channel.CALL, party) for party in (Party.DEBTOR, Party.CONTACT)]
    assert set(LearnedReader(shut).read(spoken)) == {1}, "texts to others than the debtor are always read"


CLAUSES = [
    ("今天不还,我就来。你等着", ["今天不还", "我就来。你等着"], "a very short clause goes with the next"),
    ("", [""], "nothing"),
    ("。。。", ["。。。"], "signs only"),
]


@pytest.mark.parametrize(("text", "parts", "why"), CLAUSES)
def test_clauses(text, parts, why):
    assert [text[start:end] for start, end in clauses(text)] == parts, why


def test_weights_come_back_as_they_were(tmp_path):
    path = tmp_path / "reader.npz"
    weights().save(path)
    again = Weights.load(path)
    for opinion in ("linear", "hidden"):
        stored, given = getattr(again.scorer, opinion), getattr(weights().scorer, opinion)
        assert np.array_equal(stored.weights, given.weights)
        assert np.array_equal(stored.pieces, given.pieces)
    assert (again.categories, again.gate.least) == (weights().categories, -1.0)
    assert LearnedReader(again).id == f"reader@sha256:{again.digest}"


BROKEN = [
    (None, "reader.missing"),
    (b"", "reader.unusable"),
    (b"PK\x03\x04 no archive", "reader.unusable"),
]


@pytest.mark.parametrize(("data", "code"), BROKEN)
def test_weights_that_cannot_be_used(tmp_path, data, code):
    path = tmp_path / "reader.npz"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(Refused) as refused:
        LearnedReader.load(path)
    assert refused.value.problems[0].code == code


def test_other_arrays_are_refused(tmp_path):
    path = tmp_path / "reader.npz"
    np.savez(path, other=np.zeros(3))
    with pytest.raises(Refused):
        LearnedReader.load(path)


def test_the_setting(tmp_path):
    assert Settings(reader="off").reader_weights is None
    assert Settings(reader=str(tmp_path)).reader_weights == tmp_path
    assert Settings().reader_weights


RULED_OUT = [
    ("您好", Party.DEBTOR, {"T01", "T08"}, "of T09 it knows nothing while the debtor listens"),
    ("您好", Party.CONTACT, {"T01", "T09"}, "nor of T08 while others do"),
    ("我打你", Party.DEBTOR, {"T08"}, "what is read is not ruled out"),
    ("您好" * 61, Party.DEBTOR, set(), "a clause of a long text may carry what the rest outweighs"),
]


@pytest.mark.parametrize(("text", "party", "categories", "why"), RULED_OUT)
def test_what_is_ruled_out(text, party, categories, why):
    reader = LearnedReader(replace(weights(), calibration=np.array([[4.0, 0.0]] * 3)))
    assert reader.rules_out([Spoken(text, Channel.CALL, party)]) == [categories], why
