"""Personal data of a call: in one turn, over several, said again, heard wrongly. Square brackets mark what must be masked."""

import re

import pytest

from audit.records import Speaker, Turn
from audit.redaction.secrets import LONG_NUMBER, Secret, secrets
from audit.text import normalise

A, D, U = Speaker.AGENT, Speaker.DEBTOR, Speaker.UNKNOWN
_MARKS = re.compile(r"[\[\]]")


def made(lines):
    """Turns two seconds apart, and the text without its marks."""
    plain = [(speaker, _MARKS.sub("", text)) for speaker, text in lines]
    return [Turn(at, speaker, text, 2.0 * at, 2.0 * at + 1.5) for at, (speaker, text) in enumerate(plain)]


def marked(turns, spans):
    """The texts with brackets around every stretch of characters that some span covers."""
    texts = []
    for turn in turns:
        inside = {at for span in spans if span.turn == turn.index for at in range(span.start, span.end)}
        signs = [
            ("[" if at in inside and at - 1 not in inside else "") + sign + ("]" if at in inside and at + 1 not in inside else "")
            for at, sign in enumerate(turn.text)
        ]  # fmt: skip
        texts.append("".join(signs))
    return texts


ROWS = [
    ([(A, "手机号是[15400001234]对吗")], "what a single turn shows"),
    ([(A, "手机号是[一五四零零零零一二三四]。")], "read out"),
    ([(A, "手机号是[154,0000,1234]。")], "read out in groups"),
    ([(D, "[一五四零零]"), (A, "嗯"), (D, "[零零一二三四]")], "over two turns of one speaker, the other one nods"),
    ([(A, "手机号是[一五四]。"), (D, "[一五四]。"), (A, "[零零零零]。"), (D, "对,[零零零零]。"), (A, "[一二三四]。"), (D, "[一二三四]")], "in parts that the other side repeats"),
    ([(A, "手机号是[一五四零零零零]"), (D, "[一二三四]")], "begun by one, ended by the other"),
    ([(A, "手机号是[一五四]。"), (A, "[零零零期]。"), (A, "[一二三四]。")], "a digit at the end of a part was heard as another word"),
    ([(A, "手机号是[一五四]。"), (A, "[零期零零]。"), (A, "[一二三四]。")], "a digit within a part was heard as another word"),
    ([(A, "手机号是[一五四]。"), (A, "[喂没有。]"), (A, "[一二三四]。")], "a whole part was heard as other words"),
    ([(A, "[零七六七]"), (A, "[六二四零]"), (A, "[六期]。")], "of the last part only one digit was heard"),
    ([(A, "号码[一五四零零零零一二三]")], "a digit is missing: nobody knows the kind, but it is a long number"),
    ([(A, "身份证[一一零一零五一八四四零六一八六四六]")], "an identity number that lost its end"),
    ([(A, "卡号[六二零零,零零二五,零九三期,六一零零]。")], "a card with a digit heard as another word"),
    ([(A, "手机号[15400001234]"), (D, "是,尾号[1234]对的")], "a part of it said once more"),
    ([(A, "手机号[一五四零]"), (A, "[零零零一二三四]"), (D, "我知道了"), (D, "尾号[一二三四]是我的")], "a part of what only several turns told"),
    ([(A, "请问是[王丽]本人吗"), (D, "[王丽]不在"), (D, "我是[王丽]的妹妹")], "a name, wherever it is said"),
    ([(A, "手机号是[一五四]"), (D, "嗯"), (A, "[零零零零]"), (D, "嗯"), (A, "[零零零零]")], "a part that is the same as the one before"),
    ([(A, "尾号五二七一"), (D, "五二七一"), (A, "五二七一,对吗")], "nor what is said three times"),
    ([(D, "尾号五二七一"), (A, "五二七一,好的")], "four digits alone tell nothing, nor does their echo"),
    ([(A, "工号零三八八,逾期三十天,欠三千二百元")], "staff number, days, amount"),
    ([(A, "您欠1234567.50元")], "an amount, however long"),
    ([(A, "二零二六年一一月三零号之前,分一二期")], "a date and a count"),
    ([(A, "请打四零零八八八一二三四")], "a line that anybody may call"),
    ([(A, "工号零三八八。"), (D, "您说一下尾号是多少"), (D, "我不清楚"), (A, "五二七一,请核对一下身份证")], "numbers that only stand near each other"),
    ([(A, "")], "an empty turn"),
    ([], "no turns"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "reason"), ROWS, ids=[reason for _, reason in ROWS])
def test_what_must_be_masked(lines, reason):
    turns = made(lines)
    assert marked(turns, secrets(turns).spans) == [text for _, text in lines], reason


def test_parts_that_are_far_apart_in_time_are_no_number():
    turns = [Turn(0, A, "一五四零零", 0.0, 1.0), Turn(1, A, "零零一二三四", 30.0, 31.0)]
    assert secrets(turns).spans == ()
    assert len(secrets([turns[0], Turn(1, A, "零零一二三四", 8.0, 9.0)]).spans) == 2


def test_without_times_parts_belong_together_by_their_turns():
    turns = [Turn(0, A, "一五四零零"), Turn(1, D, "嗯"), Turn(2, A, "零零一二三四")]
    assert [span.turn for span in secrets(turns).spans] == [0, 2]


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ([(A, "手机号15400001234")], "cn_mobile"),
        ([(D, "一五四零零"), (D, "零零一二三五")], "cn_mobile"),
        (
            [(D, "身份证是一一零一零五。"), (A, "好的"), (D, "一八四四零六一八。"), (A, "好的"), (D, "六四六九")],
            "cn_id",
        ),
        ([(A, "卡号六二零零零零二五零九三七六一零一")], LONG_NUMBER),
    ],
)
def test_the_kind_is_that_of_the_whole_number(lines, kind):
    turns = made(lines)
    assert kind in {span.kind for span in secrets(turns).spans}


def test_values_that_were_said_elsewhere_are_known_here():
    turns = made([(A, "手机号15400001234,请问是王丽本人吗")])
    values = secrets(turns).values
    assert values >= {Secret("cn_mobile", "15400001234"), Secret("person_name", normalise("王丽").text)}
    again = made([(U, "尾号[一二三四]"), (U, "[王丽]不在"), (U, "工号零三八八")])
    again_texts = ["尾号[一二三四]", "[王丽]不在", "工号零三八八"]
    assert marked(again, secrets(again, values).spans) == again_texts


def test_indexes_need_not_be_places():
    turns = [
        Turn(7, A, "手机号是15400001234", 0.0, 2.0),
        Turn(9, A, "一五四零零", 3.0, 4.0),
        Turn(12, A, "零零一二三四", 5.0, 6.0),
    ]
    assert sorted({span.turn for span in secrets(turns).spans}) == [7, 9, 12]
