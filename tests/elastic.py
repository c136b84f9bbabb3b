"""Indices of their own on the cluster that FAIRDIAL_TEST_ES_URL names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from elasticsearch import Elasticsearch

from pipelines.adapters.search.elastic import ElasticIndex


@contextmanager
def elastic_index() -> Iterator[ElasticIndex]:
    url, name = os.environ["FAIRDIAL_TEST_ES_URL"], f"test-{uuid4().hex}"
    made = ElasticIndex(url, name)
    try:
        yield made
    finally:
        made.close()
        forget(url, name)


def forget(url: str, name: str) -> None:
    """Delete whatever stands behind the alias."""
    with Elasticsearch(url) as client:
        for index in client.options(ignore_status=404).indices.get_alias(name=name).body:
            if index.startswith(name):
                client.indices.delete(index=index)
