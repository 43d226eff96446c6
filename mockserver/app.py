"""Puts the server together: the contract goes in, an ASGI application comes out."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial, reduce
from hashlib import blake2b
from inspect import signature
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
from faker import Generator
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from mockserver import __version__
from mockserver.admin.routes import Admin
from mockserver.contract import Contract, ContractError
from mockserver.dataset import NumberProvider, Numbers, World, dataset_key, outcomes
from mockserver.dataset.cipher import NumberCipher
from mockserver.http.auth import BearerCheck
from mockserver.http.caching import Conditional, Replay
from mockserver.http.endpoint import Express
from mockserver.http.error_handlers import ErrorHandlers
from mockserver.http.middleware import ForgivingPath, IgnoredBody, UnknownParameters, WhenAsked
from mockserver.http.operations import OPERATIONS, FindNumbers
from mockserver.http.query import QueryReader
from mockserver.http.response_validation import ResponseValidation
from mockserver.http.responses import answering
from mockserver.http.validation import Rules
from mockserver.request_log import Journaling, RequestLog
from mockserver.scenarios.clock import Clocks
from mockserver.scenarios.middleware import ScenarioMiddleware
from mockserver.scenarios.model import Scenario
from mockserver.scenarios.parser import Parser
from mockserver.scenarios.state import State
from mockserver.scenarios.table import Scenarios
from mockserver.settings import Settings

ANY: Final = ("*",)

TASKS: Final = 64
"""Datasets that are kept; another one costs some microseconds to make again."""


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


def _finder(contract: Contract) -> FindNumbers:
    """How operations find the dataset of a task."""
    provider = NumberProvider(Generator(), contract.labels)

    @lru_cache(TASKS)
    def find_numbers(world: World, user_id: str, task_id: str, sub_user_id: str | None) -> Numbers:
        key = dataset_key(world.seed, user_id, task_id, sub_user_id)
        return Numbers(key, provider, rows=world.rows, plan=world.plan, now=world.now)

    return find_numbers


def _identity(settings: Settings, contract: Contract) -> bytes:
    """Stands for all that answers depend on beside the request and its world."""
    parts = (__version__, contract.document, settings.encryption_key.get_secret_value())
    return blake2b(json.dumps(parts).encode(), digest_size=32).digest()


def _refuse_misfits(contract: Contract) -> None:
    """Raise ContractError for a contract that the mock's operations and data do not fit."""
    for name, parameters in contract.operations.items():
        if name not in OPERATIONS:
            known = ", ".join(OPERATIONS)
            raise ContractError(
                f"{contract.source}: operationId {name!r} is unknown to the mock, which has {known}"
            )
        taken = signature(OPERATIONS[name]).parameters.values()
        expected = {each.name: each for each in taken if each.kind is not each.KEYWORD_ONLY}
        if expected.keys() != {each.name for each in parameters}:
            raise ContractError(f"{contract.source}: {name} should have the parameters {', '.join(expected)}")
        for each in parameters:
            bounds = each.schema.get("minimum"), each.schema.get("maximum")
            if each.schema["type"] == "integer" and not _are_bounds(*bounds):
                raise ContractError(
                    f"{contract.source}: {each.name} should have a minimum from 1 and a maximum below 2**53"
                )
            optional = each.default is not None or expected[each.name].default is None
            if not (each.required or optional):
                raise ContractError(f"{contract.source}: {each.name} should be required or have a default")
    if len(contract.labels) != len(outcomes()):
        raise ContractError(f"{contract.source}: CallStatus should have {len(outcomes())} values")


def _are_bounds(least: object, most: object) -> bool:
    return isinstance(least, int) and isinstance(most, int) and 1 <= least <= most < 2**53


def known_scenarios(settings: Settings, contract: Contract) -> Scenarios:
    """The scenarios of a server with these settings. Raises PresetsError if they cannot be used."""
    own = Scenario(settings.seed, settings.rows, settings.numbers)
    return Scenarios(Parser(contract), own, settings.scenario, settings.scenarios)


def create_app(
    settings: Settings, contract: Contract, *, state: State | None = None, fast: bool = True
) -> ASGIApp:
    """The mock as an ASGI application. Without `fast` every request goes the whole way, to the same end.

    `state` is what it remembers, for who wants to look at it from within.

    Raises ContractError if the contract does not fit the mock's operations and data, PresetsError for
    scenarios in the settings that cannot be used.
    """
    _refuse_misfits(contract)
    state = state or State(Clocks(settings.since.timestamp() if settings.since else None))
    scenarios = known_scenarios(settings, contract)
    operations = {
        name: partial(
            operation,
            find_numbers=_finder(contract),
            cipher=NumberCipher(bytes.fromhex(settings.encryption_key.get_secret_value())),
            message=contract.success_message,
        )
        for name, operation in OPERATIONS.items()
    }
    parameters = contract.operations["list_numbers"]
    reader = QueryReader(parameters)
    rules = Rules(parameters, reader)
    bearer = BearerCheck(contract, None if settings.token is None else settings.token.get_secret_value())
    uri_parser = UriParser(reader)
    express = partial(
        Express,
        path=contract.path("list_numbers"),
        operation=operations["list_numbers"],
        reader=reader,
        rules=rules,
        bearer=bearer,
    )
    identity = _identity(settings, contract)
    cors = partial(
        CORSMiddleware,
        allow_origins=ANY,
        allow_methods=ANY,
        allow_headers=ANY,
        expose_headers=ANY,
        allow_private_network=True,
    )
    is_plain = fast and scenarios.are_fixed and scenarios.own.is_still and not settings.validate_responses
    app = AsyncApp(
        __package__,
        # From the outermost inwards; Connexion's own less its Swagger UI and response validation.
        middlewares=[
            partial(WhenAsked, header=b"origin", middleware=cors),
            partial(ScenarioMiddleware, scenarios=scenarios, state=state),
            partial(WhenAsked, header=b"accept-encoding", middleware=GZipMiddleware),
            partial(Conditional, identity=identity),
            *([partial(ResponseValidation, contract=contract)] if settings.validate_responses else []),
            *([express] if fast else []),
            partial(UnknownParameters, reader=reader),
            ForgivingPath,
            IgnoredBody,
            ExceptionMiddleware,
            RoutingMiddleware,
            SecurityMiddleware,
            RequestValidationMiddleware,
            LifespanMiddleware,
            ContextMiddleware,
        ],
        resolver=Resolver(lambda name: answering(operations[name])),
        security_map={"bearer": lambda: bearer},
        uri_parser_class=lambda *_: uri_parser,
        validator_map={"parameter": lambda *_, **__: rules},
    )
    errors = ErrorHandlers(contract)
    app.add_error_handler(ProblemException, errors.problem)
    app.add_error_handler(HTTPException, errors.http)
    app.add_error_handler(Exception, errors.failure)
    # The mock is reached at its own address, whatever path the contract's servers have.
    app.add_api(contract.document, base_path="")
    # Connexion takes a while even to pass a request on; what most requests end in stands before it.
    return _behind(
        [
            partial(Admin, contract=contract, scenarios=scenarios, state=state, settings=settings),
            partial(Journaling, journal=state.journal, log=RequestLog(contract)),
            *([Replay] if fast else []),
            *([partial(express, identity=identity, world=scenarios.own.world)] if is_plain else []),
        ],
        cast(ASGIApp, app),
    )


def _behind(stages: Sequence[Callable[[ASGIApp], ASGIApp]], app: ASGIApp) -> ASGIApp:
    """An application behind some stages, of which the first is the outermost."""
    return reduce(lambda inner, stage: stage(inner), reversed(stages), app)
