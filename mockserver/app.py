"""Puts the server together: the contract goes in, an ASGI application comes out."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, cast

from connexion import AsyncApp
from connexion.exceptions import ProblemException
from connexion.middleware.context import ContextMiddleware
from connexion.middleware.exceptions import ExceptionMiddleware
from connexion.middleware.lifespan import LifespanMiddleware
from connexion.middleware.request_validation import RequestValidationMiddleware
from connexion.middleware.routing import RoutingMiddleware
from connexion.middleware.security import SecurityMiddleware
from connexion.resolver import Resolver
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from mockserver.cipher import NumberCipher
from mockserver.contract import Contract, ContractError
from mockserver.dataset import Numbers, dataset_key
from mockserver.errors import ErrorHandlers
from mockserver.middleware import AccessLog, ForgivingPath, IgnoredBody, UnknownParameters
from mockserver.operations import OPERATIONS
from mockserver.rules import Rules
from mockserver.security import BearerCheck
from mockserver.settings import Settings
from mockserver.wire import QueryReader

ANY: Final = ("*",)


class UriParser:
    """Gives Connexion's stages the query as `QueryReader` understands it."""

    def __init__(self, reader: QueryReader) -> None:
        self._reader = reader

    def resolve_query(self, query: Mapping[str, Sequence[str]]) -> Mapping[str, Any]:
        """The typed values of a query."""
        return self._reader.read(query).values

    def resolve_path(self, path: Mapping[str, str]) -> Mapping[str, str]:
        """Path parameters as they are."""
        return path

    def resolve_form(self, form: Mapping[str, Any]) -> Mapping[str, Any]:
        """Forms as they are: no operation reads one."""
        return form


def create_app(settings: Settings, contract: Contract) -> ASGIApp:
    """The mock as an ASGI application.

    Raises ContractError if the contract has an operation the mock does not.
    """
    for operation in contract.operations:
        if operation not in OPERATIONS:
            raise ContractError(
                f"{contract.source}: operationId {operation!r} is unknown to the mock, which has "
                + ", ".join(OPERATIONS)
            )

    def find_numbers(user_id: str, task_id: str, sub_user_id: str | None) -> Numbers:
        key = dataset_key(settings.seed, user_id, task_id, sub_user_id)
        return Numbers(key, rows=settings.rows, labels=contract.labels, plan=settings.numbers)

    given = {
        "find_numbers": find_numbers,
        "cipher": NumberCipher(bytes.fromhex(settings.encryption_key.get_secret_value())),
        "contract": contract,
    }
    operations = {name: partial(operation, **given) for name, operation in OPERATIONS.items()}
    token = None if settings.token is None else settings.token.get_secret_value()
    parameters = contract.operations["list_numbers"]
    reader = QueryReader(parameters)
    uri_parser = UriParser(reader)
    rules = Rules(parameters, reader)
    bearer = BearerCheck(contract, token)
    app = AsyncApp(
        __package__,
        # From the outermost inwards; Connexion's own less its Swagger UI and response validation.
        middlewares=[
            AccessLog,
            partial(UnknownParameters, reader=reader),
            partial(
                CORSMiddleware,
                allow_origins=ANY,
                allow_methods=ANY,
                allow_headers=ANY,
                expose_headers=ANY,
            ),
            ForgivingPath,
            IgnoredBody,
            ExceptionMiddleware,
            RoutingMiddleware,
            SecurityMiddleware,
            RequestValidationMiddleware,
            LifespanMiddleware,
            ContextMiddleware,
        ],
        resolver=Resolver(operations.__getitem__),
        security_map={"bearer": lambda: bearer},
        uri_parser_class=lambda *_: uri_parser,
        validator_map={"parameter": lambda *_, **__: rules},
    )
    errors = ErrorHandlers(contract)
    app.add_error_handler(ProblemException, errors.problem)
    app.add_error_handler(HTTPException, errors.http)
    app.add_error_handler(Exception, errors.failure)
    app.add_api(contract.document)
    return cast(ASGIApp, app)
