"""What HTTP offers where the same request always has the same answer: tags, and answers kept."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver.middleware import WARNING_HEADER

KEPT: Final = 8 * 1024 * 1024
"""Bytes of answers that are kept, some thousand pages of 15 numbers; the memory does not grow beyond."""

VARYING: Final = frozenset((b"accept-encoding", b"authorization", b"if-none-match", b"origin"))
"""The request headers on which an answer depends."""


class Conditional:
    """Tags answers (`ETag`), and answers 304 to who has them already (`If-None-Match`).

    `identity` stands for all that an answer depends on beside the request. The tag is weak, since an
    answer may be compressed on its way.
    """

    def __init__(self, app: ASGIApp, identity: bytes) -> None:
        self.app = app
        self._identity = identity

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        tag = self._tag(scope)
        unchanged = False

        async def send_tagged(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start" and message["status"] == 200:
                unchanged = _names(scope, tag)
                headers = [(b"etag", tag)] if unchanged else [*message["headers"], (b"etag", tag)]
                message = {**message, "status": 304 if unchanged else 200, "headers": headers}
            elif unchanged:
                message = {**message, "body": b""}
            await send(message)

        await self.app(scope, receive, send_tagged)

    def _tag(self, scope: Scope) -> bytes:
        target = b"%b?%b" % (scope["path"].encode(), scope["query_string"])
        return b'W/"%b"' % blake2b(target, key=self._identity, digest_size=12).hexdigest().encode()


def _names(scope: Scope, tag: bytes) -> bool:
    """Whether a request says that it has what the tag stands for."""
    known = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    return known.strip() == b"*" or tag in (each.strip() for each in known.split(b","))


class Replay:
    """Keeps successful answers, so that the same request again costs a look-up."""

    def __init__(self, app: ASGIApp, size: int = KEPT) -> None:
        self.app = app
        self._kept: LRUCache[object, Sequence[Message]] = LRUCache(size, getsizeof=_size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        varying = (header for header in scope["headers"] if header[0] in VARYING)
        key = (scope["method"], scope["path"], scope["query_string"], *varying)
        kept = self._kept.get(key)
        if kept is not None:
            for message in kept:
                await send(message)
            return
        sent: list[Message] = []

        async def note(message: Message) -> None:
            sent.append(message)
            await send(message)

        await self.app(scope, receive, note)
        if _is_worth_keeping(sent) and _size(sent) <= self._kept.maxsize:
            self._kept[key] = sent


def _size(messages: Sequence[Message]) -> int:
    return 1024 + sum(len(message.get("body", b"")) for message in messages)


def _is_worth_keeping(messages: Sequence[Message]) -> bool:
    """Whether this is a whole and successful answer, and there is nothing to be logged each time."""
    start = messages[0]
    return start["status"] in (200, 304) and not any(
        name == WARNING_HEADER.lower().encode() for name, _ in start["headers"]
    )
