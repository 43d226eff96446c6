"""Endpoints, the fast path and Connexion's routing, and contracts with two operations."""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

import orjson
import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from mockserver import contract as contracts
from mockserver import settings
from mockserver.app import create_app
from mockserver.contract import Contract, ContractError
from mockserver.dataset import DatasetParameters
from mockserver.http import endpoint
from mockserver.http.endpoint import LONGEST, Endpoints
from mockserver.http.operations import OPERATIONS, Source
from mockserver.http.query import PathTemplate
from mockserver.http.responses import Refusal
from tests.asgi import TOKEN, Answer, Header, ask
from tests.conftest import AUTHORIZED, PATH, TASK, USER

FAST_WAYS = ("short-cut", "short-cut and kept", "kept")

values = {
    "page": st.sampled_from(["1", "2", "67", "68", "0", "abc", "", "1.5", "%31", "1+", "9007199254740992"]),
    "per_page": st.sampled_from(["1", "15", "1000", "0", "1001", "x"]),
    "status": st.sampled_from(["2", "0", "13", "2,5", "[2,5]", "%5B2%5D", "", "x", "2,"]),
    "status[]": st.sampled_from(["1", "12", "99"]),
    "status[0]": st.sampled_from(["4", "-1"]),
    "encryption": st.sampled_from(["true", "FALSE", "1", "0", "maybe"]),
    "sub_user_id": st.sampled_from([USER, USER.upper(), "7", "%00"]),
    "start_at": st.sampled_from(["2025-12-02", "2025/12/3 0:00", "2025/12/3%200:00", "2025-02-30", "x%0A"]),
    "end_at": st.sampled_from(["2025-12-03+12:00:00", "2025/12/1", "never"]),
    "stauts": st.just("1"),
    "": st.just("1"),
    "%FF": st.just(""),
}
pairs = st.sampled_from(sorted(values)).flatmap(lambda name: st.tuples(st.just(name), values[name]))
queries = st.lists(pairs, max_size=6).map(lambda each: "&".join(f"{name}={value}" for name, value in each))
targets = st.sampled_from(
    [
        *[PATH] * 4,
        f"{PATH}/",
        f"{PATH}%0A",
        f"{PATH}/1",
        PATH.replace(USER, "7"),
        PATH.replace(USER, "%0A"),
        PATH.replace(USER, "x" * LONGEST),
        "/",
    ]
)
scenarios = st.sampled_from(["", "", "/@rows=7", "/@seed=5,rows=40", "/@clock=stepped", "/@huge", "/@wrong"])
header_sets = st.lists(
    st.sampled_from(
        [
            (b"origin", b"http://localhost"),
            (b"accept-encoding", b"gzip, br"),
            (b"if-none-match", b"*"),
            (b"authorization", b"Bearer expired"),
            (b"authorization", b"Bearer \xff"),
            (b"content-type", b"multipart/form-data"),
            (b"access-control-request-method", b"GET"),
        ]
    ),
    unique=True,
    max_size=3,
)
methods = st.sampled_from(["GET", "GET", "GET", "HEAD", "OPTIONS", "POST"])


@pytest.fixture(scope="module")
def apps(contract: Contract) -> tuple[ASGIApp, ASGIApp]:
    """Two applications, one for each kind of routing, so that they share no cache."""
    chosen = settings.load(log_level="error")
    return create_app(chosen, contract), create_app(chosen, contract)


def ask_by_routing(app: ASGIApp, target: str, method: str, headers: list[Header]) -> Answer:
    """The response by way of all middleware and Connexion's routing."""
    long_way = (b"prefer", b"handling=lenient")
    with patch.object(endpoint, "LONGEST", -1):
        return ask(app, target, method=method, headers=[*headers, long_way])


@given(scenarios, targets, queries, st.booleans(), header_sets, methods)
@example("", PATH, "page=1", True, [], "GET")
@example("", PATH, "page=1&page=2", True, [(b"if-none-match", b"*")], "HEAD")
@hypothesis_settings(max_examples=400)
def test_the_fast_path_and_connexions_routing_respond_alike(
    apps: tuple[ASGIApp, ASGIApp],
    scenario: str,
    target: str,
    query: str,
    known: bool,
    headers: list[Header],
    method: str,
) -> None:
    short_cut, routing = apps
    request = f"{scenario}{target}?page=1&{query}" if known else f"{scenario}{target}?{query}"
    sent = [TOKEN, *headers] if known else headers
    answer = ask_by_routing(routing, request, method, sent)
    for _ in FAST_WAYS:
        assert ask(short_cut, request, method=method, headers=sent) == answer


