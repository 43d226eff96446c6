"""What HTTP offers where the same request always has the same answer: tags, and answers kept."""

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
"""Worlds whose part of a tag is remembered."""

LASTING: Final = "mockserver.lasting"
"""What a stage writes into the scope of a request whose answer will be the same whenever it is asked."""

KEPT: Final = 2 * 1024 * 1024
"""Bytes of answers that are kept, some two hundred pages of 15 numbers; the memory does not grow beyond."""

REMEMBERED: Final = 4096
"""Requests that are known again when they come a second time."""

LONGEST: Final = 1024
"""Bytes of path, query and headers up to which a request is remembered: no client can fill the memory."""

IF_NONE_MATCH: Final = b"if-none-match"

VARYING: Final = frozenset((b"accept-encoding", b"authorization", IF_NONE_MATCH, b"origin", b"prefer"))
"""The request headers on which an answer depends."""


def identity_of(contract: Contract, secret: str) -> bytes:
    """Stands for all that answers depend on besides the request and its dataset parameters."""
    parts = (__version__, contract.document, secret)
    return blake2b(json.dumps(parts).encode(), digest_size=32).digest()


def entity_tag(identity: bytes, dataset: DatasetParameters, path: str, query: bytes) -> bytes:
    """The `ETag` of a successful answer to a request with these dataset parameters.

    `identity`, at most 64 bytes, is `identity_of` the server. The tag is weak, since an answer may be
    compressed on its way.
    """
    target = b"%b%b?%b" % (_tag_of(dataset), path.encode(), query)
    return b'W/"%b"' % hexlify(blake2b(target, key=identity, digest_size=12).digest())


@lru_cache(WORLDS)
def _tag_of(dataset: DatasetParameters) -> bytes:
    return blake2b(repr(dataset).encode(), digest_size=16).digest()


class Conditional:
    """Answers 304 in place of a tagged answer (`ETag`) that the client has already (`If-None-Match`)."""

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
    """Whether the value of `If-None-Match` has a tag."""
    opaque = tag.removeprefix(b"W/")
    return known.strip() == b"*" or any(
        each.strip().removeprefix(b"W/") == opaque for each in known.split(b",")
    )


class Replay:
    """Keeps successful, lasting answers to what is asked again, so that from then on it costs a look-up.

    What is asked for the first time is only remembered: keeping an answer for nothing costs a good
    part of making it, since new memory has to be found for the next.
    """

    def __init__(self, app: ASGIApp, size: int = KEPT) -> None:
        self.app = app
        # A dict keeps the order of insertion: what was not asked for longest comes first.
        self._kept: dict[object, Sequence[Message]] = {}
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
        if not self._asked_before(hash(key)):
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
        """Whether this was among the last requests; it is from now on."""
        known = asked in self._asked
        self._asked[asked] = None
        if len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)
        return known

    def _keep(self, key: object, messages: Sequence[Message]) -> None:
        """Keep an answer, and drop the oldest until there is room for it."""
        if key in self._kept:  # Another request for the same was faster.
            return
        self._kept[key] = messages
        self._free -= _size(messages)
        while self._free < 0:
            self._free += _size(self._kept.pop(next(iter(self._kept))))


def _key(scope: Scope) -> object:
    """What tells a request from every other; None for one that is too long to be remembered."""
    size = len(scope["path"]) + len(scope["query_string"])
    varying = []
    for header in scope["headers"]:
        if header[0] in VARYING:
            varying.append(header)
            size += len(header[1])
    return None if size > LONGEST else (scope["method"], scope["path"], scope["query_string"], *varying)


def _size(messages: Sequence[Message]) -> int:
    return 1024 + sum(len(message.get("body", b"")) for message in messages)


def _is_worth_keeping(messages: Sequence[Message]) -> bool:
    """Whether this is a whole and successful answer, and there is nothing to be logged each time."""
    start = messages[0]
    return start["status"] in (200, 304) and not any(
        name == WARNING_HEADER.lower().encode() for name, _ in start["headers"]
    )
