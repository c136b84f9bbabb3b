"""Laws of personal data: valid numbers are found at their place whatever surrounds them, wrong check digits never."""

import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.pii import bank_card, cn_id, uscc
from audit.pii.find import find_in, find_many, find_pii
from audit.text import normalise_many

MARKED = Path(__file__).parents[1] / "unit/pii/marked.tsv"
#: Characters of any Chinese text; none that begins a name, a number or an account.
AROUND = st.text(st.sampled_from("的了吧呢吗啊就请您我在把给,。:、;!?()“”《》\n 說還請"), max_size=12)


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(string.digits), min_size=count, max_size=count)


#: Born in the 19th century, so that no number is anybody's.
BIRTH = (
    st.dates()
    .map(lambda day: day.replace(year=1800 + day.year % 99, day=min(day.day, 28)))
    .map(lambda day: f"{day:%Y%m%d}")
)
IDS = st.builds(
    lambda area, birth, serial: area + "0101" + birth + serial,
    st.sampled_from(["11", "31", "44", "82"]),
    BIRTH,
    digits(3),
).map(lambda body: body + cn_id.check_sign(body))
SIGNS = st.text(st.sampled_from(uscc.SIGNS), min_size=8, max_size=8)
USCCS = st.builds(lambda area, body: f"9a{area}x{body}", digits(6), SIGNS).map(
    lambda body: body + uscc.check_sign(body)
)


def _with_check_digit(body: str) -> str:
    return next(body + digit for digit in string.digits if bank_card.luhn(body + digit))


CARDS = st.builds(str.__add__, st.sampled_from(["411111", "620000"]), digits(9)).map(_with_check_digit)
VALID = st.one_of(
    st.tuples(st.just("cn_id"), IDS), st.tuples(st.just("uscc"), USCCS), st.tuples(st.just("bank_card"), CARDS)
)


@settings(deadline=None)
@given(AROUND, VALID, AROUND, st.booleans())
def test_valid_numbers_are_found_at_exactly_their_place(
    before: str, valid: tuple[str, str], after: str, capital: bool
) -> None:
    kind, number = valid
    number = number.upper() if capital else number
    spans = find_pii(before + number + after)
    assert [(span.kind, span.start, span.end) for span in spans] == [(kind, len(before), len(before) + len(number))]


@settings(deadline=None)
@given(AROUND, VALID, AROUND)
def test_full_width_changes_nothing_but_the_signs(before: str, valid: tuple[str, str], after: str) -> None:
    kind, number = valid
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    assert [(span.kind, span.start, span.end) for span in find_pii(before + wide + after)] == [
        (kind, len(before), len(before) + len(number))
    ]


@settings(deadline=None)
@given(AROUND, VALID, AROUND, st.integers(1, 9))
def test_a_wrong_check_sign_is_never_that_kind(before: str, valid: tuple[str, str], after: str, shift: int) -> None:
    kind, number = valid
    signs = {"cn_id": "0123456789x", "uscc": uscc.SIGNS, "bank_card": string.digits}[kind]
    wrong = number[:-1] + signs[(signs.index(number[-1]) + shift) % len(signs)]
    assert kind not in {span.kind for span in find_pii(before + wrong + after)}


@settings(deadline=None)
@given(AROUND, st.sampled_from(["154", "179"]), digits(8), AROUND, st.sampled_from(["", " ", "-", "."]))
def test_mobile_numbers_in_any_grouping(before: str, prefix: str, rest: str, after: str, sign: str) -> None:
    number = sign.join((prefix, rest[:4], rest[4:]))
    spans = find_pii(f"{before}打{number}找{after}")
    assert [(span.kind, span.start, span.end) for span in spans] == [
        ("cn_mobile", len(before) + 1, len(before) + 1 + len(number))
    ]


@settings(deadline=None)
@given(
    st.text(
        st.one_of(st.characters(), st.sampled_from("0123456789省市区路号栋室张王先生女士欠款元万@.-qx微信零一二三幺")),
        max_size=60,
    )
)
def test_spans_of_any_text_are_sorted_apart_and_inside(text: str) -> None:
    end = 0
    for span in find_pii(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end


@pytest.mark.parametrize(
    "piece",
    [
        "区",
        "路",
        "天区",
        "1号",
        "号1",
        "张",
        "1 ",
        "1-",
        "a.",
        "a@",
        "一",
        "一 ",
        "1.",
        ":",
        "欠1",
        "先生",
        "qq",
        "天天天天天天天天",
        "市区路",
        "我叫",
        "12,",
        "欠1元,",
        "15400000000,",
    ],
)
@pytest.mark.timeout(20)
def test_no_text_is_slow(piece: str) -> None:
    find_pii(piece * (20_000 // len(piece)))


@settings(deadline=None)
@given(
    st.lists(
        st.text(
            st.one_of(
                st.characters(),
                st.sampled_from("0123456789省市区路号栋室张王李先生女士欠款元万@.-qxv微信零一二三幺\n 叫是卓玛扎西"),
            ),
            max_size=40,
        ),
        min_size=8,
        max_size=16,
    )
)
def test_many_texts_at_once_are_as_each_alone(texts: list[str]) -> None:
    normals = normalise_many(texts)
    assert find_many(normals) == [find_in(normal) for normal in normals]


def test_the_marked_rows_at_once_are_as_each_alone() -> None:
    normals = normalise_many([line.split("\t")[-1] for line in MARKED.read_text(encoding="utf-8").splitlines()])
    assert find_many(normals) == [find_in(normal) for normal in normals]
