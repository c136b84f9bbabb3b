"""Samples and double reviews from end to end: drawn, drawn again, estimated from, given to two."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from audit.access import Account
from audit.errors import Problem, Refused
from audit.incidents import incident_id
from audit.looks import Progress
from audit.ports import Store
from audit.recall import Recall, Seen, must_estimate, recall
from audit.review_ports import ReviewStore
from audit.sampling import Plan, draw, freeze, verify


def drawn_by(review: ReviewStore, plan: Plan) -> tuple[Plan, tuple[str, ...]]:
    """The plan bound to its frame, and what it draws; nothing is kept yet. Raises Refused (`sampling.*`)."""
    frame = review.frame(plan.query)
    bound = freeze(plan, frame)
    return bound, draw(bound, frame)


def differs(review: ReviewStore, plan: Plan) -> tuple[Problem, ...]:
    """What is not as it was when the sample was drawn; empty when all is."""
    return verify(plan, review.drawn(plan.id), review.frame(plan.query))


@dataclass(frozen=True, slots=True)
class Estimate:
    progress: Progress
    seen: Seen
    recall: Recall


def estimate(review: ReviewStore, plan: Plan) -> Estimate:
    """From what was looked at so far, in the order drawn or not. Raises Refused (`sampling.no_estimate`, `sampling.not_seen`)."""
    must_estimate(plan)
    progress = review.progress([plan.id])[plan.id]
    told = progress.clean + progress.wrong
    if not told:
        raise Refused(Problem("sampling.not_seen", plan.name))
    hits = review.hits(plan.query)
    seen = Seen(hits.hit, hits.confirmed, hits.rejected, plan.frame_size, told, progress.wrong)
    return Estimate(progress, seen, recall(seen))


@dataclass(frozen=True, slots=True)
class Given:
    """Double reviews that were asked for, and why others were not."""

    asked: int
    left: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two who are to judge apart, who asks them and when."""

    first: Account
    second: Account
    by: str
    at: datetime

    @property
    def names(self) -> tuple[str, str]:
        return self.first.name, self.second.name


def give_to_two(review: ReviewStore, store: Store, plan: Plan, two: Pairing) -> Given:
    """Every incident of what was drawn that both may see and neither had before.

    Raises Refused (`double.*`) where nothing can be given to them.
    """
    if two.first.name == two.second.name:
        raise Refused(Problem("double.same", plan.name, {"who": two.first.name}))
    before = {one.incident for one in review.doubles(plan=plan.id) if set(one.reviewers) == set(two.names)}
    asked = 0
    left: list[Problem] = []
    for incident, seen in _incidents(store, review.drawn(plan.id), (two.first, two.second)).items():
        if problems := _left(review, plan, two, incident, seen=seen, before=incident in before):
            left += problems
        else:
            asked += 1
    if not asked:
        raise Refused(left or [Problem("double.no_incidents", plan.name)])
    return Given(asked, tuple(left))


def _left(  # noqa: PLR0913 - one incident, and why it may be left out
    review: ReviewStore, plan: Plan, two: Pairing, incident: str, *, seen: bool, before: bool
) -> tuple[Problem, ...]:
    """Why these two are not asked; empty where they were."""
    if before:
        return (Problem("double.before", incident),)
    if not seen:
        return (Problem("double.outside", incident, {"who": ", ".join(two.names)}),)
    try:
        review.ask_twice(incident, two.names, two.by, two.at, plan.id)
    except Refused as refused:
        return refused.problems
    return ()


def _incidents(store: Store, keys: Collection[str], reviewers: tuple[Account, Account]) -> dict[str, bool]:
    """Incidents of what was said, in the order drawn, and whether both may see them."""
    found = store.findings(list(keys))
    contacts = {contact.key: contact for contact in store.contacts(found)}
    return {
        incident_id(key, finding.category): all(one.scope.holds(contacts[key]) for one in reviewers)
        for key in keys
        for finding in found.get(key, ())
    }
