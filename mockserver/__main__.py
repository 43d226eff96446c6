"""Where the command `mockserver` begins; `python -m mockserver` is the same."""

import signal
from typing import NoReturn


def _stop(*_: object) -> NoReturn:
    raise SystemExit(0)


def main() -> None:
    """Run the command. SIGINT and SIGTERM end it cleanly from its first moment on."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    # Imported only now: it takes half a second, in which a signal may come.
    from mockserver import cli

    cli.main()


if __name__ == "__main__":
    main()
