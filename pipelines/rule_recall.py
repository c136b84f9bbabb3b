"""How much of what one rule is meant for it finds, from the newest random sample of contacts in which nothing was found."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from audit.precision import Noise
from audit.recall import Recall, Seen, recall
from audit.review_ports import ReviewStore
from audit.sampling import Method, Plan

#: What can be told of a contact that was drawn; anything else counts for neither side.
TOLD = ("clean", "wrong")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RuleRecall:
    plan: Plan
    seen: Seen
    recall: Recall


def rule_recall(review: ReviewStore, rule: str) -> RuleRecall | None:
    """None where no such sample was looked at, or people have judged none of the rule's findings.

    Wrong are those contacts of the sample in which somebody marked something as missed that this rule should have told.
    What the rule misses in contacts in which another rule found something is not in such a sample.
    """
    plan = next((one for one in review.plans() if one.method is Method.RANDOM and one.query.unhit), None)
    if plan is None:
        return None
    told = [contact for contact, outcome in review.drawn(plan.id).items() if outcome in TOLD]
    noise = _noise(review, plan, rule)
    if not told or noise is None or not noise.confirmed + noise.rejected:
        return None
    seen = Seen(noise.hit, noise.confirmed, noise.rejected, plan.frame_size, len(told), _wrong(review, told, rule))
    return RuleRecall(plan, seen, recall(seen))


def _noise(review: ReviewStore, plan: Plan, rule: str) -> Noise | None:
    """In the time that the sample was drawn from."""
    asked = plan.query.filter
    counted = review.noise(asked.since or _EVER, asked.until or plan.at)
    return next((one for one in counted if one.rule == rule), None)


def _wrong(review: ReviewStore, told: Collection[str], rule: str) -> int:
    return len({missed.contact for missed in review.missed(list(told), rule)})
