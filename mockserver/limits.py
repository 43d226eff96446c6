"""Limits of a request, and the answers to what is no request within them."""

from http import HTTPStatus
from typing import Final

import httptools

from mockserver.http import responses

LARGEST: Final = 64 * 1024
"""Bytes in a head, and bytes of a body that are read without the application asking for more."""

MOST_FIELDS: Final = 1000
"""Header fields in a head."""

PATIENCE: Final = 60.0
"""Seconds until a head is complete, and between two parts of a body, as in nginx."""

URL: Final = (
    "不是合法的 HTTP 请求：URL 中的空格和中文须编码"
    " / no valid HTTP request: encode spaces and non-ASCII letters in the URL"
)
METHOD: Final = (
    "不是合法的 HTTP 请求：未知的方法，应为大写，如 GET"
    " / no valid HTTP request: unknown method; methods are in capitals, such as GET"
)
HOST: Final = (
    "HTTP/1.1 请求须有且只有一个合法的 Host 请求头"
    " / an HTTP/1.1 request needs exactly one Host header, with a valid value"
)
LONG_URL: Final = (
    f"URL 最长 {LARGEST // 1024} KB（含请求头） / URL and header fields have at most {LARGEST // 1024} KB"
)
LONG_HEAD: Final = (
    f"请求头最多 {LARGEST // 1024} KB、{MOST_FIELDS} 个"
    f" / a request has at most {LARGEST // 1024} KB and {MOST_FIELDS} header fields"
)
LATE: Final = (
    f"请求在 {PATIENCE:.0f} 秒内没有收完 / the request was not received within {PATIENCE:.0f} seconds"
)

VERSION: Final = "Expected HTTP/"
"""What the parser says of a URL with a space, whose rest it takes for the version."""


class Refused(Exception):  # noqa: N818  # It becomes an answer.
    """A request that is refused: HTTP status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message
        self.english = message.rpartition(" / ")[2]

    def answer(self, *, with_body: bool) -> bytes:
        """The whole answer as bytes."""
        body = responses.error(self.status, self.message).body
        head = (
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\ncontent-type: {responses.JSON}\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        return head.encode() + (body if with_body else b"")


def refusal_of(error: BaseException) -> Refused:
    """The refusal for an error of the parser, or of what the parser called."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, httptools.HttpParserCallbackError):
        return error.__context__ if isinstance(error.__context__, Refused) else Refused(400, URL)
    if isinstance(error, httptools.HttpParserInvalidMethodError):
        return Refused(400, METHOD)
    if isinstance(error, httptools.HttpParserInvalidURLError) or VERSION in str(error):
        return Refused(400, URL)
    return Refused(400, f"不是合法的 HTTP 请求：{error} / no valid HTTP request: {error}")
