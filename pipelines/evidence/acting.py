"""Who asks for a package and what the log of acts is told of it: before it is made, and what came of it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from audit.chain import Act
from audit.errors import Problem, Refused
from audit.ports import Incident
from audit.rights import Verb
from audit.scope import EVERYTHING, Scope
from pipelines.bootstrap import Application
from pipelines.evidence.exporting import export
from pipelines.evidence.packing import Cover

#: Characters of a reason, at least.
SHORTEST_REASON = 4


@dataclass(frozen=True, slots=True)
class Request:
    by: str
    reason: str
    original: bool
    now: Callable[[], datetime]
    #: What this person may see.
    scope: Scope = EVERYTHING

    def package(self, app: Application, incidents: Sequence[Incident]) -> tuple[str, bytes]:
        """Its id and its bytes. Raises Refused (`evidence.reason`) where nobody says why."""
        if len(self.reason.strip()) < SHORTEST_REASON:
            raise Refused(Problem("evidence.reason", incidents[0].id, {"least": SHORTEST_REASON}))
        identity, at = uuid4().hex[:12], self.now()
        for one in incidents:
            detail = {"package": identity, "contact": one.contact.key, "reason": self.reason}
            self._enter(app, at, one.id, {**detail, "original": str(self.original).lower()})
        cover = Cover(identity, tuple(one.id for one in incidents), self.by, at, self.reason, self.original)
        data = export(app, cover, incidents, self.scope)
        self._enter(app, self.now(), identity, {"step": "done", "sha256": hashlib.sha256(data).hexdigest()})
        return identity, data

    def _enter(self, app: Application, at: datetime, of: str, detail: dict[str, str]) -> None:
        app.acts.add(Act(at, self.by, Verb.EVIDENCE, of, detail))
