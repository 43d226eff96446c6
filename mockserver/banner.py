"""What `mockserver serve` prints when it starts: where it is, what to try, how to stop it."""

import shlex
import sys
from collections.abc import Iterable
from typing import Final

from mockserver import __version__
from mockserver.admin.hosts import is_loopback
from mockserver.contract import Contract
from mockserver.scenarios.carriers import MARK
from mockserver.settings import Settings

SHOWN: Final = ("slow", "flaky", "campaign")
"""Presets that show what scenarios are for; `mockserver scenarios` lists all of them."""


def banner(settings: Settings, contract: Contract, base: str) -> str:
    """The text, with a request to paste; `base` is the base URL."""
    path = contract.path("list_numbers").format(
        user_id=contract.example("user_id"), task_id=contract.example("task_id")
    )
    target = shlex.quote(f"{base}{path}?page=1&per_page=15")
    return "\n".join(
        [
            f"longlonglong-mock {__version__} (unofficial): {settings.rows:,} numbers in every task",
            base,
            "",
            f"curl -H {_authorization(settings)} {target}",
            "",
            *_table(
                [
                    *([("In a browser", f"{base}/_mock/docs")] if settings.admin_token is None else []),
                    ("Scenarios", "  ".join(f"{base}{MARK}{name}" for name in SHOWN)),
                    ("", "mockserver scenarios lists all of them"),
                    ("Documentation", f"mockserver help serve; vendor: {contract.documentation}"),
                    ("Stop", "Ctrl-C"),
                ]
            ),
            "",
            *_warning(settings),
        ]
    )


def _table(rows: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{name:15}{text}" for name, text in rows]


def _warning(settings: Settings) -> list[str]:
    """Who else can read what, if the server listens on more than loopback."""
    if is_loopback(settings.host):
        return []
    if settings.admin_token is None:
        who = [
            (
                "Warning",
                f"--host {settings.host}: every machine that reaches this port can read under /_mock/",
            ),
            ("", "paths and queries of all requests, hashes of their tokens, scenarios and clocks."),
            ("", "--admin-token TOKEN protects them; --host 127.0.0.1 serves this machine only."),
        ]
    else:
        who = [
            ("Warning", f"--host {settings.host}: every machine that reaches this port is served;"),
            ("", "under /_mock/ the admin token is required, except for health."),
        ]
    return [*_table(who), ""]


def _authorization(settings: Settings) -> str:
    """The header of the request to paste, quoted for the shell.

    The token is shown on a terminal only, where no log keeps it; elsewhere the shell has to supply it.
    """
    if settings.token is not None and not sys.stdout.isatty():
        return '"Authorization: Bearer $MOCKSERVER_TOKEN"'
    token = "YOUR_TOKEN" if settings.token is None else settings.token.get_secret_value()
    return shlex.quote(f"Authorization: Bearer {token}")