def test_a_plain_get_does_not_go_through_connexions_routing(contract: Contract) -> None:
    app = create_app(settings.load(), contract)
    with patch("connexion.middleware.routing.RoutingMiddleware.__call__", side_effect=RuntimeError):
        assert ask(app, f"{PATH}?page=1&stauts=1").status == 200
        assert ask(app, f"/@rows=7{PATH}?page=0").status == 422
        assert ask(app, f"{PATH}?page=1", method="HEAD").status == 500


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_bug_in_an_operation_is_500_with_the_warning(contract: Contract, method: str) -> None:
    @wraps(OPERATIONS["list_numbers"])
    def fails(**_: object) -> bytes:
        raise RuntimeError

    app = create_app(settings.load(), contract, operations={"list_numbers": fails})
    answer = ask(app, f"{PATH}?page=1&stauts=1", method=method)
    assert answer.status == 500
    assert b"x-mock-warning" in dict(answer.headers)


@pytest.fixture(scope="module")
def endpoints(contract: Contract) -> Endpoints:
    return Endpoints(contract, OPERATIONS, token="t", secret="00" * 32)


def test_an_endpoint_is_called_with_path_query_and_header(endpoints: Endpoints) -> None:
    found = endpoints.find(PATH)
    assert found == (endpoints.named["list_numbers"], {"user_id": USER, "task_id": TASK})
    answer = found[0].answer(PATH, found[1], b"page=1&per_page=2&a=1", b"Bearer t", DatasetParameters())
    assert len(orjson.loads(answer.body)["data"]) == 2
    assert answer.warning == "unknown parameter 'a'"


@pytest.mark.parametrize(
    ("user", "query", "header", "status", "message"),
    [
        ("7", b"page=0&a=1", b"", 401, "Authorization"),
        ("7", b"page=0&a=1", b"Bearer other", 401, ""),
        ("7", b"page=0&a=1", b"Bearer t", 422, "user_id"),
        (USER, b"page=0&a=1", b"Bearer t", 422, "page"),
    ],
)
def test_token_path_and_query_are_validated_in_this_order(
    endpoints: Endpoints, user: str, query: bytes, header: bytes, status: int, message: str
) -> None:
    path = PATH.replace(USER, user)
    found = endpoints.find(path)
    assert found is not None
    with pytest.raises(Refusal) as caught:
        found[0].answer(path, found[1], query, header, DatasetParameters())
    assert caught.value.status == status
    assert message in caught.value.message
    assert caught.value.warning == "unknown parameter 'a'"


@pytest.mark.parametrize(
    "path", ["/", f"{PATH}/", f"{PATH}/1", PATH.replace(USER, "x" * LONGEST), f"{PATH}\n"]
)
def test_other_paths_have_no_endpoint_in_the_fast_path(endpoints: Endpoints, path: str) -> None:
    assert endpoints.find(path) is None


@pytest.mark.parametrize("path", ["/a/x\n", "/a/\n", "/a/x\ny", "/a/", "/a/x/", "/a/x/y"])
def test_a_template_does_not_match_line_breaks_and_slashes(path: str) -> None:
    template = PathTemplate("/a/{name}")
    assert template.match("/a/x y") == {"name": "x y"}
    assert template.match(path) is None


TASKS = f"/agent-api/user/{USER}/tasks"


def list_tasks(user_id: str, most: int, *, dataset: DatasetParameters, source: Source) -> bytes:
    """A second operation, with parameters of its own."""
    rows = source.find_numbers(dataset, user_id, TASK, None).where().total
    return orjson.dumps({"rows": rows, "most": most})


