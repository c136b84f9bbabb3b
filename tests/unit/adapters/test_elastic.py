"""What is said of a cluster that does not answer."""

import pytest

from audit.errors import Refused
from audit.ports import Query
from pipelines.adapters.search.elastic import ElasticIndex


def test_a_cluster_that_is_away_is_refused_with_its_address():
    with pytest.raises(Refused) as caught:
        ElasticIndex("http://127.0.0.1:1").search(Query())
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("search.unreachable", "http://127.0.0.1:1")
