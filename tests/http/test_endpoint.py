"""The fast ways and the long way give the same bytes."""

from functools import wraps

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from starlette.types import ASGIApp

from mockserver import settings
from mockserver.app import create_app
from mockserver.contract import Contract
from mockserver.http import operations
from tests.asgi import TOKEN, Header, ask
from tests.conftest import PATH, USER

FAST_WAYS = ("express", "express and kept", "kept")

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
    [PATH, PATH, PATH, f"{PATH}/", PATH.replace(USER, "7"), "/", f"{PATH}%0A", f"{PATH}/1"]
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
def ways(contract: Contract) -> tuple[ASGIApp, ASGIApp]:
    """The application with its fast ways, and without."""
    chosen = settings.load(log_level="error")
    return create_app(chosen, contract), create_app(chosen, contract, fast=False)


@given(scenarios, targets, queries, st.booleans(), header_sets, methods)
@example("", PATH, "page=1", True, [], "GET")
@example("", PATH, "page=1&page=2", True, [(b"if-none-match", b"*")], "HEAD")
@hypothesis_settings(max_examples=400)
def test_the_fast_ways_answer_as_the_long_way(
    ways: tuple[ASGIApp, ASGIApp],
    scenario: str,
    target: str,
    query: str,
    known: bool,
    headers: list[Header],
    method: str,
) -> None:
    fast, long = ways
    request = f"{scenario}{target}?page=1&{query}" if known else f"{scenario}{target}?{query}"
    sent = [TOKEN, *headers] if known else headers
    answer = ask(long, request, method=method, headers=sent)
    for _ in FAST_WAYS:
        assert ask(fast, request, method=method, headers=sent) == answer


@pytest.mark.parametrize(("fast", "method"), [(True, "GET"), (True, "HEAD"), (False, "GET")])
def test_a_fault_of_an_operation_is_told_the_same_on_both_ways(
    monkeypatch: pytest.MonkeyPatch, contract: Contract, fast: bool, method: str
) -> None:
    @wraps(operations.list_numbers)
    def fails(**_: object) -> bytes:
        raise RuntimeError

    monkeypatch.setitem(operations.OPERATIONS, "list_numbers", fails)
    app = create_app(settings.load(), contract, fast=fast)
    assert ask(app, f"{PATH}?page=1", method=method).status == 500
