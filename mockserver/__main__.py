"""Entry point of the command `mockserver`, and of `python -m mockserver`."""

import os
import signal
from typing import NoReturn


def _stop(*_: object) -> NoReturn:
    raise SystemExit(0)


def _open_what_is_closed() -> None:
    """Lead closed standard streams to nowhere, so that no socket takes their place, and what is printed."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            nowhere = os.open(os.devnull, os.O_RDWR)  # It has the lowest free number: this one.
            os.set_inheritable(nowhere, True)  # noqa: FBT003  # By position only.


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
