"""Caching of reproducible responses: entity tags, and a cache of whole responses."""

import json
from binascii import hexlify
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver import __version__
from mockserver.contract import Contract
from mockserver.dataset import DatasetParameters
from mockserver.http.responses import WARNING_HEADER

WORLDS: Final = 256
"""Datasets whose hash is cached."""

LASTING: Final = "mockserver.lasting"
"""Scope key set by a middleware if the same request always has the same response."""

KEPT: Final = 2 * 1024 * 1024
"""Size limit of the cache in bytes: about two hundred pages of 15 numbers."""

REMEMBERED: Final = 4096
"""Recent requests that are recognized when repeated."""

LONGEST: Final = 1024
"""Largest request to cache, in bytes of path, query and headers; bounds the memory."""

IF_NONE_MATCH: Final = b"if-none-match"

VARYING: Final = frozenset((b"accept-encoding", b"authorization", IF_NONE_MATCH, b"origin", b"prefer"))
"""The request headers that a response depends on."""


def identity_of(contract: Contract, secret: str) -> bytes:
    """Hash of everything that responses depend on besides the request and its dataset parameters."""
    parts = (__version__, contract.document, secret)
    return blake2b(json.dumps(parts).encode(), digest_size=32).digest()


def entity_tag(identity: bytes, dataset: DatasetParameters, path: str, query: bytes) -> bytes:
    """The `ETag` of a successful response to a request with these dataset parameters.

    `identity`, at most 64 bytes, is `identity_of` the server. The tag is weak, since the response may be
    compressed.
    """
    target = b"%b%b?%b" % (_tag_of(dataset), path.encode(), query)
    return b'W/"%b"' % hexlify(blake2b(target, key=identity, digest_size=12).digest())


@lru_cache(WORLDS)
def _tag_of(dataset: DatasetParameters) -> bytes:
    return blake2b(repr(dataset).encode(), digest_size=16).digest()


class Conditional:
    """Responds with 304 if the `ETag` of the response matches the request's `If-None-Match`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = b",".join(value for name, value in scope["headers"] if name == IF_NONE_MATCH)
        unchanged = False

        async def send_changed(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start":
                tags = [(name, value) for name, value in message["headers"] if name == b"etag"]
                unchanged = any(_names(known, tag) for _, tag in tags)
                if unchanged:
                    message = {**message, "status": 304, "headers": tags}
            elif unchanged:
                message = {**message, "body": b""}
            await send(message)

        await self.app(scope, receive, send_changed)


def _names(known: bytes, tag: bytes) -> bool:
    """Whether a value of `If-None-Match` matches a tag."""
    opaque = tag.removeprefix(b"W/")
    return known.strip() == b"*" or any(
        each.strip().removeprefix(b"W/") == opaque for each in known.split(b",")
    )


class Replay:
    """Caches successful, reproducible responses from the second request on.

    The first request is only recorded: storing a response that is never requested again costs nearly as
    much as making it, since memory has to be allocated for the next one.
    """

    def __init__(self, app: ASGIApp, size: int = KEPT) -> None:
        self.app = app
        # By the hash of the request, which Python keys at random for each process, so that no token and no
        # query is kept. A dict keeps insertion order: the least recently used entry is first.
        self._kept: dict[int, Sequence[Message]] = {}
        self._free = size
        self._asked: OrderedDict[int, None] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        key = _key(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._kept[key] = kept
            for message in kept:
                await send(message)
            return
        if not self._asked_before(key):
            await self.app(scope, receive, send)
            return
        sent: list[Message] = []

        async def note(message: Message) -> None:
            sent.append(message)
            await send(message)

        await self.app(scope, receive, note)
        if LASTING in scope and _is_worth_keeping(sent):
            self._keep(key, sent)

    def _asked_before(self, asked: int) -> bool:
        """Whether a request is among the recent ones; add it to them."""
        known = asked in self._asked
        self._asked[asked] = None
        if len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)
        return known

    def _keep(self, key: int, messages: Sequence[Message]) -> None:
        """Store a response, and evict the least recently used ones until it fits."""
        if key in self._kept:  # A concurrent request was faster.
            return
        self._kept[key] = messages
        self._free -= _size(messages)
        while self._free < 0:
            self._free += _size(self._kept.pop(next(iter(self._kept))))


def _key(scope: Scope) -> int | None:
    """The cache key of a request; None if the request is too long."""
    size = len(scope["path"]) + len(scope["query_string"])
    varying = []
    for header in scope["headers"]:
        if header[0] in VARYING:
            varying.append(header)
            size += len(header[1])
    if size > LONGEST:
        return None
    return hash((scope["method"], scope["path"], scope["query_string"], *varying))


def _size(messages: Sequence[Message]) -> int:
    return 1024 + sum(len(message.get("body", b"")) for message in messages)


def _is_worth_keeping(messages: Sequence[Message]) -> bool:
    """Whether a response is successful and has no warning, which would have to be logged each time."""
    start = messages[0]
    return start["status"] in (200, 304) and not any(
        name == WARNING_HEADER.lower().encode() for name, _ in start["headers"]
    )
