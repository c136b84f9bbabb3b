"""The agent takes it back: at once, as a slip of the tongue, or later in the contact, which makes it less grave."""

import re
from collections.abc import Sequence

from audit.exemptions.hit import Hit
from audit.worded import Worded

_SAID = r"(?:刚才|刚刚|前面|之前|上面|方才)"
_WRONG = r"(?:不对|不妥|不当|不准确|有误|错了|错误|过分|不合适|不应该|不算数?|作废|重了|不合规|失言|口误)"
_RETRACTION = Worded(
    rf"{_SAID}[^。!?;]{{0,20}}?{_WRONG}|{_SAID}[^。!?;]{{0,16}}?(?<![不没])(?<!不会)(?<!不能)(?<!不可能)(?:收回|撤回|更正|纠正|道歉|抱歉)"
    rf"|(?<![不没])(?<!不会)(?<!不能)(?:收回|撤回)(?:我)?(?:{_SAID}|那句|这句|上一句)[^。!?;]{{0,10}}|(?<![不没])(?:更正|纠正)一下[^。!?;]{{0,16}}"
    rf"|(?<!没)(?<!没有)(?<!不会)说错了?|口误|(?:话|语气|话语)说?得?(?:太|有点)?重了|言重了|(?:为|对)(?:我)?{_SAID}[^。!?;]{{0,14}}(?:道歉|致歉|抱歉)"
    r"|\b(?:i take that back|let me correct|i misspoke|that was wrong|i was wrong)\b"
)
_HOLLOW = re.compile(r"收回\?|想得美|休想|没门|做梦|才不|怎么可能|别想")
#: What a retraction says besides its topic.
_FRAME = re.compile(
    rf"{_SAID}|{_WRONG}|收回|撤回|更正|纠正|道歉|致歉|抱歉|口误|说错|言重|对不起|不好意思|一下|那句|这句|上一句|那些|这些|那番|[我你您的了是话说讲得有点太给跟和向为对都也很非常确实这那个里]|内容|说法|表述|部分|语气|态度|什么"
)


#: A slip of the tongue begins with one of these, in the breath after the words.
_SLIP = Worded(
    r"^[^。!?;]{0,6}[,。!?;]?(?:哦|啊|呃|嗯|诶|哎)?,?(?:不对|不是|对不起|不好意思|抱歉|口误|说错)[^。!?;]{0,4},?[^。!?;]{0,8}(?:说错|口误|讲错|说岔|不是这个意思)|^[^。!?;]{0,6}[,。!?;]?(?:我)?(?:口误|说错了)"
)


def exempt(hit: Hit) -> bool:
    """Whether it was a slip of the tongue that the agent takes back at once."""
    return bool(_SLIP.match(hit.text[hit.end :])) and _takes_back(hit, hit.text[hit.end :], anything=True)


def taken_back(hit: Hit, later: Sequence[str]) -> bool:
    """Whether a retraction of the same matter follows; in the same turn or the agent's next one it need not name it.

    `later` holds the normalised texts of the speaker's later turns.
    """
    texts = (hit.text[hit.end :], *later)
    return any(_takes_back(hit, text, anything=place < 2) for place, text in enumerate(texts))


def _takes_back(hit: Hit, text: str, *, anything: bool) -> bool:
    """`anything`: also where it is not said what is taken back."""
    for retraction in _RETRACTION.finditer(text):
        if _HOLLOW.search(text, max(retraction.start() - 4, 0), retraction.end() + 6):
            continue
        topic = _FRAME.sub("", retraction.group())
        said = hit.text[hit.sentence[0] : hit.sentence[1]]
        if (anything and (len(topic) < 2 or topic.isascii())) or any(
            topic[at : at + 2] in said for at in range(len(topic) - 1)
        ):
            return True
    return False
