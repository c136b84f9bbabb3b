"""How much of what one rule is meant for it finds, from the newest random sample of contacts in which nothing was found."""

from dataclasses import dataclass, replace

from audit.looks import Outcome
from audit.recall import Recall, Seen, recall
from audit.review_ports import ReviewStore
from audit.sampling import Method, Plan

#: Plans that are looked through, newest first.
PLANS = 50


@dataclass(frozen=True, slots=True)
class RuleRecall:
    plan: Plan
    seen: Seen
    recall: Recall


def rule_recall(review: ReviewStore, rule: str) -> RuleRecall | None:
    """None where no such sample was looked at, or people have judged none of the rule's findings.

    Wrong are those contacts of the sample of which somebody said that this rule should have told.
    What the rule misses in contacts in which another rule found something is not in such a sample.
    """
    plans = (one for one in review.plans(limit=PLANS) if one.method is Method.RANDOM and one.query.unhit)
    plan = next(plans, None)
    if plan is None:
        return None
    verdicts = next((one for one in review.rule_verdicts() if one.rule == rule), None)
    looks = [one.look for one in review.items(plan.id) if one.look and one.look.outcome is not Outcome.UNCLEAR]
    hits = review.hits(replace(plan.query, filter=replace(plan.query.filter, rule=frozenset({rule}))))
    if not looks or verdicts is None or not verdicts.true + verdicts.false:
        return None
    wrong = sum(any(mark.rule == rule for mark in look.marks) for look in looks)
    # Of contacts with findings of several rules the verdicts on this rule's alone count.
    seen = Seen(hits.hit, verdicts.true, verdicts.false, plan.frame_size, len(looks), wrong)
    return RuleRecall(plan, seen, recall(seen))
