"""Checks whether a running mock answers: the command `mockserver health`."""

from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, urlsplit

import orjson

from mockserver.errors import UserError

PATH: Final = "/_mock/health"

TIMEOUT: Final = 3.0
"""Seconds to wait for the answer."""

CONNECTIONS: Final[dict[str, Callable[..., HTTPConnection]]] = {
    "http": HTTPConnection,
    "https": HTTPSConnection,
}


class HealthError(Exception):
    """A mock that does not answer as one. The message says what happened."""


class AddressError(UserError):
    """An address that cannot be asked. The message names it and says what is expected."""


def check(base: str) -> str:
    """One line about the mock at a base URL. Raises HealthError, or AddressError for what is no URL."""
    url = _split(base)
    connection = CONNECTIONS[url.scheme](url.hostname, url.port, timeout=TIMEOUT)
    try:
        connection.request("GET", f"{url.path.rstrip('/')}{PATH}")
        answer = connection.getresponse()
        status, body = answer.status, answer.read()
    except (OSError, UnicodeError, HTTPException) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise HealthError(f"{base} does not answer: {reason}") from None
    finally:
        connection.close()
    if status != 200:
        raise HealthError(f"{base} answers {PATH} with {status}, expected 200")
    return f"{base} is healthy, version {_version(base, body)}"


def _split(base: str) -> SplitResult:
    try:
        url = urlsplit(base)
        usable = url.scheme in CONNECTIONS and url.hostname is not None and url.port != 0
        if "@" in url.netloc or url.query or url.fragment:  # They may be secrets, and are not repeated.
            raise AddressError("--url should have no credentials, query or fragment")
    except ValueError:  # A port that is no number, half an IPv6 address.
        usable = False
    if not usable or not base.isascii() or not base.isprintable() or " " in base:
        raise AddressError(f"{base!r} is no URL of a mock; expected one such as http://127.0.0.1:4010")
    return url


def _version(base: str, body: bytes) -> str:
    try:
        return str(orjson.loads(body)["version"])
    except (ValueError, TypeError, KeyError):
        raise HealthError(f"{base} answers {PATH} with something else than a mock does") from None
