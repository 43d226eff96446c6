"""Entry point `pytest11`: gives pytest the suite's options where this suite is run, and nothing elsewhere.

All who installed the mock load it in every run of pytest, so it imports nothing of the suite by itself.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent

ELSEWHERE = ("--base-url", "--co", "--help", "-h", "--version", "-V", "-n", "--numprocesses")
"""With words that begin so, no mock is judged in this process."""


def is_this_suite(word: str) -> bool:
    """Whether a word of the command line names this package, or a file or test in it."""
    path = word.partition("::")[0]
    if path.split(".")[0] == HERE.name:  # As --pyargs has it.
        return not Path(path).exists() or Path(path).resolve().is_relative_to(HERE)
    return bool(path) and Path(path).exists() and Path(path).resolve().is_relative_to(HERE)


def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: Sequence[str]
) -> None:
    """Register the suite before pytest reads the command line for good."""
    del parser
    if any(is_this_suite(word) for word in args):
        if not any(word.startswith(ELSEWHERE) for word in args):
            from contract_tests.plugin import mock

            mock.start(early_config)  # It gets ready while the suite is imported.
        register(early_config.pluginmanager)


def register(plugins: pytest.PytestPluginManager) -> None:
    """Register the suite, once."""
    if not plugins.has_plugin("contract-suite"):
        from contract_tests.plugin import hooks as suite  # Only where it is what is run.

        plugins.register(suite, "contract-suite")
