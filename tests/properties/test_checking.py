"""Laws of samples, agreement and appeals."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from audit.agreement import kappa
from audit.appeals import Appeal, Outcome, Stage, Step, advance, verdicts
from audit.errors import Refused
from audit.recall import Seen, recall
from audit.sampling import FrameQuery, Member, Method, Plan, allot, draw, freeze, verify
from tests.make import NINE

NAMES = st.sampled_from(["", "甲", "乙", "丙"])
FRAMES = st.lists(
    st.builds(Member, key=st.text(min_size=1, max_size=6), agency=NAMES, agent=NAMES, severity=st.integers(0, 4)),
    min_size=1,
    max_size=40,
    unique_by=lambda one: one.key,
)
STEPS = st.builds(
    Step,
    st.sampled_from(Stage),
    st.sampled_from(["A-1", "甲", "乙", "丙"]),
    st.just(NINE),
    st.just("理由"),
    st.none() | st.sampled_from(Outcome),
)
FILED = Appeal("i", "sms:1", "A-1", ("f",), ("甲",), NINE, (Step(Stage.FILED, "A-1", NINE, "理由"),))
DECISIONS = st.sampled_from(["true", "false", "unsure"])


@given(
    frame=FRAMES, method=st.sampled_from(Method), seed=st.text(max_size=4), size=st.integers(1, 50), random=st.randoms()
)
def test_a_draw_is_a_part_of_its_frame_and_can_be_checked(frame, method, seed, size, random):
    strata = ("agency",) if method is Method.STRATIFIED else ()
    plan = freeze(Plan("p", method, seed, FrameQuery(1), size, "甲", NINE, strata), frame)
    drawn = draw(plan, frame)
    shuffled = list(frame)
    random.shuffle(shuffled)
    assert verify(plan, drawn, shuffled) == ()
    assert len(set(drawn)) == len(drawn)
    assert set(drawn) <= {one.key for one in frame}
    if method is Method.PER_AGENT:
        agents = {one.key: one.agent for one in frame}
        for agent in set(agents.values()):
            own = sum(one == agent for one in agents.values())
            assert sum(agents[key] == agent for key in drawn) == min(own, size)
    else:
        assert len(drawn) == min(size, len(frame))


@given(
    counts=st.dictionaries(st.text(max_size=3).map(lambda name: (name,)), st.integers(1, 500), min_size=1, max_size=12),
    size=st.integers(1, 800),
)
def test_seats_add_up_and_no_stratum_gets_more_than_it_has(counts, size):
    seats = allot(size, counts)
    assert sum(seats.values()) == min(size, sum(counts.values()))
    assert all(0 <= seats[name] <= counts[name] for name in counts)
    if size >= len(counts):
        assert min(seats.values()) >= 1


@given(answers=st.lists(st.tuples(DECISIONS, DECISIONS), max_size=60))
def test_kappa_does_not_care_who_is_first_and_lies_in_its_interval(answers):
    found, turned = kappa(answers), kappa([(other, one) for one, other in answers])
    if found is None:
        assert turned is None
        return
    assert abs(found.value - turned.value) < 1e-9
    assert -1 <= found.low <= found.value <= found.high <= 1 + 1e-9


SEEN = st.builds(
    Seen,
    hit=st.integers(1, 500),
    confirmed=st.integers(0, 100),
    rejected=st.integers(0, 100),
    unhit=st.integers(1, 5000),
    sampled=st.integers(0, 500),
    wrong=st.integers(0, 500),
).map(lambda seen: replace(seen, wrong=min(seen.wrong, seen.sampled)))


@given(seen=SEEN)
def test_recall_lies_in_its_interval_and_more_misses_lower_it(seen):
    value = recall(seen).value
    assert 0 <= value.low <= value.high <= 1
    if seen.sampled and seen.confirmed + seen.rejected:
        assert value.low - 1e-9 <= value.value <= value.high + 1e-9
    if seen.wrong < seen.sampled:
        assert recall(replace(seen, wrong=seen.wrong + 1)).value.high <= value.high + 1e-9


@given(steps=st.lists(STEPS, max_size=30))
def test_no_step_of_an_appeal_is_skipped_and_nobody_rules_twice(steps):
    appeal = FILED
    for step in steps:
        try:
            appeal = advance(appeal, step)
        except Refused:
            continue
    stages = [step.stage for step in appeal.steps]
    needed = [stage for stage in Stage if stage is not Stage.REPLIED]
    assert [stage for stage in stages if stage is not Stage.REPLIED] == needed[
        : len(stages) - stages.count(Stage.REPLIED)
    ]
    assert stages == sorted(stages, key=list(Stage).index), "a reply stands where it belongs"
    assert all((step.by == "A-1") == (step.stage in (Stage.FILED, Stage.REPLIED)) for step in appeal.steps)
    rulers = [step.by for step in appeal.steps if step.outcome]
    assert len(set(rulers)) == len(rulers)
    assert not {"A-1", *appeal.deciders} & set(rulers)
    assert bool(verdicts(appeal)) == (appeal.stage is Stage.FINAL and appeal.outcome is Outcome.OVERTURNED)
