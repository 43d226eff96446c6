"""Entry point of the command `mockserver`, and of `python -m mockserver`."""

import signal
from typing import NoReturn


def _stop(*_: object) -> NoReturn:
    raise SystemExit(0)


def main() -> None:
    """Run the command. SIGINT and SIGTERM end it cleanly, even while it is starting."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    # Imported here because it takes half a second, in which a signal may arrive.
    from mockserver import cli

    cli.main()


if __name__ == "__main__":
    main()
