"""`/proposals`: changes of rules that wait for a second person, and what became of others."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.asked import Question
from api.console.rulebook import trial_shown
from api.console.shadowed import shadow_shown
from api.errors import SEE_OTHER
from api.routes.rule_changes import history
from api.routes.rules import as_file, rule_of
from api.visit import Visit
from audit.errors import Problem, Refused
from audit.proposals import Proposal, Ruling, State, settle
from audit.rights import Verb
from audit.rules.diff import Side, diff
from audit.rules.model import Rule
from config.changed import file_of, read_change
from config.explain import told
from pipelines.rule_trial import no_history

router = APIRouter(include_in_schema=False)

PATH = "/proposals"
PAGE = 50


class ProposalsAsked(Question):
    view: Literal["open", "settled"] = "open"
    after: str = ""


@router.get(PATH)
def proposals(visit: Annotated[Visit, allowed(Verb.RULES)], asked: Annotated[ProposalsAsked, Query()]) -> Response:
    kept = visit.house.application.proposals
    found = kept.proposals(settled=asked.view == "settled", limit=PAGE + 1, after=asked.after or None)
    page = found[:PAGE]
    return visit.page(
        "proposals.html",
        proposals=page,
        asked=asked,
        views=[
            (view, visit.say(f"proposals.view.{view}"), asked.url(PATH, view=view, after=""))
            for view in ("open", "settled")
        ],
        waiting=kept.open_proposals(),
        more=asked.url(PATH, after=page[-1].id) if len(found) > PAGE else None,
        titles={rule.id: rule.title[visit.language] for rule in visit.house.application.rules},
    )


@router.get(PATH + "/{identity}")
def proposal(visit: Annotated[Visit, allowed(Verb.RULES)], identity: str) -> Response:
    return _page(visit, proposal_of(visit, identity))


@router.post(PATH + "/{identity}/try")
def try_again(visit: Annotated[Visit, allowed(Verb.APPROVE_RULES)], identity: str) -> Response:
    """For who rules on it: what history says now, with the words."""
    found = proposal_of(visit, identity)
    running = rule_of(visit, found.rule)
    changed, faults = _changed(visit, found, running)
    if changed is None:
        raise Refused(faults)
    if code := no_history(changed) or no_history(running):
        raise Refused(Problem("rules.no_history", found.rule, {"reason": visit.say(code)}))
    visit.act(Verb.APPROVE_RULES, found.id, step="try", rule=found.rule)
    return _page(visit, found, trial_shown(visit, history(visit, running, changed)))


@router.post(PATH + "/{identity}/rule")
def decide(
    visit: Annotated[Visit, allowed(Verb.APPROVE_RULES)],
    identity: str,
    ruling: Annotated[Literal["approved", "rejected"], Form()],
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Never by its author, and no approval of what no longer fits the running rule."""
    found = proposal_of(visit, identity)
    if State(ruling) is State.APPROVED and found.by != visit.who.name:
        changed, faults = _changed(visit, found, rule_of(visit, found.rule))
        if changed is None:
            raise Refused(faults)
    return _settle(visit, found, Ruling(State(ruling), visit.who.name, visit.house.now(), note), Verb.APPROVE_RULES)


@router.post(PATH + "/{identity}/withdraw")
def withdraw(visit: Annotated[Visit, allowed(Verb.WRITE_RULES)], identity: str) -> Response:
    found = proposal_of(visit, identity)
    return _settle(visit, found, Ruling(State.WITHDRAWN, visit.who.name, visit.house.now()), Verb.WRITE_RULES)


@router.get(PATH + "/{identity}/file")
def file(visit: Annotated[Visit, allowed(Verb.RULES)], identity: str) -> Response:
    """The approved rule to put into the pack, with a note on its version and lock above it."""
    found = proposal_of(visit, identity)
    if found.state is not State.APPROVED or found.settled_at is None:
        raise Refused(Problem("proposal.not_approved", found.id))
    running = rule_of(visit, found.rule)
    values = {"at": found.settled_at.date(), "author": found.by, "approver": found.settled_by}
    note = visit.say(
        "proposals.file.note", **values, id=found.id, version=found.version.number, digest=found.version.digest
    )
    return as_file(f"# {note}\n{found.text}", file_of(running))


def proposal_of(visit: Visit, identity: str) -> Proposal:
    """Raises Refused (`proposal.unknown`)."""
    found = visit.house.application.proposals.proposal(identity)
    if found is None:
        raise Refused(Problem("proposal.unknown", identity))
    return found


def _changed(visit: Visit, found: Proposal, running: Rule) -> tuple[Rule | None, tuple[Problem, ...]]:
    """The rule as proposed, while it is still that and fits the running one."""
    if running.digest != found.base.digest:
        return None, (Problem("proposal.stale", found.id, {"rule": found.rule, "version": running.version}),)
    changed, faults = read_change(found.text, running, visit.house.application.loaded_pack, {})
    if changed and changed.digest != found.version.digest:
        return None, (Problem("proposal.stale", found.id, {"rule": found.rule, "version": running.version}),)
    return changed, faults


def _settle(visit: Visit, found: Proposal, ruling: Ruling, verb: Verb) -> Response:
    settle(found, ruling)  # what may not be is not in the log either
    visit.act(verb, found.id, step=ruling.state.value, rule=found.rule)
    visit.house.application.proposals.settle(found.id, ruling)
    return RedirectResponse(f"{PATH}/{found.id}", SEE_OTHER)


def _page(visit: Visit, found: Proposal, shown: object = None) -> Response:
    running = next((rule for rule in visit.house.application.rules if rule.id == found.rule), None)
    changed, faults = _changed(visit, found, running) if running else (None, ())
    words = visit.house.application.loaded_pack.words
    lines = diff(Side([running], words), Side([changed], words)) if running and changed else ()
    return visit.page(
        "proposal.html",
        found=found,
        running=running,
        told=told(lines, visit.language),
        faults=faults if found.state is State.OPEN else (),
        in_pack=running is not None and running.digest == found.version.digest,
        shown_trial=shown,
        in_shadow=shadow_shown(visit, running),
        own=found.by == visit.who.name,
        folder=visit.house.application.loaded_pack.name,
    )
