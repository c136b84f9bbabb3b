"""Which actions may be ordered, who may take which step, and what may be kept as proof."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.actions import NEXT, Concern, Order, Proof, State, Step, advance, order, shared
from audit.errors import Refused
from audit.proof import MOST, proof_of
from tests.make import NINE

DAY = timedelta(days=1)
TODAY = NINE.date()
CONCERN = Concern(agency="乙外包", rules=("cn.a",))
PROOF = Proof("ab" * 32, "a.pdf", "application/pdf", 9)


def opening(**fields):
    return Step(**{"state": State.OPEN, "by": "经理", "at": NINE, "text": "", "due": TODAY + 7 * DAY, **fields})


OPENING = opening()


def ordered(step=OPENING, **fields):
    values = {"kind": "training", "title": "培训", "concern": CONCERN, "owner": "主管", "incidents": ("i",)}
    return order(Order(**{**values, **fields}), step)


def step(state, by="主管", **fields):
    return Step(**{"state": State(state), "by": by, "at": NINE + DAY, "text": "说明", **fields})


DONE = advance(ordered(), step("done"))
VERIFIED = advance(DONE, step("verified", "经理"))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"concern": Concern(rules=("cn.a",)), "incidents": ()}, "action.nobody", id="about nobody"),
        pytest.param({"concern": Concern(agency="乙外包")}, "action.nothing", id="about no rule and no category"),
        pytest.param({"title": "  "}, "action.no_title", id="without words"),
        pytest.param({"owner": ""}, "action.no_owner", id="nobody's"),
        pytest.param({"step": opening(due=None)}, "action.due", id="without end"),
        pytest.param({"step": opening(due=TODAY - DAY)}, "action.due", id="late from the start"),
    ],
)
def test_actions_that_are_not_ordered(fields, code):
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        ordered(**fields)


def test_an_order_is_about_its_incidents_where_it_names_nobody():
    found = ordered(concern=Concern(category="T01"), incidents=("i", "j", "i"))
    assert (found.incidents, found.state, found.due, found.done_at) == (("i", "j"), State.OPEN, TODAY + 7 * DAY, None)


@pytest.mark.parametrize(
    ("action", "taken", "code"),
    [
        pytest.param(ordered(), step("verified", "经理"), "action.illegal_step", id="verified before it is done"),
        pytest.param(ordered(), opening(text="x"), "action.illegal_step", id="reopened while open"),
        pytest.param(DONE, step("done"), "action.illegal_step", id="done twice"),
        pytest.param(VERIFIED, step("done"), "action.illegal_step", id="done after it was verified"),
        pytest.param(ordered(), step("done", text=" "), "action.no_proof", id="done without proof"),
        pytest.param(DONE, step("verified", "主管"), "action.own_matter", id="verified by its owner"),
        pytest.param(
            advance(ordered(), step("done", "同事")), step("verified", "同事"), "action.own_matter", id="by who did it"
        ),
        pytest.param(DONE, opening(text=""), "action.no_reason", id="reopened without reason"),
        pytest.param(VERIFIED, opening(text="又犯", due=None), "action.due", id="reopened without end"),
    ],
)
def test_steps_that_are_not_taken(action, taken, code):
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        advance(action, taken)


def test_a_file_alone_is_proof_and_only_what_opens_has_an_end():
    found = advance(ordered(), step("done", text="", proof=PROOF, due=TODAY))
    assert (found.proofs, found.steps[-1].due, found.due) == ((PROOF,), None, TODAY + 7 * DAY)


def test_what_was_reopened_is_due_anew_and_not_done():
    again = advance(VERIFIED, opening(by="乙", at=NINE + 9 * DAY, text="又犯", due=TODAY + 20 * DAY))
    assert (again.state, again.due, again.done_at) == (State.OPEN, TODAY + 20 * DAY, None)
    assert (VERIFIED.done_at, again.as_of(NINE + 9 * DAY)) == (NINE + DAY, VERIFIED)
    assert again.as_of(NINE) is None


@pytest.mark.parametrize(
    ("action", "days", "late"),
    [
        pytest.param(ordered(), 7, False, id="on the last day"),
        pytest.param(ordered(), 8, True, id="the day after"),
        pytest.param(DONE, 99, False, id="what is done waits for others"),
    ],
)
def test_overdue_is_derived(action, days, late):
    assert action.overdue(TODAY + days * DAY) is late


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        step("done", at=NINE.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        pytest.param([("甲", "乙", "A")], ("甲", "乙", "A"), id="one"),
        pytest.param([("甲", "乙", "A"), ("甲", "乙", "B")], ("甲", "乙", None), id="two agents of an agency"),
        pytest.param([("甲", None, "A"), (None, None, "A")], (None, None, "A"), id="what one does not tell"),
        pytest.param([], (None, None, None), id="none"),
    ],
)
def test_what_incidents_share(sides, expected):
    assert shared(sides) == expected


STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(State),
        st.sampled_from(["主管", "经理", "同事"]),
        st.integers(0, 99).map(lambda days: NINE + days * DAY),
        st.sampled_from(["", "说明"]),
        st.none() | st.integers(-5, 120).map(lambda days: TODAY + days * DAY),
        st.none() | st.just(PROOF),
    ),
    max_size=12,
)


@given(STEPS)
def test_whatever_is_tried_no_state_is_skipped_and_nobody_verifies_the_own_work(steps):
    action = ordered()
    for one in steps:
        before = action
        try:
            action = advance(action, one)
        except Refused:
            assert action is before
            continue
        last = action.steps[-1]
        assert action.steps[:-1] == before.steps, "history is only added to"
        assert last.state in NEXT[before.state]
        assert (last.due is not None) == (last.state is State.OPEN)
        if last.state is State.VERIFIED:
            assert last.by not in {action.owner, before.steps[-1].by}
        if last.state is State.DONE:
            assert last.text.strip() or last.proof
        assert action.overdue(action.due + DAY) is (action.state is State.OPEN)
        assert (action.done_at is None) is (action.state is State.OPEN)


OFFICE = b"PK\x03\x04....[Content_Types].xml...."


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        pytest.param("签到.pdf", b"%PDF-1.7 x", "application/pdf", id="a PDF"),
        pytest.param("a.pdf", b"\x89PNG\r\n\x1a\nxx", "image/png", id="its bytes count, not its name"),
        pytest.param("a.jpg", b"\xff\xd8\xff\xe0", "image/jpeg", id="a photograph"),
        pytest.param("a.docx", OFFICE + b"word/document.xml", "wordprocessingml", id="a text"),
        pytest.param("a.xlsx", OFFICE + b"xl/workbook.xml", "spreadsheetml", id="a table"),
        pytest.param("a.txt", "已于三月二日培训\r\n".encode(), "text/plain", id="plain text"),
    ],
)
def test_files_that_are_kept(name, data, kind):
    found = proof_of(name, data, "ab")
    assert kind in found.kind
    assert (found.name, found.size, found.digest) == (name, len(data), "ab")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "action.file_size", id="nothing"),
        pytest.param(b"%PDF-" + b"x" * MOST, "action.file_size", id="too much"),
        pytest.param(b"MZ\x90\x00\xff", "action.file_kind", id="a program"),
        pytest.param(OFFICE + b"word/document.xml word/vbaProject.bin", "action.file_kind", id="macros"),
        pytest.param(OFFICE, "action.file_kind", id="an archive of something else"),
        pytest.param("培训".encode("gb18030"), "action.file_kind", id="text in another encoding"),
        pytest.param(b"a\x00b", "action.file_kind", id="bytes that are no text"),
    ],
)
def test_files_that_are_refused(data, code):
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        proof_of("x", data, "ab")


@pytest.mark.parametrize(
    ("name", "kept"),
    [("..\\..\\evil.pdf", "evil.pdf"), ("/etc/x.pdf", "x.pdf"), ("a\nb\x00.pdf", "ab.pdf"), ("", "proof.pdf")],
)
def test_a_name_is_a_name_and_no_path(name, kept):
    assert proof_of(name, b"%PDF-", "ab").name == kept
