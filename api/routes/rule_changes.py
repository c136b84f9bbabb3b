"""Changing a rule: read and checked, tried on stored history, proposed to somebody else."""

from dataclasses import dataclass, field
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.asked import Empty
from api.console.rulebook import TrialShown, trial_shown
from api.errors import SEE_OTHER, UNFIT
from api.routes.rules import PATH, page_of, rule_of
from api.visit import Visit
from audit.errors import Problem, Refused
from audit.proposals import Proposal, Trial, Version
from audit.rights import Verb
from audit.rules.model import Rule, Status
from config.changed import read_change, source, with_status
from config.lockfile import lock_path, read_lock
from config.yaml_lines import LARGEST_FILE
from pipelines.backtest import Result
from pipelines.rule_trial import PATIENCE, counted, no_history, run_tests, try_change

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Form(max_length=LARGEST_FILE)]
#: Rules whose findings alert nobody, so that nobody sees them but here.
QUIET = (Status.SHADOW, Status.EXPERIMENTAL)


@dataclass(frozen=True, slots=True)
class Draft:
    """A changed rule as far as it got."""

    text: str
    rule: Rule | None = None
    faults: tuple[Problem, ...] = ()
    trial: Trial | None = None
    shown: TrialShown | None = None
    #: Code of why no history tells anything.
    untried: str = ""
    statuses: tuple[Status, ...] = field(default=tuple(Status))


@router.get(PATH + "/{identity}/change")
def change(visit: Annotated[Visit, allowed(Verb.WRITE_RULES)], identity: str) -> Response:
    found = rule_of(visit, identity)
    return _page(visit, found, Draft(source(found, visit.house.application.loaded_pack)))


@router.post(PATH + "/{identity}/change")
def try_it(
    visit: Annotated[Visit, allowed(Verb.WRITE_RULES)],
    identity: str,
    text: Text = "",
    status: Annotated[Status | Empty, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """An uploaded file goes before the text; a status makes a new version of the rule as it runs."""
    found = rule_of(visit, identity)
    if isinstance(status, Status):
        text = with_status(source(found, visit.house.application.loaded_pack), status, found.version + 1)
    elif file is not None and file.filename:
        text = file.file.read(LARGEST_FILE + 1).decode("utf-8", errors="replace")
    draft = _tried(visit, found, text)
    return _page(visit, found, draft, UNFIT if draft.faults else 200)


@router.post(PATH + "/{identity}/propose")
def propose(
    visit: Annotated[Visit, allowed(Verb.WRITE_RULES)],
    identity: str,
    text: Text,
    why: Annotated[str, Form(min_length=2, max_length=2000)],
) -> Response:
    """Checked and tried once more, so that what is kept is what history says now."""
    found = rule_of(visit, identity)
    if waiting := visit.house.application.proposals.proposals(found.id):
        raise Refused(Problem("proposal.open", found.id, {"by": waiting[0].by}))
    draft = _tried(visit, found, text)
    if draft.rule is None or draft.faults:
        return _page(visit, found, draft, UNFIT)
    made = Proposal(
        found.id,
        draft.text,
        Version(found.version, found.status, found.digest),
        Version(draft.rule.version, draft.rule.status, draft.rule.digest),
        why,
        visit.who.name,
        visit.house.now(),
        draft.trial,
    )
    visit.act(Verb.WRITE_RULES, found.id, step="propose", proposal=made.id, version=str(made.version.number))
    visit.house.application.proposals.propose(made)
    return RedirectResponse(f"/proposals/{made.id}", SEE_OTHER)


@router.post(PATH + "/{identity}/shadow")
def shadow(visit: Annotated[Visit, allowed(Verb.RULES)], identity: str) -> Response:
    """What a rule that alerts nobody finds in stored history."""
    found = rule_of(visit, identity)
    if found.status not in QUIET:
        raise Refused(Problem("rules.not_quiet", found.id, {"status": visit.say(f"rules.status.{found.status}")}))
    if code := no_history(found):
        raise Refused(Problem("rules.no_history", found.id, {"reason": visit.say(code)}))
    visit.act(Verb.RULES, found.id, step="shadow")
    return page_of(visit, found, shadow=trial_shown(visit, history(visit, None, found)))


def history(visit: Visit, before: Rule | None, after: Rule) -> Result:
    """One at a time in each process of the server: a trial keeps a processor busy. Raises Refused (`rules.busy`)."""
    home = visit.house
    if not home.trying.acquire(blocking=False):
        raise Refused(Problem("rules.busy", after.id, {"seconds": int(PATIENCE)}))
    try:
        until = monotonic() + PATIENCE
        return try_change(home.store, before, after, lambda: monotonic() > until, visit.scope)
    finally:
        home.trying.release()


def _tried(visit: Visit, found: Rule, text: str) -> Draft:
    app, text = visit.house.application, text.replace("\r\n", "\n")  # forms send the line ends of another system
    changed, faults = read_change(text, found, app.loaded_pack, read_lock(lock_path(app.loaded_pack)))
    if changed is None:
        return Draft(text, faults=faults)
    faults = run_tests(changed, app.reader).faults
    if faults:
        return Draft(text, changed, faults)
    if code := no_history(changed) or no_history(found):
        return Draft(text, changed, untried=code)
    visit.act(Verb.WRITE_RULES, found.id, step="try", version=str(changed.version))
    result = history(visit, found, changed)
    return Draft(text, changed, trial=counted(result), shown=trial_shown(visit, result))


def _page(visit: Visit, found: Rule, draft: Draft, status: int = 200) -> Response:
    waiting = visit.house.application.proposals.proposals(found.id)
    return visit.page("rule_change.html", status, rule=found, draft=draft, waiting=waiting[0] if waiting else None)
