"""The routes under `/_mock/`, which show and control a running mock on the same port."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from swagger_ui_bundle import swagger_ui_path

from mockserver import __version__
from mockserver.admin.auth import AdminAuth
from mockserver.admin.hosts import Hosts
from mockserver.admin.parameters import ClockQuery, ClockStep, JournalFilter, read_json, validate
from mockserver.admin.recorded import Received, RequestReader
from mockserver.admin.refusal import refusal
from mockserver.contract import Contract
from mockserver.drift import DRIFTS
from mockserver.http import responses
from mockserver.http.query import split_query
from mockserver.scenarios.model import Scenario, ScenarioError
from mockserver.scenarios.state import State
from mockserver.scenarios.table import Scenarios
from mockserver.settings import Settings

ROOT: Final = "/_mock"

LONGEST: Final = 1024
"""Characters of a path; for a file, each of its parts is looked up."""

FILE_METHODS: Final = {"GET", "HEAD"}

PAGES: Final = {
    "health": "status and version",
    "docs": "the contract in Swagger UI",
    "openapi.json": "the contract as JSON",
    "requests": "recent requests; ?user=, ?task=, ?token= (first 12 digits of its SHA-256)",
    "metrics": "counts and response times for Prometheus",
    "scenarios": "presets, keys and drifts",
    "clock": "the clock of ?scenario=; POST {scenario, seconds, minutes, hours or calls} moves a stepped one",
    "reset": "POST clears requests and counts and restarts clocks",
}

OPEN: Final = f"{ROOT}/health"
"""The page that needs no token: probes ask for it, and it shows nothing of requests."""

DOCS: Final[Mapping[str, Path]] = {
    "": Path(__file__).with_name("docs.html"),
    "docs.js": Path(__file__).with_name("docs.js"),
    **{
        name: Path(swagger_ui_path, name)
        for name in ("favicon-32x32.png", "swagger-ui.css", "swagger-ui-bundle.js")
    },
}
"""The files of the page with the contract. The others of the bundle are left out: one loads from a host."""

PROTECTION: Final = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        b"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
"""Headers of every admin response: its pages load nothing from other hosts, nor do other sites load them."""


class Admin:
    """Responds to requests under `/_mock/`; passes all others on."""

    def __init__(
        self, app: ASGIApp, *, contract: Contract, scenarios: Scenarios, state: State, settings: Settings
    ) -> None:
        self.app = app
        self._contract = contract
        self._scenarios = scenarios
        self._state = state
        self._settings = settings
        self._reader = RequestReader(contract)
        self._hosts = Hosts(settings)
        self._auth = AdminAuth(settings)
        self._router = Router(
            [
                Route("/", self._index),
                Route("/health", self._health),
                Route("/docs", lambda _: RedirectResponse(f"{ROOT}/docs/")),
                Route("/docs/{name:path}", self._docs),
                Route("/openapi.json", self._openapi),
                Route("/requests", self._requests),
                Route("/metrics", self._metrics),
                Route("/scenarios", self._list_scenarios),
                Route("/clock", self._clock),
                Route("/clock", self._advance, methods=["POST"]),
                Route("/reset", self._reset, methods=["POST"]),
            ],
            redirect_slashes=False,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and scope["path"].startswith(ROOT)
        await (self._serve if is_ours else self.app)(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        # With `app` in the scope the router raises for unknown routes; otherwise it responds in plain text.
        inside = {**scope, "path": scope["path"].removeprefix(ROOT) or "/", "root_path": "", "app": self}

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *PROTECTION]}
            await send(message)

        try:
            request = Request(scope)
            self._hosts.check(request)
            if scope["path"] != OPEN:
                self._auth.authorize(request)
            if len(inside["path"]) > LONGEST:
                raise HTTPException(404)
            await self._router(inside, receive, protected)
        except HTTPException as error:
            if error.status_code in (404, 405):  # Raised by the router.
                error = refusal(
                    error.status_code,
                    f"未知的管理路径或方法，见 GET {ROOT}/",
                    f"unknown admin route or method; see GET {ROOT}/",
                    {"Allow": self._allowed(inside["path"])} if error.status_code == 405 else None,
                )
            response = responses.error(error.status_code, error.detail, error.headers)
            await responses.as_asgi(response)(scope, receive, protected)

    def _allowed(self, path: str) -> str:
        """The methods of a path: Starlette lists those of one route, in another order in each process."""
        routes = [each for each in self._router.routes if isinstance(each, Route) and each.path == path]
        return ", ".join(sorted({name for each in routes for name in each.methods or ()} or FILE_METHODS))

    async def _index(self, _: Request) -> Response:
        return _json({f"{ROOT}/{page}": about for page, about in PAGES.items()})

    async def _health(self, _: Request) -> Response:
        return _json({"status": "ok", "version": __version__, "workers": self._settings.workers})

    async def _docs(self, request: Request) -> Response:
        file = DOCS.get(request.path_params["name"])
        if file is None:
            raise HTTPException(404)
        return FileResponse(file)

    async def _openapi(self, _: Request) -> Response:
        # "Try it out" in Swagger UI then sends requests to this mock, not to the live API.
        return _json({**self._contract.document, "servers": [{"url": "/"}]})

    async def _metrics(self, _: Request) -> Response:
        # Imported on first use, since the Prometheus library takes two megabytes of memory.
        metrics = import_module("mockserver.admin.metrics")
        return Response(metrics.render(self._state.journal), headers={"content-type": metrics.CONTENT_TYPE})

    async def _requests(self, request: Request) -> Response:
        chosen = validate(JournalFilter, _query(request))
        named = {"user_id": chosen.user, "task_id": chosen.task}
        parameters = {name: value for name, value in named.items() if value is not None}
        journal = self._state.journal
        received = [
            each
            for each in self._reader.read(journal)
            if each.has(parameters) and chosen.token in (None, each.token)
        ]
        return _json({"received": journal.received, "forgotten": journal.forgotten, "requests": received})

    async def _list_scenarios(self, _: Request) -> Response:
        presets = self._scenarios.presets
        keys = self._scenarios.parser.keys
        return _json(
            {
                "scenarios": {name: preset.model_dump() for name, preset in presets.scenarios.items()},
                "tasks": presets.tasks,
                "keys": {name: str(key.help) for name, key in keys.items()},
                "drifts": {name: drift.about for name, drift in DRIFTS.items()},
            }
        )

    async def _clock(self, request: Request) -> Response:
        return self._reading(validate(ClockQuery, _query(request)).scenario)

    async def _advance(self, request: Request) -> Response:
        self._auth.authorize_write(request)
        step = validate(ClockStep, await read_json(request))
        scenario = self._scenario(step.scenario)
        if scenario.clock != "stepped":
            raise refusal(
                422,
                f"场景 {step.scenario!a} 的时钟是 {scenario.clock}：只能拨动 stepped 时钟",
                f"the clock of {step.scenario!a} is {scenario.clock}: only a stepped clock can be moved",
            )
        self._state.clocks.advance(scenario, step.scenario, **step.model_dump(exclude={"scenario"}))
        return self._reading(step.scenario)

    async def _reset(self, request: Request) -> Response:
        self._auth.authorize_write(request)
        self._state.reset()
        return _json({"status": "ok"})

    def _reading(self, text: str) -> Response:
        reading = self._state.clocks.reading(self._scenario(text), text)
        now = None if reading.now is None else reading.now.isoformat(" ")
        return _json({"scenario": text, **asdict(reading), "now": now})

    def _scenario(self, text: str) -> Scenario:
        try:
            return self._scenarios.read(text)
        except ScenarioError as error:
            raise HTTPException(422, str(error)) from None


def _json(value: Mapping[str, Any]) -> Response:
    try:
        body = orjson.dumps(value, option=orjson.OPT_INDENT_2)
    except TypeError:  # A query may hold an integer of more than 64 bits.
        body = json.dumps(value, indent=2, default=_plain).encode()
    return Response(body, media_type=responses.JSON)


def _plain(value: Received | datetime) -> object:
    return value.isoformat() if isinstance(value, datetime) else vars(value)


def _query(request: Request) -> Mapping[str, str]:
    """The last value of each parameter."""
    return {name: values[-1] for name, values in split_query(request.scope["query_string"]).items()}