def with_tasks(contract: Contract, folder: Path, **changes: Any) -> Contract:
    """The contract with a second GET."""
    document = contract.document
    most = {"type": "integer", "minimum": 1, "maximum": 9, "default": 3}
    rows = {
        "type": "object",
        "properties": {"rows": {"type": "integer", "maximum": 1000}},
        "required": ["rows"],
    }
    (first,) = document["paths"].values()
    second = {
        "operationId": "list_tasks",
        "parameters": [
            {"$ref": "#/components/parameters/user_id"},
            {"name": "most", "in": "query", "schema": most},
        ],
        "responses": {
            **first["get"]["responses"],
            "200": {"description": "x", "content": {"application/json": {"schema": rows}}},
        },
        **changes,
    }
    document["paths"]["/agent-api/user/{user_id}/tasks"] = {"get": second}
    file = folder / "openapi.json"
    file.write_text(json.dumps(document))
    return contracts.load(file)


MakeClient = Callable[..., TestClient]


@pytest.fixture
def two_operations(contract: Contract, tmp_path: Path) -> MakeClient:
    """Makes a client of an application with both operations; keywords change the second's contract."""

    def make(given: dict[str, Any] | None = None, **changes: Any) -> TestClient:
        both = with_tasks(contract, tmp_path, **changes)
        operations = {**OPERATIONS, "list_tasks": list_tasks}
        return TestClient(create_app(settings.load(**(given or {})), both, operations=operations))

    return make


def test_each_operation_of_a_contract_has_its_own_parameters_and_rules(two_operations: MakeClient) -> None:
    client = two_operations()
    client.headers.update(AUTHORIZED)
    assert client.get(TASKS).json() == {"rows": 1000, "most": 3}
    assert client.get(f"/@rows=5{TASKS}/?most=9").json() == {"rows": 5, "most": 9}
    assert client.head(f"{TASKS}?most=1").status_code == 200
    assert "参数 most 不能大于 9" in client.get(f"{TASKS}?most=10").json()["message"]
    assert "参数 user_id 应为 UUID" in client.get(TASKS.replace(USER, "7")).json()["message"]
    assert client.get(f"{TASKS}?page=1").headers["x-mock-warning"] == "unknown parameter 'page'"
    assert client.get(f"{PATH}?page=1&most=1").headers["x-mock-warning"] == "unknown parameter 'most'"
    assert client.post(f"{TASKS}?page=1&most=1").status_code == 405
    assert len(client.get(f"{PATH}?page=1").json()["data"]) == 15


@pytest.mark.parametrize(
    ("security", "status"), [(None, 401), ([{"bearer": []}], 401), ([], 200), ([{"bearer": []}, {}], 200)]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_operation_requires_a_token_only_if_it_has_security(
    two_operations: MakeClient, security: list[object] | None, status: int, method: str
) -> None:
    client = two_operations(**({} if security is None else {"security": security}))
    assert client.request(method, TASKS).status_code == status
    assert client.request(method, f"{PATH}?page=1").status_code == 401


def test_responses_are_validated_against_their_own_operation(two_operations: MakeClient) -> None:
    client = two_operations({"validate_responses": True})
    client.headers.update(AUTHORIZED)
    assert client.get(TASKS).status_code == client.get(f"{PATH}?page=1").status_code == 200
    assert client.get(f"/@rows=2000{TASKS}").status_code == 500
    assert client.get("/nowhere").status_code == 404


def test_an_undefined_security_scheme_is_refused(two_operations: MakeClient) -> None:
    with pytest.raises(ContractError, match=r"components\.securitySchemes\.basic: is missing"):
        two_operations(security=[{"basic": []}])


@pytest.mark.parametrize("location", ["header", "cookie"])
def test_parameters_outside_of_path_and_query_are_refused(two_operations: MakeClient, location: str) -> None:
    elsewhere = {"name": "most", "in": location, "schema": {"type": "integer", "minimum": 1, "maximum": 9}}
    with pytest.raises(ContractError, match="most should be in the query, or a string in the path"):
        two_operations(parameters=[{"$ref": "#/components/parameters/user_id"}, elsewhere])


def test_an_unknown_operation_is_refused(contract: Contract, tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="'list_tasks' is unknown to the mock, which has list_numbers"):
        create_app(settings.load(), with_tasks(contract, tmp_path))
