"""Entry point `pytest11`: loads the contract suite where it is run, and does nothing elsewhere."""

from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from longlonglong_mock.packages import HOME, HiddenError, demand, hidden_by

SUITE: Final = HOME / "contract_tests"

USER: Final = "the contract suite"


def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: Sequence[str]
) -> None:
    """Load the suite before pytest parses its command line. Raises pytest.UsageError if it is hidden."""
    known, unknown = parser.parse_known_and_unknown_args(args)
    arguments = [*known.file_or_dir, *unknown]  # An unknown option leaves its value and what follows.
    try:
        if any(map(is_in_suite, arguments)) or (known.pyargs and is_named(arguments, unknown)):
            demand(USER, SUITE.name, "mockserver")
            import_module("contract_tests.plugin").load(early_config, args)
    except HiddenError as error:
        raise pytest.UsageError(str(error)) from None


def is_in_suite(argument: str) -> bool:
    """Whether an argument of pytest is the folder of the suite, or a file or test in it."""
    path = Path(argument.partition("::")[0] or "-")
    return path.exists() and path.resolve().is_relative_to(SUITE)


def is_named(arguments: Iterable[str], unknown: Iterable[str]) -> bool:
    """Whether an argument of `pytest --pyargs` is the name of the suite.

    Another package of that name is left alone, unless nobody else takes an option that it is run with.
    """
    if all(argument.partition("::")[0].split(".")[0] != SUITE.name for argument in arguments):
        return False
    return hidden_by(SUITE.name) is None or any(word.startswith("-") for word in unknown)
