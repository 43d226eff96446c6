"""Registers the suite where pytest meets this folder by itself, as in a checkout."""

import pytest

from contract_tests.plugin import register


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Register the suite, which adds its options."""
    del parser
    register(pluginmanager)
