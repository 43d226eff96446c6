"""The options of the suite on the command line."""

import argparse
from typing import Any, Final

from contract_tests.request_policy import DEADLINE, TIMEOUT
from contract_tests.results import End

TOKEN_VARIABLE: Final = "NUMBERS_TOKEN"  # The name of a variable.
"""The environment variable that holds the token."""

TOKEN_OPTION: Final = "--token-file"  # The name of an option.
"""The option that names a file with the token instead. None takes the token itself: others could read it."""

EXAMPLES: Final = 6
"""Cases of Schemathesis, of each kind, by default."""

OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "--base-url": {"metavar": "URL", "help": "API to test (default: a mock, started for the run)"},
    "--user-id": {"metavar": "ID", "help": "user whose numbers are requested; required for a live API"},
    "--task-id": {"metavar": "ID", "help": "task of that user; required for a live API"},
    "--sub-user-id": {"metavar": "ID", "help": "sub account of that user, if there is one"},
    TOKEN_OPTION: {"metavar": "FILE", "help": f"file that holds the token (default: {TOKEN_VARIABLE})"},
    "--dialect": {
        "metavar": "FILE",
        "help": "TOML file with the habits of the API; what it states is expected",
    },
    "--assumptions": {
        "choices": ["strict", "calibrated"],
        "help": "where the documentation is silent, expect what the contract assumes (strict, the default "
        "for this machine), or what calibration finds (calibrated, the default for a live API)",
    },
    "--calibrate": {
        "metavar": "FILE",
        "help": "find out all habits of the API (some 65 requests), and write them with their evidence, as a "
        "file for --dialect",
    },
    "--live": {
        "action": "store_true",
        "help": "treat an address of this machine as a live API: throttled, no generated requests",
    },
    "--max-requests": {
        "metavar": "N",
        "type": int,
        "help": "largest number of requests (default: 60 for a live API, where most checks take turns by "
        "date, 400 with --calibrate; 250 runs all, 400 with every value; otherwise no limit)",
    },
    "--rate": {
        "metavar": "R",
        "type": float,
        "help": "requests a second (default: 2 for a live API, otherwise no limit)",
    },
    "--answer-timeout": {
        "metavar": "S",
        "type": float,
        "help": f"longest wait for one answer, head and body, in seconds (default: {TIMEOUT:g})",
    },
    "--deadline": {
        "metavar": "S",
        "type": float,
        "help": "longest duration of the run in seconds; the checks that remain are skipped (default: "
        f"{DEADLINE:g} and what --max-requests take at --rate)",
    },
    "--send-token-unencrypted": {
        "action": "store_true",
        "help": "send the token to another host over http, where anyone on the way can read it "
        "(default: over https, or to this machine)",
    },
    "--until": {
        "metavar": "MOMENT",
        "help": "ignore numbers created later (default for a live API: ten minutes ago)",
    },
    "--fuzz": {
        "metavar": "N",
        "type": int,
        "default": EXAMPLES,
        "help": "valid, and invalid, requests that Schemathesis generates "
        f"(default: {EXAMPLES}; none for a live API)",
    },
    "--unsafe-methods": {
        "action": "store_true",
        "help": "also send POST, PUT, PATCH and DELETE, which may change data "
        "(default: only to a mock that is started for the run)",
    },
    "--hostile-values": {
        "action": "store_true",
        "help": "send a live API values that a firewall may ban a client for, such as ' OR '1'='1",
    },
    "--contract-report": {"metavar": "FILE", "help": "write an HTML report, in English and Chinese"},
    "--baseline": {
        "metavar": "FILE",
        "help": "keep the results of all checks in FILE, and show what changed since the last run",
    },
    "--ledger": {
        "metavar": "ADDRESS",
        "help": "LEDGER.md that the report links open questions to (default: that of the checkout, if any)",
    },
}


def add_to(parser: Any) -> None:
    """Add the options to a parser of pytest; one that another plugin has added is shared with it."""
    group = parser.getgroup("contract", "contract tests")
    for name, settings in OPTIONS.items():
        try:
            group.addoption(name, **settings)
        except ValueError:
            continue


def help_text() -> str:
    """The help of `python -m contract_tests`."""
    codes = ", ".join(f"{end.value} the API {end.sentence}" for end in End)
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests",
        usage="%(prog)s [options] [options of pytest]",
        description="Test whether an API follows the contract of the number list (openapi.yaml).",
        epilog=f"The token is read from {TOKEN_VARIABLE} or {TOKEN_OPTION}. Options of pytest work too, such "
        f"as -k pages-join or --junitxml FILE; --help-pytest lists them. Exit code: {codes}.",
        add_help=False,
    )
    for name, settings in OPTIONS.items():
        parser.add_argument(name, **settings)
    parser.add_argument("-h", "--help", action="help", help="show this help")
    parser.add_argument("--help-pytest", action="store_true", help="show the options of pytest")
    return parser.format_help()
