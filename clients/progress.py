"""Progress on standard error: each step and its duration."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print a line for a step: its name at the start, its seconds at the end."""
    print(f"{text} … ", end="", file=sys.stderr, flush=True)
    began = time.monotonic()
    try:
        yield
    finally:
        print(f"{time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
