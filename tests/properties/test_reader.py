"""Laws of the learned reader: bulk equals single, again is equal, places lie in the text, and the file comes back as it was."""

from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.reading import Spoken
from audit.records import Channel, Party
from config.settings import Settings
from pipelines.adapters.nlp import LEAST, LearnedReader
from pipelines.adapters.reading.clauses import stretches
from pipelines.adapters.reading.letters import Letters
from pipelines.adapters.reading.weights import Weights

#: Words that readings are made of, so that many of these texts are read as something.
WORDS = ["你妈", "电话", "打给", "单位", "坐牢", "法院", "废物", "转到", "我卡上", "再不还", "今晚", "上门", "朋友圈"]
WORDS += ["照片", "您好", "请", "还款", "谢谢", ",", "。", "\n", "a", "7", "𠮷", "\ud800"]
SPOKEN = st.builds(lambda text, party: Spoken(text, Channel.SMS, party), st.text(max_size=20), st.sampled_from(Party))
SAID = st.builds(
    lambda words, party: Spoken("".join(words), Channel.CALL, party),
    st.lists(st.sampled_from(WORDS), max_size=12),
    st.sampled_from(Party),
)
BULK = st.lists(st.one_of(SPOKEN, SAID), max_size=12)


@cache
def weights() -> Weights:
    path = Settings(reader="on").reader_weights
    assert path
    return Weights.load(path)


@cache
def reader() -> LearnedReader:
    return LearnedReader(weights())


@given(BULK)
@settings(deadline=None, max_examples=200)
def test_bulk_is_single_and_again_is_equal(spoken):
    bulk = reader().read(spoken)
    assert bulk == reader().read(spoken)
    assert bulk == {place: said for place, one in enumerate(spoken) if (said := reader().read([one]).get(0))}
    assert reader().rules_out(spoken) == [reader().rules_out([one])[0] for one in spoken]


@given(BULK)
@settings(deadline=None)
def test_a_reading_has_its_place_and_is_sure_enough(spoken):
    for place, read in reader().read(spoken).items():
        for reading in read.readings:
            assert 0 <= reading.start < reading.end <= len(spoken[place].text) or not spoken[place].text
            assert LEAST <= reading.confidence <= 1


@given(BULK.filter(bool))
@settings(deadline=None)
def test_scores_are_the_same_bit_for_bit_in_any_company(spoken):
    together = weights().scorer.scores(Letters.of(spoken))
    for place, one in enumerate(spoken):
        assert np.array_equal(together[place], weights().scorer.scores(Letters.of([one]))[0])


@given(st.text("你我他,。;\n ", max_size=40))
def test_stretches_are_runs_of_clauses(text):
    for start, end in stretches(text):
        assert 0 <= start <= end <= len(text)
    assert len(stretches(text)) >= 1
