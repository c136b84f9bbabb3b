"""`/api/v1/rules` and `/api/v1/proposals`: the same questions as the pages about rules, for programs."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.allowed import allowed
from api.routes.proposals import ProposalsAsked
from api.routes.rules import RulesAsked, chosen, lines_of, rule_of
from api.routes.v1 import PROBLEMS
from api.rule_schemas import ProposalOut, ProposalPage, RuleDetail, RuleOut, RulePage, proposal_out, rule_values
from api.schemas import ProblemOut
from api.visit import Visit
from audit.rights import Verb
from audit.rules.explain import explain
from config.explain import spelt
from pipelines.rule_trial import run_tests

router = APIRouter(prefix="/api/v1", responses=PROBLEMS, tags=["rules"])
UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": ProblemOut}}


@router.get("/rules")
def rules(visit: Annotated[Visit, allowed(Verb.RULES)], asked: Annotated[RulesAsked, Query()]) -> RulePage:
    """By category and id; `after` is not needed, all come at once."""
    return RulePage(rules=[RuleOut(**rule_values(line)) for line in chosen(visit, asked)])


@router.get("/rules/{identity}", responses=UNKNOWN)
def rule(visit: Annotated[Visit, allowed(Verb.RULES)], identity: str) -> RuleDetail:
    """One rule in words, with its own tests run now."""
    found = rule_of(visit, identity)
    (line,) = lines_of(visit, [found], int(RulesAsked().days))
    tests = run_tests(found, visit.house.application.reader)
    return RuleDetail(
        **rule_values(line),
        digest=found.digest,
        owner=found.owner,
        valid_from=found.valid_from,
        valid_to=found.valid_to,
        in_words=list(spelt(explain(found, visit.house.application.loaded_pack.words), visit.language)),
        tests=len(tests.rows),
        failing=len(tests.faults),
    )


@router.get("/proposals")
def proposals(
    visit: Annotated[Visit, allowed(Verb.RULES)],
    asked: Annotated[ProposalsAsked, Query()],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ProposalPage:
    """Newest first."""
    kept = visit.house.application.proposals
    found = kept.proposals(settled=asked.view == "settled", limit=limit + 1, after=asked.after or None)
    page: list[ProposalOut] = [proposal_out(one) for one in found[:limit]]
    return ProposalPage(proposals=page, next=page[-1].proposal if len(found) > limit else None)
