"""Exceptions as responses in the vendor's envelope."""

import logging
from typing import Final

from connexion.lifecycle import ConnexionResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.contract import Contract
from mockserver.http import responses
from mockserver.http.query import QueryReader, split_query, unread
from mockserver.http.responses import Refusal
from mockserver.printable import printable

OPTIONS: Final = "OPTIONS"

NAMES: Final = {404: "unknown_route", 405: "wrong_method", 500: "failed"}
"""The contract's examples of errors that no operation raises, by HTTP status."""

log = logging.getLogger("mockserver")


class ErrorHandlers:
    """Responds to refusals by endpoints, errors of Connexion's routing and bugs of the mock."""

    def __init__(self, app: ASGIApp, contract: Contract) -> None:
        """Raises ContractError if the contract lacks an example of an error."""
        self.app = app
        self._messages = {status: contract.error(status, name) for status, name in NAMES.items()}
        # Outside of endpoints, the parameters of all operations count as known.
        self._reader = QueryReader([each for every in contract.operations.values() for each in every])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except Refusal as refusal:
            response = responses.error(refusal.status, refusal.message, refusal.headers, refusal.warning)
        except HTTPException as error:
            response = self._unrouted(scope, error)
        except Exception as error:  # A bug: the details are logged, but not sent to the client.
            warning = self._warning(scope)
            log.error("failure at %s", printable(scope["path"]), exc_info=error)
            response = responses.error(500, self._messages[500], warning=warning)
        else:
            return
        await responses.as_asgi(response)(scope, receive, send)

    def _unrouted(self, scope: Scope, error: HTTPException) -> ConnexionResponse:
        """The response to an unknown path or method."""
        headers = dict(error.headers or {})
        warning = self._warning(scope)
        if "Allow" in headers:
            # Sorted, since the order of Connexion's methods varies.
            headers["Allow"] = ", ".join(sorted({OPTIONS, *headers["Allow"].split(", ")}))
            if scope["method"] == OPTIONS:
                return ConnexionResponse(status_code=204, headers={**headers, **responses.warned(warning)})
        message = self._messages.get(error.status_code, error.detail)
        return responses.error(error.status_code, message, headers, warning)

    def _warning(self, scope: Scope) -> str | None:
        query = scope["query_string"]
        return self._reader.warn(self._reader.read(split_query(query)).unknown, unread(query))
