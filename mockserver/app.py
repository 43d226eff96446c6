"""Builds the ASGI application from the settings and the contract."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial, reduce
from typing import Final

from connexion import ConnexionMiddleware
from connexion.middleware.routing import RoutingMiddleware
from connexion.resolver import Resolver
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Router
from starlette.types import ASGIApp

from mockserver.admin.routes import Admin
from mockserver.contract import Contract
from mockserver.http.caching import IF_NONE_MATCH, Conditional, Replay
from mockserver.http.endpoint import Endpoints, Routed, ShortCut
from mockserver.http.error_handlers import ErrorHandlers
from mockserver.http.middleware import Bypass, WhenAsked
from mockserver.http.operations import OPERATIONS, Operation
from mockserver.http.response_validation import ResponseValidation
from mockserver.request_log import Journaling, RequestLog
from mockserver.scenarios.carriers import MARK
from mockserver.scenarios.clock import Clocks
from mockserver.scenarios.middleware import ScenarioMiddleware
from mockserver.scenarios.model import Scenario
from mockserver.scenarios.parser import Parser
from mockserver.scenarios.state import State
from mockserver.scenarios.table import Scenarios
from mockserver.settings import Settings

ANY: Final = ("*",)

CORS: Final = partial(
    CORSMiddleware,
    allow_origins=ANY,
    allow_methods=ANY,
    allow_headers=ANY,
    expose_headers=ANY,
    allow_private_network=True,
)

Stage = Callable[[ASGIApp], ASGIApp]


def known_scenarios(settings: Settings, contract: Contract) -> Scenarios:
    """The scenarios of a server with these settings. Raises PresetsError if they are invalid."""
    own = Scenario(settings.seed, settings.rows, settings.numbers)
    return Scenarios(Parser(contract), own, settings.scenario, settings.scenarios)


def create_app(
    settings: Settings,
    contract: Contract,
    *,
    state: State | None = None,
    operations: Mapping[str, Operation] = OPERATIONS,
) -> ASGIApp:
    """The mock as an ASGI application.

    `state` is given by callers that inspect it; `operations` are those of the contract by operationId.

    Raises ContractError if the operations or the data do not fit the contract, PresetsError if scenarios in
    the settings are invalid.
    """
    state = state or State(Clocks(settings.since.timestamp() if settings.since else None))
    endpoints = Endpoints(
        contract,
        operations,
        token=settings.token.get_secret_value() if settings.token else None,
        secret=settings.encryption_key.get_secret_value(),
    )
    scenarios = known_scenarios(settings, contract)
    validation = partial(ResponseValidation, contract=contract, endpoints=endpoints)
    answering = _behind(
        [
            *([validation] if settings.validate_responses else []),
            partial(ErrorHandlers, contract=contract),
            partial(ShortCut, endpoints=endpoints),
        ],
        _routed(contract, endpoints),
    )
    bypass = partial(Bypass, inner=answering, mark=MARK, dataset=scenarios.own.dataset)
    return _behind(
        [
            partial(Admin, contract=contract, scenarios=scenarios, state=state, settings=settings),
            partial(Journaling, journal=state.journal, log=RequestLog(contract)),
            Replay,
            *([bypass] if scenarios.are_fixed and scenarios.own.is_still else []),
            partial(WhenAsked, header=b"origin", middleware=CORS),
            partial(ScenarioMiddleware, scenarios=scenarios, state=state),
            partial(WhenAsked, header=b"accept-encoding", middleware=GZipMiddleware),
            partial(WhenAsked, header=IF_NONE_MATCH, middleware=Conditional),
        ],
        answering,
    )


def _routed(contract: Contract, endpoints: Endpoints) -> ASGIApp:
    """The endpoints behind Connexion's routing."""
    connexion = ConnexionMiddleware(
        Router(),  # Raises 404 for unknown paths.
        import_name=__package__,
        middlewares=[RoutingMiddleware, Routed],
        resolver=Resolver(endpoints.named.__getitem__),
    )
    # Ignores the path of the contract's `servers`.
    connexion.add_api(contract.document, base_path="")
    app: ASGIApp = connexion
    return app


def _behind(stages: Sequence[Stage], app: ASGIApp) -> ASGIApp:
    """An application wrapped in middleware, of which the first is the outermost."""
    return reduce(lambda inner, stage: stage(inner), reversed(stages), app)
