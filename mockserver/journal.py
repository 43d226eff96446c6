"""What was asked of the mock lately, and how often and how fast it answered."""

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable
from hashlib import sha256
from time import perf_counter, time
from typing import Final

from starlette.types import Scope

KEPT: Final = 1000
"""Requests that are remembered."""

LONGEST: Final = 1024
"""Bytes of a path, and of a query, that are remembered."""

LONGEST_TOKEN: Final = 8192
"""Bytes of a token that are remembered: signed ones are long, and half of one has another hash."""

BOUNDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds at which the histogram of answers is cut."""


class Entry:
    """One request. `status` and `seconds` are None until it is answered, and stay so if it never is.

    Cheap to make, since every request makes one: it is read only when somebody asks for the journal.
    """

    __slots__ = ("_begun", "authorization", "method", "path", "query", "seconds", "status", "time")

    def __init__(self, scope: Scope) -> None:
        self.time = time()
        self._begun = perf_counter()
        self.method: str = scope["method"]
        self.path: str = scope["path"][:LONGEST]
        self.query: bytes = scope["query_string"][:LONGEST]
        self.authorization = b""
        for name, value in scope["headers"]:
            if name == b"authorization":
                self.authorization = value[:LONGEST_TOKEN]
        self.status: int | None = None
        self.seconds: float | None = None

    def answered(self, status: int) -> None:
        """Note that the answer has begun."""
        self.status = status
        self.seconds = perf_counter() - self._begun


def token_hash(token: str) -> str:
    """By what a token is known in the journal: the first 12 hexadecimal digits of its SHA-256."""
    return sha256(token.encode("latin-1", "replace")).hexdigest()[:12]


class Journal:
    """The last requests, and counts of all."""

    def __init__(self, kept: int = KEPT) -> None:
        self._entries: deque[Entry] = deque(maxlen=kept)
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self.received = 0
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.buckets = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0

    def receive(self, scope: Scope) -> Entry:
        """Begin the entry of a request."""
        entry = Entry(scope)
        self._entries.append(entry)
        self.received += 1
        return entry

    def answer(self, entry: Entry, status: int) -> None:
        """Note that a request is being answered."""
        entry.answered(status)
        seconds = entry.seconds or 0.0
        self.statuses[entry.method, status] += 1
        self.buckets[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds

    @property
    def entries(self) -> Iterable[Entry]:
        """The requests that are remembered, the oldest first."""
        return self._entries.copy()

    @property
    def forgotten(self) -> int:
        """How many requests are no longer remembered."""
        return max(self.received - len(self._entries), 0)
