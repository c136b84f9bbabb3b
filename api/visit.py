"""One request for something: who asks, in which language, and what they may see."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import cookies
from api.console.pages import render_page
from api.deps import House
from audit.access import UNMASKED_FOR, Account, Session
from audit.chain import Act
from audit.errors import Problem, Refused
from audit.ports import Incident
from audit.records import Contact
from audit.rights import Rights, Verb
from audit.scope import EVERYTHING, Scope
from config.messages import words

NONE = Rights()


@dataclass(frozen=True, slots=True)
class Visit:
    request: Request
    house: House
    language: str
    theme: str
    #: What proves a form of this visitor's to be ours.
    csrf: str
    account: Account | None = None
    session: Session | None = None
    rights: Rights = NONE
    #: In which the verb of the route was granted: goes into every question to a store.
    scope: Scope = EVERYTHING
    #: Secret of a browser that had none; `page` leaves it there.
    visitor: str = ""

    @property
    def who(self) -> Account:
        """Whoever signed in; only of routes that are allowed to somebody."""
        assert self.account is not None, "this route is open to all"
        return self.account

    def may(self, verb: Verb) -> bool:
        return self.rights.may(verb)

    def say(self, code: str, /, **values: object) -> str:
        return words(code, self.language, **values)

    def act(self, verb: Verb, of: str = "", **detail: str) -> None:
        """Enter into the log what this person does. Comes before the deed: what is not in the log is not done."""
        self.house.application.acts.add(Act(self.house.now(), self.who.name, verb, of, detail))

    def incident(self, identity: str) -> Incident:
        """Raises Refused (`incident.unknown`) for one that lies outside the scope, too: whether it is there is not told."""
        found = self.house.store.incident(identity, self.scope)
        if found is None:
            raise Refused(Problem("incident.unknown", identity))
        return found

    def contact(self, key: str) -> Contact:
        """Raises Refused (`contact.not_seen`), as for an incident."""
        try:
            (found,) = self.house.store.contacts([key])
        except KeyError as error:
            raise Refused(Problem("contact.not_seen", key)) from error
        if not self.scope.holds(found):
            raise Refused(Problem("contact.not_seen", key))
        return found

    def unmasked(self, incident: str) -> bool:
        """Whether this person gave a reason to see this incident in the clear, a short while ago."""
        if not self.may(Verb.UNMASK):
            return False
        act = self.house.application.acts.latest(self.who.name, Verb.UNMASK, incident)
        return act is not None and self.house.now() - act.at < UNMASKED_FOR

    @property
    def partial(self) -> bool:
        """Whether a script asks for a part of a page (htmx), so that the answer is a fragment."""
        return "hx-request" in self.request.headers

    def back(self, otherwise: str) -> str:
        """The page of ours that a form stood on, filters and all."""
        here, came_from = self.request.url, urlsplit(self.request.headers.get("referer", ""))
        if came_from.netloc != here.netloc or not came_from.path.startswith("/"):
            return otherwise
        return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path

    def page(self, template: str, status: int = 200, **values: object) -> HTMLResponse:
        response = HTMLResponse(render_page(template, self, values), status)
        if self.visitor:
            cookies.keep(response, self.request, cookies.VISITOR, self.visitor)
        return response
