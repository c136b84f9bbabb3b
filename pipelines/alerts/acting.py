"""What people do with alerts and their rules: each act is entered into the log before it is done."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from audit.alert_ports import BookText
from audit.alerts.escalation import acknowledge, push
from audit.alerts.model import Alert
from audit.alerts.notices import Notice, NoticeKind
from audit.chain import Act
from audit.errors import Problem, Refused
from audit.rights import Verb
from audit.scope import EVERYTHING, Scope
from config.alerts import parse_alerts
from pipelines.alerts.books import CONSOLE, Held, alerts_file, rules_held
from pipelines.bootstrap import Application


class AlertActs:
    """Of one person, or of whoever sits at the machine."""

    def __init__(self, app: Application, by: str, now: Callable[[], datetime], scope: Scope = EVERYTHING) -> None:
        self._app, self._by, self._now, self._scope = app, by, now, scope

    def alert(self, identity: str) -> Alert:
        """Raises Refused (`alerts.unknown`)."""
        found = self._app.alerts.alert(identity, self._scope)
        if found is None:
            raise Refused(Problem("alerts.unknown", identity))
        return found

    def rules(self) -> Held:
        return rules_held(self._app.alerts, alerts_file(self._app.settings.alerts))

    def acknowledge(self, identity: str, note: str = "") -> Alert:
        """Raises Refused (`alerts.*`), as for the others."""
        at = self._now()
        acknowledge(self.alert(identity), self._by, at)  # what may not be is not in the log either
        self._enter(Verb.ACKNOWLEDGE, identity, step="acknowledge")
        return self._app.alerts.change(identity, lambda now: acknowledge(now, self._by, at, note))

    def escalate(self, identity: str) -> Alert:
        """The next step of its chain, now."""
        found, book = self.alert(identity), self.rules().book
        push(book.rule(found.rule), found)
        self._enter(Verb.ACKNOWLEDGE, identity, step="escalate")
        return self._app.alerts.change(identity, lambda now: push(book.rule(now.rule), now))

    def revive(self, delivery: str) -> None:
        """Send what was given up once more."""
        self._enter(Verb.ACKNOWLEDGE, delivery, step="revive")
        try:
            self._app.alerts.revive(delivery, self._now())
        except KeyError as error:
            raise Refused(Problem("alerts.not_dead", delivery)) from error

    def trial(self, target: str) -> Notice:
        """What a target is sent to see whether it can be reached."""
        known = self.rules().book.targets
        if target not in known:
            raise Refused(Problem("alerts.unknown_target", target, {"known": ", ".join(sorted(known)) or "-"}))
        if target not in self._app.notifier.targets:
            raise Refused(Problem("alerts.target_unset", target))
        self._enter(Verb.EDIT_ALERTS, target, step="test")
        return Notice("", uuid4().hex, NoticeKind.TEST, self._now(), (target,))

    def write(self, text: str) -> None:
        """Put rules in force. Raises Refused with every fault and its line."""
        parse_alerts(text.encode(), CONSOLE)
        self._enter(Verb.EDIT_ALERTS, "rules", step="write")
        self._app.alerts.put_book_text(BookText(text, self._by, self._now()))

    def _enter(self, verb: Verb, of: str, **detail: str) -> None:
        self._app.acts.add(Act(self._now(), self._by, verb, of, detail))
