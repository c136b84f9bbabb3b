"""A language model of one's own behind the OpenAI protocol, as a reader: off unless set, and bound to quote what was said."""

import json
from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from audit.errors import Problem, Refused
from audit.reading import NOTHING, Doubt, Read, Reading, Spoken
from audit.records import OTHER_SIDE
from audit.taxonomy import CATEGORIES

#: A model's own word on how sure it is means little, so all its readings count the same.
CONFIDENCE = 0.9
#: Categories that times, the debtor's words or whole conversations decide, not what an agent says in one turn.
_NOT_ASKED = frozenset(("T14", "T24", "T25"))
ASKED = {key: category for key, category in CATEGORIES.items() if key not in _NOT_ASKED}
#: Bytes of an answer; a longer one is none.
_LONGEST = 1 << 20
NO_ANSWER, BAD_ANSWER = "language model gave no answer", "language model's answer is not in the agreed form"
UNKNOWN, NO_QUOTE = "language model named an unknown category", "language model's quote is not in the turn"
_TASK = (
    "你是催收合规审核员。判断催收方说的这一句话违反了下列哪些类别;否认、转述、提醒防骗、如实告知法律规定都不算违规。"
    '只回答 JSON:{"findings":[{"category":"T08","quote":"原文中逐字摘录的最短片段"}]};没有违规时 findings 为空数组。类别:'
)


class LanguageModel:
    """The `Reader` port. Each turn is asked for by itself; what cannot be answered is not assessed."""

    def __init__(self, url: str, model: str, timeout: float) -> None:
        """`timeout` in seconds for each turn. Raises Refused (`reader.llm_*`)."""
        if urlsplit(url).scheme not in ("http", "https"):
            raise Refused(Problem("reader.llm_url", url))
        if not model:
            raise Refused(Problem("reader.llm_model", url))
        self._url = url.rstrip("/") + "/chat/completions"
        self._model = model
        self._timeout = timeout

    @property
    def id(self) -> str:
        return f"llm:{self._model}"

    def read(self, spoken: Sequence[Spoken]) -> Mapping[int, Read]:
        said = (
            (place, self._read(one))
            for place, one in enumerate(spoken)
            if one.text.strip() and one.speaker not in OTHER_SIDE
        )
        return {place: read for place, read in said if read != NOTHING}

    def rules_out(self, spoken: Sequence[Spoken]) -> Sequence[frozenset[str]]:
        """It was only asked what it finds."""
        return [frozenset[str]()] * len(spoken)

    def _read(self, one: Spoken) -> Read:
        try:
            answer = self._ask(one)
        except (OSError, HTTPException):
            return Read(doubts=(Doubt(None, NO_ANSWER),))
        try:
            found = json.loads(answer["choices"][0]["message"]["content"])["findings"]
            pairs = [(str(each["category"]), str(each["quote"])) for each in found]
        except (ValueError, KeyError, IndexError, TypeError):
            return Read(doubts=(Doubt(None, BAD_ANSWER),))
        judged = [_judged(one.text, category, quote) for category, quote in pairs]
        return Read(
            tuple(each for each in judged if isinstance(each, Reading)),
            tuple(each for each in judged if isinstance(each, Doubt)),
        )

    def _ask(self, one: Spoken) -> Any:
        asked = {
            "model": self._model,
            "temperature": 0,
            "seed": 0,
            "response_format": {"type": "json_object"},
            "messages": [
                {"role": "system", "content": _TASK + ";".join(_names())},
                {"role": "user", "content": f"渠道:{one.channel} 听话人:{one.party}\n{one.text}"},
            ],
        }
        request = Request(self._url, json.dumps(asked).encode(), {"Content-Type": "application/json"})  # noqa: S310
        with urlopen(request, timeout=self._timeout) as answer:  # noqa: S310 - the scheme was checked
            body = answer.read(_LONGEST)
        try:
            return json.loads(body)
        except ValueError:
            return {}


def _names() -> Iterator[str]:
    return (f"{key} {category.zh}" for key, category in ASKED.items())


def _judged(text: str, category: str, quote: str) -> Reading | Doubt:
    """The guard: what was not said, or is no category, is no finding."""
    if category not in ASKED:
        return Doubt(None, UNKNOWN)
    start = text.find(quote) if quote.strip() else -1
    if start < 0:
        return Doubt(category, NO_QUOTE)
    return Reading(category, CONFIDENCE, start, start + len(quote))
