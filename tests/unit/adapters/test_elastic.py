"""What is asked of a cluster, and what is said of one that does not answer."""

import pytest

from audit.errors import Refused
from audit.ports import Filter, Query
from audit.scope import Scope
from pipelines.adapters.search.documents import documents
from pipelines.adapters.search.elastic import ElasticIndex
from pipelines.adapters.search.elastic_query import MAPPING, routes, routing, source
from tests.make import case, finding, sms


def test_a_cluster_that_is_away_is_refused_with_its_address():
    with pytest.raises(Refused) as caught:
        ElasticIndex("http://127.0.0.1:1").search(Query())
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("search.unreachable", "http://127.0.0.1:1")


def test_the_mapping_has_exactly_the_fields_of_a_document():
    contact = sms(agency="诚达", agent_id="A1", case=case())
    (document,) = documents([contact], {contact.key: [finding(contact, "请还款")]})
    assert set(source(document, 1)) == set(MAPPING["properties"])
    assert MAPPING["dynamic"] == "strict"


@pytest.mark.parametrize(
    ("filtered", "seen", "expected", "reason"),
    [
        ((), None, None, "anywhere"),
        (("甲方", "乙方"), None, ("甲方", "乙方"), "what is asked for"),
        ((), ("甲方",), ("甲方",), "what may be seen"),
        (("甲方", "乙方"), ("乙方", "丙方"), ("乙方",), "only where both may be"),
        (("甲方",), ("乙方",), None, "nowhere: the conditions find nothing, and the request names no place"),
    ],
)
def test_only_the_shards_of_the_institutions_asked_for_are_asked(filtered, seen, expected, reason):
    scope = Scope(institutions=None if seen is None else frozenset(seen))
    found = routes(Query(filter=Filter(institution=frozenset(filtered)), scope=scope))
    assert found == (expected and ",".join(sorted(map(routing, expected)))), reason
    assert "," not in routing("甲,乙"), "commas part routes"
