"""Entry point of the command `mockserver`, and of `python -m mockserver`."""

import os
import signal
from typing import NoReturn


def _stop(*_: object) -> NoReturn:
    raise SystemExit(0)


def _open_what_is_closed() -> None:
    """Lead closed standard streams to nowhere: the next socket would take their place, and get what is printed."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # The lowest free number is taken.


def main() -> None:
    """Run the command. SIGINT and SIGTERM end it cleanly, even while it is starting."""
    _open_what_is_closed()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    # Imported here because it takes half a second, in which a signal may arrive.
    from mockserver import cli

    cli.main()


if __name__ == "__main__":
    main()
