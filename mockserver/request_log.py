"""Notes every request in the journal and the log: refused ones with the reason, served ones as understood."""

import gzip
import logging
from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from typing import Any, Final
from urllib.parse import quote

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver.admin.recorded import Received, RequestReader
from mockserver.contract import FIRST_ERROR, Contract
from mockserver.journal import Entry, Journal
from mockserver.printable import printable

SEPARATOR: Final = " / "
"""Stands between the Chinese and the English half of a message."""

LONGEST: Final = 64
"""Characters of a name or a value that a line repeats."""

LONGEST_PATH: Final = 256
"""Characters of a path or a value."""

MOST: Final = 20
"""Parameters of a query."""

HIDDEN: Final = "…"
"""Stands for the value of a parameter that the contract does not have, and for what is left out."""

log = logging.getLogger("mockserver")


class RequestLog:
    """Logs refused requests at level info and served ones at debug.

    Serving a page can cost less than logging it. Values of parameters that the contract does not have are
    never logged, nor are headers: they may hold a token.
    """

    def __init__(self, contract: Contract) -> None:
        parameters = contract.operations["list_numbers"]
        self._requests = RequestReader(contract)
        self._names = [each.name for each in parameters if each.location == "query"]

    def wants(self, status: int) -> bool:
        """Whether a request that is answered with this status has a line."""
        return log.isEnabledFor(logging.INFO if status >= FIRST_ERROR else logging.DEBUG)

    def write(self, entry: Entry, body: bytes) -> None:
        """Log a request; `body` is the beginning of its answer."""
        sent, query = self._requests.query_of(entry)
        request = self._requests.parse(entry, query)
        target = _beginning(quote(entry.path, safe="/:@=,+~"))
        fields: dict[str, Any] = {
            "method": request.method,
            "path": printable(request.path),
            "scenario": printable(request.scenario),
            "status": request.status,
            "milliseconds": request.milliseconds,
        }
        if (request.status or 0) >= FIRST_ERROR:
            fields |= {"query": _written(sent, query.unknown), "reason": reason(body)}
            refused = target, fields["query"], request.status, fields["reason"]
            log.info("%s %s%s %s %s", request.method, *refused, extra=fields)
        else:
            fields["parameters"] = {
                name: printable(value, LONGEST) if isinstance(value, str) else value
                for name, value in request.parameters.items()
            }
            served = target, request.status, self._understood(request)
            log.debug("%s %s %s%s", request.method, *served, extra=fields)

    def _understood(self, request: Received) -> str:
        """What a query was understood as: `page=2 status=[2, 5]`."""
        values = request.parameters
        return "".join(f" {name}={_beginning(ascii(values[name]))}" for name in self._names if name in values)


def _written(sent: Mapping[str, Sequence[str]], unknown: Collection[str]) -> str:
    """A query as it was sent, with its question mark, less values that may hold a secret.

    These are the values of unknown parameters, and values with an equals sign (`status=1;token=…`).
    """
    hidden = set(unknown)
    pairs = ((name, value) for name, values in sent.items() for value in values)
    shown = [
        f"{quote(name[:LONGEST], safe='[]')}="
        + (HIDDEN if name in hidden or "=" in value else quote(value[:LONGEST], safe=":/,[]"))
        for name, value in islice(pairs, MOST)
    ]
    if sum(map(len, sent.values())) > MOST:
        shown.append(HIDDEN)
    return f"?{'&'.join(shown)}" if shown else ""


def _beginning(text: str) -> str:
    return text if len(text) <= LONGEST_PATH else text[:LONGEST_PATH] + HIDDEN


class Journaling:
    """Notes every request in the journal, and logs it if its line is wanted."""

    def __init__(self, app: ASGIApp, journal: Journal, log: RequestLog) -> None:
        self.app = app
        self._journal = journal
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        entry = self._journal.receive(scope)
        wanted = False

        async def note(message: Message) -> None:
            nonlocal wanted
            if message["type"] == "http.response.start":
                self._journal.answer(entry, message["status"])
                wanted = self._log.wants(message["status"])
            elif wanted:
                wanted = False
                self._log.write(entry, message.get("body", b""))
            await send(message)

        await self.app(scope, receive, note)


def reason(body: bytes) -> str:
    """The English half of an error's message; empty if the body is no error of this mock."""
    try:
        document = orjson.loads(gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body)
    except (OSError, EOFError, orjson.JSONDecodeError):
        return ""
    message = document.get("message") if isinstance(document, dict) else None
    # Both halves repeat the values received, so that the separator is the one in the middle.
    parts = message.split(SEPARATOR) if isinstance(message, str) else []
    english = SEPARATOR.join(parts[len(parts) // 2 :])
    return "".join(each if each.isprintable() else " " for each in english)
