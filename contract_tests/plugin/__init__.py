"""Entry point `pytest11`: registers the suite where it is run, and does nothing elsewhere.

pytest loads this module in every run wherever the package is installed, so it imports nothing of the suite.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent

NO_MOCK = ("--base-url", "--co", "--help", "-h", "--version", "-V", "-n", "--numprocesses")
"""With an argument that starts like this, no mock is needed in this process."""


def is_this_suite(argument: str) -> bool:
    """Whether an argument of the command line names this package, or a file or test in it."""
    path = argument.partition("::")[0]
    if path.split(".")[0] == PACKAGE.name:  # As in --pyargs.
        return not Path(path).exists() or Path(path).resolve().is_relative_to(PACKAGE)
    return bool(path) and Path(path).exists() and Path(path).resolve().is_relative_to(PACKAGE)


def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: Sequence[str]
) -> None:
    """Register the suite before pytest parses its command line."""
    del parser
    if any(is_this_suite(argument) for argument in args):
        if not any(argument.startswith(NO_MOCK) for argument in args):
            from contract_tests.plugin import mock  # Only in runs of this suite.

            mock.start(early_config)  # It starts up while the suite is imported.
        register(early_config.pluginmanager)


def register(plugins: pytest.PytestPluginManager) -> None:
    """Register the suite, once."""
    if not plugins.has_plugin("contract-suite"):
        from contract_tests.plugin import hooks  # Only in runs of this suite.

        plugins.register(hooks, "contract-suite")
