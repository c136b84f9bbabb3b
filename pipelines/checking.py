"""Samples and double reviews from end to end: drawn, drawn again, estimated from, given to two."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from audit.access import Account
from audit.errors import Problem, Refused
from audit.incidents import incident_id
from audit.looks import Outcome, Progress
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
    #: Of what was looked at, those of which two people or a lead say so.
    by_two: int


def estimate(review: ReviewStore, plan: Plan) -> Estimate:
    """From what was looked at so far, in the order drawn or not; of what was given to two only what they agree on or a lead settled.

    Raises Refused (`sampling.no_estimate`, `sampling.not_seen`).
    """
    must_estimate(plan)
    progress = review.progress([plan.id])[plan.id]
    told = progress.clean + progress.wrong
    if not told:
        raise Refused(Problem("sampling.not_seen", plan.name))
    hits = review.hits(plan.query)
    seen = Seen(hits.hit, hits.confirmed, hits.rejected, plan.frame_size, told, progress.wrong)
    outcomes = [one.outcome for one in review.shared(plan.id)]
    by_two = sum(look is not None and look.outcome is not Outcome.UNCLEAR for look in outcomes)
    return Estimate(progress, seen, recall(seen), by_two)


@dataclass(frozen=True, slots=True)
class Given:
    """Double reviews and contacts without findings that went to two, and why others did not."""

    asked: int
    shared: int
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


def give_to_two(review: ReviewStore, store: Store, plan: Plan, two: Pairing, most: int | None = None) -> Given:
    """What was drawn, or the first `most` of it: each incident that both may see and neither had before, and each contact
    without findings that both may see and nobody looked at.

    Raises Refused (`double.*`, `looks.*`) where nothing can be given to them.
    """
    if two.first.name == two.second.name:
        raise Refused(Problem("double.same", plan.name, {"who": two.first.name}))
    before = {one.incident for one in review.doubles(plan=plan.id) if set(one.reviewers) == set(two.names)}
    keys = review.drawn(plan.id)[:most]
    asked = 0
    left: list[Problem] = []
    for incident, seen in _incidents(store, keys, (two.first, two.second)).items():
        if problems := _left(review, plan, two, incident, seen=seen, before=incident in before):
            left += problems
        else:
            asked += 1
    shared, unshared = _share(review, store, plan, two, keys)
    left += unshared
    if not asked and not shared:
        raise Refused(left)
    return Given(asked, shared, tuple(left))


def _share(
    review: ReviewStore, store: Store, plan: Plan, two: Pairing, keys: Collection[str]
) -> tuple[int, list[Problem]]:
    """How many contacts without findings went to them, and why others did not."""
    found = store.findings(list(keys))
    clean = [one for one in store.contacts(list(keys)) if one.key not in found]
    inside = [one.key for one in clean if two.first.scope.holds(one) and two.second.scope.holds(one)]
    given = review.share(plan.id, inside, two.names)
    outside = sorted({one.key for one in clean} - set(inside))
    problems = [Problem("looks.outside", key, {"who": ", ".join(two.names)}) for key in outside]
    return len(given), problems + [Problem("looks.before", key) for key in inside if key not in set(given)]


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
