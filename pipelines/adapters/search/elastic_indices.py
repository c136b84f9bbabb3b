"""The indices of one build on a cluster: one for each month of contacts, which come and go together behind the alias.

A month's index is written through an alias of its own, so that a write to a build that is gone fails: under its own
name, the cluster would make it anew, with fields of its own guess.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from audit.errors import Problem, Refused
from pipelines.adapters.search.documents import month
from pipelines.adapters.search.elastic_query import MAPPING

#: Holds the contacts without a time or with an impossible one, and is there in every build: as long as the alias is on it, the build is the one that answers.
UNDATED = "undated"
WRITTEN = ".put"
_FIRST = "first"


class Replaced(Exception):
    """Another build has taken the place of this one."""


def month_of(at: int) -> str:
    return month(at) or UNDATED


@dataclass(slots=True)
class Build:
    client: Elasticsearch
    alias: str
    name: str
    shards: int
    #: Months that have an index.
    months: set[str]
    answers: bool

    @property
    def pattern(self) -> str:
        """All indices of the build."""
        return f"{self.alias}-{self.name}-*"

    def written(self, month: str) -> str:
        return self._index(month) + WRITTEN

    def _index(self, month: str) -> str:
        return f"{self.alias}-{self.name}-{month}"

    def make(self, months: Iterable[str]) -> None:
        """Raises Replaced where the build no longer answers."""
        for one in sorted(set(months) - self.months):
            self._create(one)
            if self.answers:
                self._show(one)
            self.months.add(one)

    def _create(self, month: str) -> None:
        """Replicas where there is a second node to hold them."""
        settings = {"refresh_interval": "30s", "number_of_shards": self.shards, "auto_expand_replicas": "0-1"}
        aliases: dict[str, dict[str, object]] = {self.written(month): {}}
        if self.name == _FIRST and month == UNDATED:
            aliases[self.alias] = {}  # at once, so that of two processes that begin there is one that does
        try:
            self.client.indices.create(index=self._index(month), mappings=MAPPING, settings=settings, aliases=aliases)
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def _show(self, month: str) -> None:
        """In one step with the check that this build still answers: the first act fails where it does not."""
        anchor = {"index": self._index(UNDATED), "alias": self.alias}
        added = {"index": self._index(month), "alias": self.alias}
        try:
            self.client.indices.update_aliases(
                actions=[{"remove": {**anchor, "must_exist": True}}, {"add": anchor}, {"add": added}]
            )
        except NotFoundError as error:
            self.client.indices.delete(index=self._index(month), ignore_unavailable=True)
            raise Replaced from error

    def swap_in(self) -> list[str]:
        """The alias moves from the old indices, which are named in the answer, to all of these at once."""
        self.make([UNDATED])
        old = list(self.client.options(ignore_status=404).indices.get_alias(name=self.alias).body)
        old = [index for index in old if index.startswith(f"{self.alias}-")]
        self.client.indices.update_aliases(
            actions=[
                *({"remove": {"index": index, "alias": self.alias}} for index in old),
                *({"add": {"index": self._index(month), "alias": self.alias}} for month in sorted(self.months)),
            ]
        )
        self.answers = True
        return old


def begin(client: Elasticsearch, alias: str, shards: int) -> None:
    """Make the first build, where there is none."""
    if not client.indices.exists_alias(name=alias):
        Build(client, alias, _FIRST, shards, set(), answers=False).make([UNDATED])


def answering(client: Elasticsearch, alias: str, shards: int) -> Build:
    """The build behind the alias. Raises Refused (`search.outdated`) where something else is there, or nothing."""
    found = client.options(ignore_status=404).indices.get_alias(name=alias).body
    parts = [part for name in found if (part := _part(alias, name))]
    for build, of_build in parts:
        if of_build == UNDATED:
            return Build(client, alias, build, shards, {of for name, of in parts if name == build}, answers=True)
    raise Refused(Problem("search.outdated", alias, {"fault": ", ".join(found)}))


def _part(alias: str, index: str) -> tuple[str, str] | None:
    """Build and month of an index of ours: another alias may begin as this one does."""
    found = re.fullmatch(f"{re.escape(alias)}-({_FIRST}|[0-9a-f]{{12}})-({UNDATED}|[0-9]{{4}}[.][0-9]{{2}})", index)
    return (found[1], found[2]) if found else None


def new_build(client: Elasticsearch, alias: str, shards: int) -> Build:
    return Build(client, alias, uuid4().hex[:12], shards, set(), answers=False)


def tidy(client: Elasticsearch, alias: str) -> None:
    """Remove indices of builds that do not answer: what was swapped out, and what a killed process left half built."""
    there = client.indices.get(index=f"{alias}-*", features="aliases").body
    for name, told in there.items():
        if _part(alias, name) and alias not in told["aliases"]:
            client.options(ignore_status=404).indices.delete(index=name)
