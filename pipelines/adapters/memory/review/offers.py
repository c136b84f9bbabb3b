"""Test rows for the authors of rules, in the store's dictionary."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from audit.offers import OfferedRow, Status
from pipelines.adapters.memory.review.part import Part


class MemoryOffers(Part):
    """The part of the review store that keeps what rules have to learn."""

    def offers(self, rule: str | None = None, status: Status | None = Status.OFFERED) -> Sequence[OfferedRow]:
        found = [
            one
            for one in self.store.offered.values()
            if (rule is None or one.rule == rule) and (status is None or one.status is status)
        ]
        return sorted(found, key=lambda one: one.rule)

    def settle_offers(self, ids: Collection[str], status: Status, by: str, at: datetime) -> None:  # noqa: ARG002 - the fake keeps the status
        if unknown := sorted(set(ids) - self.store.offered.keys()):
            raise KeyError(*unknown)
        for key in ids:
            if self.store.offered[key].status is not Status.WITHDRAWN:
                self.store.offered[key] = replace(self.store.offered[key], status=status)
