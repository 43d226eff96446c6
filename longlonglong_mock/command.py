"""Entry point of the command `mockserver`."""

import sys
from importlib import import_module

from longlonglong_mock.packages import HOME, hidden_by


def main() -> None:
    """Run the command, also where a package of a project hides `mockserver`, as with `PYTHONPATH=.`."""
    if hidden_by("mockserver") is not None:
        sys.path.insert(0, str(HOME))
    import_module("mockserver.__main__").main()
