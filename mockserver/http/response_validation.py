"""Validates the mock's responses against the contract."""

import logging
from typing import Any, Final

import orjson
from fastjsonschema import JsonSchemaValueException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver.contract import Contract
from mockserver.http import responses
from mockserver.http.endpoint import Endpoints
from mockserver.http.validation import compile_schema
from mockserver.printable import printable

log = logging.getLogger("mockserver")

BREACH: Final = 500


class ResponseValidation:
    """Responds with 500 in place of a response that breaks the contract.

    Connexion's response validation builds its validators for each response; these are compiled once.
    """

    def __init__(self, app: ASGIApp, contract: Contract, endpoints: Endpoints) -> None:
        self.app = app
        self._endpoints = endpoints
        self._validators = {
            name: {
                status: compile_schema(f"response {status}", schema)
                for status, schema in contract.response_schemas(name).items()
            }
            for name in endpoints.named
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {}
        body = b""

        async def hold(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                breach = self._breach(scope["path"], start["status"], body) if body else None
                await _answer(start, body, breach, scope, send)

        await self.app(scope, receive, hold if scope["type"] == "http" else send)

    def _breach(self, path: str, status: int, body: bytes) -> str | None:
        """What is wrong with a response, and where; None if it is valid."""
        found = self._endpoints.find(path.rstrip("/"))
        # Errors of unknown paths are validated as those of the first operation.
        validators = self._validators[found[0].name if found else next(iter(self._validators))]
        if status not in validators:
            return f"the contract has no response {status}"
        try:
            validators[status](orjson.loads(body))
        except (JsonSchemaValueException, orjson.JSONDecodeError) as error:
            return str(error)
        return None


async def _answer(start: Message, body: bytes, breach: str | None, scope: Scope, send: Send) -> None:
    """Send the response, or a 500 that describes the breach."""
    if breach is not None:
        path = printable(scope["path"])
        log.error("%s %s: the answer breaks the contract: %s", scope["method"], path, breach)
        message = f"响应违反契约：{breach} / the answer breaks the contract: {breach}"
        failure = responses.error(BREACH, message)
        body = failure.body
        headers: list[Any] = [
            (b"content-type", responses.JSON.encode()),
            (b"content-length", b"%d" % len(body)),
        ]
        start = {**start, "status": BREACH, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})
