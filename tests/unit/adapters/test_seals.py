"""What is sealed opens with its key and for its purpose alone; a number is found however it is written."""

import hmac
import stat
from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import Refused
from audit.ledger.events import digits
from pipelines.adapters.keys import GivenKeys, KeyFile, new_keys, parsed, sealer, with_new_key, written
from pipelines.adapters.sql.seals import NUMBER, PERSON, PLAIN, Sealer

OLD = new_keys()
NEW = with_new_key(OLD)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def seals(keys=OLD):
    return Sealer(lambda: keys, lambda: None)


@given(text=TEXT)
def test_what_is_sealed_opens_and_shows_nothing(text):
    mine, sealed = seals(), seals().seal(text, PERSON)
    assert mine.open(sealed, PERSON) == text
    assert sealed == mine.seal(text, PERSON), "rows stay comparable"
    assert not text or sealed.startswith(mine.current)
    assert len(text) < 3 or text not in sealed


def test_what_was_never_sealed_comes_as_it_is():
    for text in ("", "10012345678", "~5", "~nobody~s", "{}"):
        assert seals().open(text, NUMBER) == text == PLAIN.open(PLAIN.seal(text, NUMBER), NUMBER)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (seals().seal("张三", PERSON), "keys.damaged"),
        (seals(new_keys()).seal("10012345678", NUMBER), "keys.unknown"),
        (seals().seal("10012345678", NUMBER)[:-1] + "-", "keys.damaged"),
    ],
    ids=["sealed for something else", "by a key that is not here", "changed"],
)
def test_what_does_not_open_is_refused(text, code):
    with pytest.raises(Refused, match=code):
        seals().open(text, NUMBER)


def test_an_older_key_opens_what_it_sealed_and_the_newest_seals():
    before, now = seals().seal("张三", PERSON), seals(NEW)
    assert now.open(before, PERSON) == "张三"
    assert now.seal("张三", PERSON).startswith(f"~{NEW.names[0]}~")
    assert now.blind("10012345678") == seals().blind("10012345678"), "what is looked up by stays"
    assert now.digest("ab" * 16) == seals().digest("ab" * 16)


def test_one_line_has_one_index_however_it_is_written():
    forms = {"+86 100-1234-5678", "10012345678", "0086 10012345678"}
    assert len({seals().blind(number) for number in forms}) == 1
    assert seals().blind("10012345679") not in {seals().blind(number) for number in forms}
    assert seals(new_keys()).blind("10012345678") != seals().blind("10012345678")


@given(number=st.text("0123456789+- ", max_size=80))
def test_the_index_is_the_hmac_of_the_digits(number):
    whole = hmac.digest(OLD.index + b"number", digits(number).encode(), "sha256")
    assert urlsafe_b64decode(seals().blind(number)) == whole[:12]


def test_a_digest_of_before_is_known_again():
    plain = "0123456789abcdef" * 2
    mine = seals()
    assert mine.alike(plain) == mine.digest(plain) == mine.alike(mine.digest(plain)) != plain
    assert mine.alike("") == ""


def test_the_file_is_its_owners_alone_and_read_anew_when_it_changes(tmp_path):
    file = KeyFile(tmp_path / "keys" / "data.keys")
    with pytest.raises(Refused, match=r"keys\.unreadable"):
        file.read()
    file.write(OLD)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert file.read() == OLD
    mine = sealer(file)
    before = mine.number("10012345678")
    file.write(NEW)
    assert mine.number("10012345678") == before, "not looked at for every row"
    assert mine.opened(seals(NEW).number("10012345678")[0]) == "10012345678", "an unknown key makes it look"
    mine.refresh()
    assert mine.number("10012345678")[0].startswith(f"~{NEW.names[0]}~")
    file.remove()
    assert not file.there


@pytest.mark.parametrize("text", ["", "index x", written(OLD).replace("data", "date"), written(OLD) + written(OLD)])
def test_keys_that_are_none_are_refused(text):
    with pytest.raises(Refused, match=r"keys\.unreadable"):
        parsed(text, "here")


def test_keys_of_the_environment_are_changed_there():
    given_ = GivenKeys(written(NEW).replace("\n", ";"), "FAIRDIAL_DATA_KEYS")
    assert given_.read() == NEW
    with pytest.raises(Refused, match=r"keys\.given"):
        given_.write(OLD)
