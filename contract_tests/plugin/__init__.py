"""The suite as a plugin of pytest, which `longlonglong_mock/suite.py` loads where it is run."""

from collections.abc import Sequence
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent

NO_MOCK = ("--base-url", "--co", "--help", "-h", "--version", "-V", "-n", "--numprocesses")
"""With an argument that starts like this, no mock is needed in this process."""


def load(config: pytest.Config, arguments: Sequence[str]) -> None:
    """Register the suite, before pytest parses its command line."""
    if not any(argument.startswith(NO_MOCK) for argument in arguments):
        from contract_tests.plugin import mock  # Not where the suite is only registered.

        mock.start(config)  # It starts up while the suite is imported.
    register(config.pluginmanager)


def register(plugins: pytest.PytestPluginManager) -> None:
    """Register the suite, once."""
    if not plugins.has_plugin("contract-suite"):
        from contract_tests.plugin import hooks  # After the mock has been started.

        plugins.register(hooks, "contract-suite")
