"""`/complain`: anybody may complain or tell what a contact was like, and look up what became of it. Nobody signs in here."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from api import cookies
from api.allowed import open_to_all
from api.complaining import look_up, must_be_on, take
from api.errors import BAD, STATUS
from api.visit import Visit
from audit.errors import Problem, Refused
from audit.intake import GOOD, LONGEST, LOOKED_BACK, SHORT, Given, Kind, Topic
from config.messages import render

router = APIRouter(include_in_schema=False)

PATH = "/complain"
CREATED = 201


class Filled(BaseModel):
    """The form, as it was sent. What does not fit is said in words, beside what was written."""

    kind: str = ""
    topic: str = ""
    text: str = ""
    happened: str = ""
    number: str = ""
    agency: str = ""
    case_id: str = ""
    reach: str = ""
    website: str = ""

    def given(self) -> Given:
        """Raises Refused (`intake.choose`, `intake.happened`)."""
        told = self.model_dump(include={"text", "number", "agency", "case_id", "reach", "website"})
        kinds, topics = [one.value for one in Kind], [one.value for one in Topic]
        absent = [name for name, known in (("kind", kinds), ("topic", topics)) if getattr(self, name) not in known]
        if absent:
            raise Refused(Problem("intake.choose", name) for name in absent)
        return Given(Kind(self.kind), Topic(self.topic), happened=self._day(), **told)

    def _day(self) -> date | None:
        try:
            return date.fromisoformat(self.happened) if self.happened else None
        except ValueError:
            raise Refused(Problem("intake.happened", self.happened[:20])) from None


@router.get(PATH)
def form(visit: Annotated[Visit, open_to_all()], lang: Literal["", "zh", "en"] = "") -> Response:
    must_be_on(visit)
    spoken = replace(visit, language=lang or visit.language)
    return _kept(spoken, _form(spoken, Filled()))


@router.post(PATH)
def complain(visit: Annotated[Visit, open_to_all()], filled: Annotated[Filled, Form()]) -> Response:
    try:
        receipt = take(visit, filled.given(), "web")
    except Refused as refused:
        return _form(visit, filled, refused)
    return visit.page("complain_done.html", CREATED, receipt=receipt, praise=filled.kind == Kind.PRAISE)


@router.get(PATH + "/state")
def ask(visit: Annotated[Visit, open_to_all()], lang: Literal["", "zh", "en"] = "") -> Response:
    must_be_on(visit)
    spoken = replace(visit, language=lang or visit.language)
    return _kept(spoken, spoken.page("complain_state.html", stage="", receipt="", sentence=""))


@router.post(PATH + "/state")
def state(visit: Annotated[Visit, open_to_all()], receipt: Annotated[str, Form()] = "") -> Response:
    """By a form and not by an address: what stands in addresses is kept in logs and histories."""
    try:
        stage = look_up(visit, receipt)
    except Refused as refused:
        sentence, status = render(refused.problems[0], visit.language), _status(refused)
        return visit.page("complain_state.html", status, stage="", receipt=receipt[:100], sentence=sentence)
    return visit.page("complain_state.html", stage=stage.value, receipt=receipt[:100], sentence="")


def _form(visit: Visit, filled: Filled, refused: Refused | None = None) -> Response:
    today = visit.house.now().date()
    return visit.page(
        "complain.html",
        _status(refused) if refused else 200,
        filled=filled,
        kinds=[one.value for one in Kind],
        topics=[("bad", [one for one in Topic if one not in GOOD]), ("good", [one for one in Topic if one in GOOD])],
        sentences=[render(one, visit.language) for one in refused.problems] if refused else [],
        longest=LONGEST,
        short=SHORT,
        days=(today - LOOKED_BACK, today),
    )


def _kept(visit: Visit, response: Response) -> Response:
    """The language goes on with this browser."""
    cookies.keep(response, visit.request, cookies.LANGUAGE, visit.language, cookies.LONG)
    return response


def _status(refused: Refused) -> int:
    return STATUS.get(refused.problems[0].code, BAD)
