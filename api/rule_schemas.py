"""What programs get of rules and proposals."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from api.console.rulebook import RuleLine
from audit.proposals import Proposal
from audit.statistics import Interval


class IntervalOut(BaseModel):
    """A figure with its 95 % interval; an open end is none."""

    value: float
    low: float
    high: float | None


class RuleOut(BaseModel):
    """A rule of the running pack, with hits in a period and all verdicts so far, within the account's scope."""

    rule: str
    version: int
    status: str
    category: str
    severity: int
    title: dict[str, str]
    law: list[str]
    #: Contacts with a finding, and the same per 1,000.
    hit: int
    per_thousand: IntervalOut | None
    true: int
    false: int
    unsure: int
    precision: IntervalOut | None
    #: `hits`, `rejected`
    over_budget: list[str]


class RulePage(BaseModel):
    rules: list[RuleOut]


class RuleDetail(RuleOut):
    digest: str
    owner: str
    valid_from: date
    valid_to: date | None
    #: What it does, in the asker's language.
    in_words: list[str]
    tests: int
    failing: int


class ProposalOut(BaseModel):
    proposal: str
    rule: str
    state: str
    why: str
    by: str
    at: datetime
    settled_by: str
    settled_at: datetime | None
    note: str
    #: Number, status and digest before and after.
    before: dict[str, Any]
    after: dict[str, Any]
    #: What history said when it was proposed; none where it says nothing.
    trial: dict[str, Any] | None


class ProposalPage(BaseModel):
    proposals: list[ProposalOut]
    next: str | None


def interval_out(interval: Interval) -> IntervalOut:
    return IntervalOut(
        value=interval.value, low=interval.low, high=None if interval.high == float("inf") else interval.high
    )


def rule_values(line: RuleLine) -> dict[str, Any]:
    rule, verdicts = line.rule, line.verdicts
    return {
        "rule": rule.id,
        "version": rule.version,
        "status": rule.status,
        "category": rule.category,
        "severity": rule.severity,
        "title": rule.title,
        "law": list(map(str, rule.law)),
        "hit": line.hit,
        "per_thousand": interval_out(line.per_thousand) if line.per_thousand else None,
        "true": verdicts.true,
        "false": verdicts.false,
        "unsure": verdicts.unsure,
        "precision": interval_out(verdicts.precision) if verdicts.true + verdicts.false else None,
        "over_budget": list(line.over),
    }


def proposal_out(proposal: Proposal) -> ProposalOut:
    return ProposalOut(
        proposal=proposal.id,
        rule=proposal.rule,
        state=proposal.state,
        why=proposal.why,
        by=proposal.by,
        at=proposal.at,
        settled_by=proposal.settled_by,
        settled_at=proposal.settled_at,
        note=proposal.note,
        before=asdict(proposal.base),
        after=asdict(proposal.version),
        trial=asdict(proposal.trial) if proposal.trial else None,
    )
