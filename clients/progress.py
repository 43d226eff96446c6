"""What runs at the moment, and how long it took, on standard error."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print a line for a step: its name as it begins, its seconds as it ends."""
    print(f"{text} … ", end="", file=sys.stderr, flush=True)
    began = time.monotonic()
    try:
        yield
    finally:
        print(f"{time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
