"""Servers that some tests need: named by the environment, and never left out where changes are checked before they land."""

import gc
import logging
import os

import pytest

SERVERS = ("FAIRDIAL_TEST_PG_URL", "FAIRDIAL_TEST_ES_URL", "FAIRDIAL_TEST_ES_HOME")


def pytest_configure() -> None:
    # DBOS would write to what stood for standard error when it was first started, which may be a test's own and closed by now.
    logging.getLogger("dbos").addHandler(logging.NullHandler())
    absent = [name for name in SERVERS if name not in os.environ]
    if os.environ.get("CI") == "true" and absent:
        message = f"with CI=true every test runs, but {' and '.join(absent)} name no server; .ci/run starts them"
        raise pytest.UsageError(message)


def pytest_collection_finish() -> None:
    """Thousands of rows of tables stay until the end: the collector need not look through them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
