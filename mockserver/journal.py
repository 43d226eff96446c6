"""The latest requests, and counts and response times of all requests."""

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable
from hashlib import sha256
from time import perf_counter, time
from typing import Final

from starlette.types import Scope

KEPT: Final = 1000
"""Requests that are kept."""

LONGEST: Final = 1024
"""Bytes of a path, and of a query, that are kept."""

TOKENS: Final = 1024
"""Tokens whose hash is cached."""

BOUNDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram of response times, in seconds."""


class Entry:
    """One request. `status` and `seconds` are None until it is answered, and remain None if it never is.

    Cheap to create, since every request creates one; parsed only when the journal is read.
    """

    __slots__ = ("_begun", "method", "path", "query", "seconds", "status", "time", "token")

    def __init__(self, scope: Scope, token: str | None) -> None:
        """`token` is the hash of the request's token."""
        self.time = time()
        self._begun = perf_counter()
        self.method: str = scope["method"]
        self.path: str = scope["path"][:LONGEST]
        self.query: bytes = scope["query_string"][:LONGEST]
        self.token = token
        self.status: int | None = None
        self.seconds: float | None = None

    def answered(self, status: int) -> None:
        """Record that the answer has started."""
        self.status = status
        self.seconds = perf_counter() - self._begun


def token_hash(token: str) -> str:
    """The identifier of a token in the journal: the first 12 hexadecimal digits of its SHA-256."""
    return sha256(token.encode("latin-1", "replace")).hexdigest()[:12]


class Journal:
    """The latest requests, and counts of all requests."""

    def __init__(self, kept: int = KEPT) -> None:
        self._entries: deque[Entry] = deque(maxlen=kept)
        self._tokens: dict[int, str] = {}
        self.reset()

    def reset(self) -> None:
        """Clear all entries and counts."""
        self._entries.clear()
        self.received = 0
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.buckets = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0

    def receive(self, scope: Scope) -> Entry:
        """Add the entry of a request."""
        token = None
        for name, value in scope["headers"]:
            if name == b"authorization":
                token = self._tokens.get(hash(value)) or self._token_of(value)
        entry = Entry(scope, token)
        self._entries.append(entry)
        self.received += 1
        return entry

    def _token_of(self, authorization: bytes) -> str | None:
        """The hash of the token in a header; by Python's hash, so that no token is kept."""
        token = authorization.decode("latin-1").partition(" ")[2].strip()
        if not token:
            return None
        if len(self._tokens) >= TOKENS:
            self._tokens.clear()
        hashed = self._tokens[hash(authorization)] = token_hash(token)
        return hashed

    def answer(self, entry: Entry, status: int) -> None:
        """Record and count the answer to a request."""
        entry.answered(status)
        seconds = entry.seconds or 0.0
        self.statuses[entry.method, status] += 1
        self.buckets[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds

    @property
    def entries(self) -> Iterable[Entry]:
        """The requests that are kept, oldest first."""
        return self._entries.copy()

    @property
    def forgotten(self) -> int:
        """The number of requests that are no longer kept."""
        return max(self.received - len(self._entries), 0)
