"""Servers that some tests need: named by the environment, and never left out where changes are checked before they land."""

import os

import pytest

SERVERS = ("FAIRDIAL_TEST_PG_URL", "FAIRDIAL_TEST_ES_URL")


def pytest_configure() -> None:
    absent = [name for name in SERVERS if name not in os.environ]
    if os.environ.get("CI") == "true" and absent:
        message = f"with CI=true every test runs, but {' and '.join(absent)} name no server; .ci/run starts them"
        raise pytest.UsageError(message)
