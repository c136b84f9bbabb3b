"""Making, vouching for, releasing and giving out reports."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from audit.errors import Problem, Refused
from audit.personal import masked
from audit.reports.record import Kind, Report
from audit.reports.release import OUT, Kept, State, Step, manifest, take
from audit.scope import Scope
from audit.signing import ALGORITHM
from pipelines.bootstrap import Application
from pipelines.reports.files import Format, every_file, name_of, write
from pipelines.reports.gathering import Wanted, make

#: Told between the checks and the deed, as the log of acts has to be.
Told = Callable[[], None]


def draft(app: Application, wanted: Wanted, state: State = State.DRAFT) -> tuple[Kept, Report]:
    """A new version. Raises Refused (`report.open`, `report.one_agency`)."""
    must_be_one_agency(wanted.kind, wanted.scope)
    report = make(app, wanted)
    return app.reports.keep(report, state), report


def step(state: State, by: str, at: datetime, note: str = "") -> Step:
    """Reports name nobody, and neither do the notes beside them."""
    return Step(state, by, at, masked(note.strip()))


def must_be_one_agency(kind: Kind, scope: Scope) -> None:
    if kind is Kind.YEARLY and len(scope.agencies or ()) != 1:
        raise Refused(Problem("report.one_agency", kind.value))


def release(app: Application, found: tuple[Kept, Report], taken: Step, told: Told) -> Kept:
    """All files are written, hashed and kept; the installation's key signs the manifest. Raises Refused (`report.*`)."""
    kept, report = found
    now = take(kept, taken)
    made = dict(every_file(now, report))
    filed = replace(now, files={name: hashlib.sha256(data).hexdigest() for name, data in made.items()})
    signature = app.signer.sign(manifest(filed))
    public, value = (base64.b64encode(one).decode() for one in (signature.public, signature.value))
    filed = replace(filed, signature=(ALGORITHM, signature.key, public, value))
    told()
    for data in made.values():
        app.blobs.put(data)
    return app.reports.settle(filed)


def step_on(app: Application, kept: Kept, taken: Step, told: Told) -> Kept:
    """Vouching and withdrawing. Raises Refused (`report.*`)."""
    now = take(kept, taken)
    told()
    return app.reports.settle(now)


def file_of(app: Application, kept: Kept, report: Report, kind: Format, language: str) -> bytes:
    """What was released is given out as it was released; a draft is written as it stands. Raises Refused (`report.*`)."""
    name = name_of(kind, language)
    if name not in kept.files:
        return write(kept, report, kind, language)
    try:
        return app.blobs.get(kept.files[name])
    except (KeyError, Refused) as fault:
        raise Refused(Problem("report.file_lost", name)) from fault


def found(app: Application, identity: str, scope: Scope, *, drafts: bool = True) -> tuple[Kept, Report]:
    """Raises Refused (`report.unknown`) for what lies outside the scope, too; drafts are only for those who make reports."""
    one = app.reports.report(identity, scope)
    if one is None or (not drafts and one[0].state not in OUT):
        raise Refused(Problem("report.unknown", identity))
    return one
