"""Watching and steering the mock while it runs: what is under `/_mock/`, on the same port."""

from collections.abc import Mapping
from dataclasses import asdict
from importlib import import_module, resources
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from swagger_ui_bundle import swagger_ui_path

from mockserver import __version__
from mockserver.admin.auth import Gate, Shown, Step, Wanted, checked, read_body, refusal
from mockserver.admin.recorded import RequestReader
from mockserver.contract import Contract
from mockserver.drift import DRIFTS
from mockserver.http import responses
from mockserver.scenarios.middleware import Scenarios
from mockserver.scenarios.model import Scenario, ScenarioError
from mockserver.scenarios.state import State
from mockserver.settings import Settings

ROOT: Final = "/_mock"

PAGES: Final = {
    "health": "is the mock there?",
    "docs": "the contract, to be read and tried",
    "openapi.json": "the contract, for tools",
    "requests": "what was asked lately; ?user=, ?task=, ?token= (first 12 digits of its SHA-256)",
    "metrics": "counts and times, for Prometheus",
    "scenarios": "scenarios, their keys, drifts",
    "clock": "the clock of ?scenario=; POST {scenario, seconds, minutes, hours or calls} moves a stepped one",
    "reset": "POST forgets requests and counts, and lets clocks begin anew",
}


NOTHING: Final = (
    f"这里没有可以这样请求的内容，GET {ROOT}/ 列出全部",
    f"there is nothing here to be asked like this: GET {ROOT}/ tells what there is",
)
"""What is said of a path or a method that is unknown, in Chinese and in English."""


class Backstage:
    """Answers what is under `/_mock/`, and passes on everything else."""

    def __init__(
        self, app: ASGIApp, *, contract: Contract, scenarios: Scenarios, state: State, settings: Settings
    ) -> None:
        self.app = app
        self._contract = contract
        self._scenarios = scenarios
        self._state = state
        self._settings = settings
        self._reader = RequestReader(contract)
        self._gate = Gate(settings)
        docs = (resources.files(__package__) / "docs.html").read_text(encoding="utf-8")
        self._router = Router(
            [
                Route("/", self._index),
                Route("/health", self._health),
                Route("/docs", lambda _: RedirectResponse(f"{ROOT}/docs/")),
                Route("/docs/", lambda _: HTMLResponse(docs)),
                Mount("/docs", StaticFiles(directory=swagger_ui_path)),
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
        # With an `app` the router raises for what it does not know, in place of answering in plain text.
        inside = {**scope, "path": scope["path"].removeprefix(ROOT) or "/", "root_path": "", "app": self}
        try:
            await self._router(inside, receive, send)
        except HTTPException as error:
            if error.status_code in (404, 405):  # The router's own.
                error = refusal(error.status_code, *NOTHING, error.headers)
            answer = responses.error(error.status_code, error.detail, error.headers)
            await responses.as_asgi(answer)(scope, receive, send)

    async def _index(self, _: Request) -> Response:
        return _json({f"{ROOT}/{page}": about for page, about in PAGES.items()})

    async def _health(self, _: Request) -> Response:
        return _json({"status": "ok", "version": __version__, "workers": self._settings.workers})

    async def _openapi(self, _: Request) -> Response:
        # What is tried in the page should reach this mock, and never the live API.
        return _json({**self._contract.document, "servers": [{"url": "/"}]})

    async def _metrics(self, _: Request) -> Response:
        # Prometheus' library takes two megabytes, which only those pay who ask.
        metrics = import_module("mockserver.admin.metrics")
        return Response(metrics.render(self._state.journal), headers={"content-type": metrics.CONTENT_TYPE})

    async def _requests(self, request: Request) -> Response:
        wanted = checked(Wanted, dict(request.query_params))
        named = {"user_id": wanted.user, "task_id": wanted.task}
        parameters = {name: value for name, value in named.items() if value is not None}
        journal = self._state.journal
        received = [
            asdict(each)
            for each in self._reader.read(journal)
            if each.has(parameters) and wanted.token in (None, each.token)
        ]
        return _json({"received": journal.received, "forgotten": journal.forgotten, "requests": received})

    async def _list_scenarios(self, _: Request) -> Response:
        catalogue = self._scenarios.catalogue
        keys = self._scenarios.grammar.keys
        return _json(
            {
                "scenarios": {name: each._asdict() for name, each in catalogue.scenarios.items()},
                "tasks": catalogue.tasks,
                "keys": {name: f"{key.chinese} / {key.english}" for name, key in keys.items()},
                "drifts": {name: drift.about for name, drift in DRIFTS.items()},
            }
        )

    async def _clock(self, request: Request) -> Response:
        return self._reading(checked(Shown, dict(request.query_params)).scenario)

    async def _advance(self, request: Request) -> Response:
        self._gate.refuse_strangers(request)
        step = checked(Step, await read_body(request))
        scenario = self._scenario(step.scenario)
        if scenario.clock != "stepped":
            raise refusal(
                422,
                f"场景 {step.scenario!a} 的时钟是 {scenario.clock}：只有 stepped 时钟可以拨动",
                f"the clock of {step.scenario!a} is {scenario.clock}: only a stepped one is moved by hand",
            )
        self._state.clocks.advance(scenario, step.scenario, **step.model_dump(exclude={"scenario"}))
        return self._reading(step.scenario)

    async def _reset(self, request: Request) -> Response:
        self._gate.refuse_strangers(request)
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
    return Response(orjson.dumps(value, option=orjson.OPT_INDENT_2), media_type=responses.JSON)
