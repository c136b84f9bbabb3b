"""Receipt numbers: what is written is read, however it was typed, and slips are noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import Refused
from audit.receipts import ALPHABET, BITS, digest, read, written

NUMBERS = st.integers(0, 2**BITS - 1)


@given(NUMBERS)
def test_what_is_written_is_read(number):
    receipt = written(number)
    assert [len(group) for group in receipt.split("-")] == [4, 4, 4, 4]
    assert read(receipt) == receipt


@given(NUMBERS, NUMBERS)
def test_two_numbers_have_two_receipts(first, second):
    assert (written(first) == written(second)) is (first == second)


@given(NUMBERS, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(number, place, sign):
    signs = written(number).replace("-", "")
    other = signs[:place] + sign + signs[place + 1 :]
    if other != signs:
        with pytest.raises(Refused, match=r"receipt\.misspelt"):
            read(other)


@given(NUMBERS, st.integers(0, 14))
def test_neighbours_changed_about_are_noticed(number, place):
    signs = written(number).replace("-", "")
    other = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    if other != signs:
        with pytest.raises(Refused, match=r"receipt\.misspelt"):
            read(other)


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_or_refused(text):
    try:
        receipt = read(text)
    except Refused:
        return
    assert read(receipt) == receipt


RECEIPT = written(10**22)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(RECEIPT.lower(), id="small letters"),
        pytest.param(RECEIPT.replace("-", ""), id="without hyphens"),
        pytest.param(f"  {RECEIPT.replace('-', ' ')} ", id="with blanks"),
        pytest.param("".join(chr(ord(one) + 0xFEE0) for one in RECEIPT), id="full width"),
        pytest.param(RECEIPT.replace("-", "—"), id="with dashes"),
        pytest.param(RECEIPT.replace("0", "O").replace("1", "I"), id="letters that are taken for digits"),
    ],
)
def test_ways_of_typing_the_same(typed):
    assert read(typed) == RECEIPT


@pytest.mark.parametrize("typed", ["", "-", RECEIPT[:-1], RECEIPT + "0", "U" * 16, "威胁" * 8, "0" * 1000])
def test_what_is_no_receipt(typed):
    with pytest.raises(Refused, match=r"receipt\.misspelt"):
        read(typed)


def test_a_digest_tells_no_receipt():
    assert digest(RECEIPT) != digest(written(1))
    assert RECEIPT.replace("-", "").lower() not in digest(RECEIPT)
