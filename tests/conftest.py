"""Shared fixtures: the contract, and clients of an application in this process."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from starlette.testclient import TestClient

from mockserver import contract as contracts
from mockserver import settings
from mockserver.app import create_app
from mockserver.contract import Contract

# The same cases in every run, so that a failure is reproducible.
hypothesis_settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("repeatable")

# Settings in the developer's shell must not affect tests.
for variable in [name for name in os.environ if name.startswith(settings.PREFIX) or name == "PORT"]:
    del os.environ[variable]

USER = "5832d184-dd53-42a0-8ace-0bf8d660f4cc"
TASK = "f232d184-dd54-42a0-8ace-0bf8d660f4cc"
PATH = f"/agent-api/user/{USER}/task/{TASK}/number"
AUTHORIZED = {"Authorization": "Bearer YOUR_TOKEN"}

MakeClient = Callable[..., TestClient]


@pytest.fixture(scope="session")
def contract() -> Contract:
    return contracts.load()


def make_client(authorized: bool = True, **given: Any) -> TestClient:
    """A client for a new application with these settings."""
    chosen = settings.load(**given)
    app = create_app(chosen, contracts.load(chosen.spec))
    client = TestClient(app, raise_server_exceptions=False)
    if authorized:
        client.headers.update(AUTHORIZED)
    return client


@pytest.fixture(scope="session")
def client() -> TestClient:
    """A client with a token, for an application with default settings."""
    return make_client()


@pytest.fixture(scope="session")
def stranger() -> TestClient:
    """A client without a token."""
    return make_client(authorized=False)
