import orjson
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from mockserver.contract import Contract
from mockserver.http.error_handlers import ErrorHandlers
from tests.asgi import ask


def test_an_undocumented_error_of_the_framework_has_the_envelope(
    contract: Contract,
) -> None:
    async def teapot(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise HTTPException(418, "short and stout")

    answer = ask(ErrorHandlers(teapot, contract), "/")
    assert answer.status == 418
    assert orjson.loads(answer.body) == {
        "code": 418,
        "status": "error",
        "message": "short and stout",
        "data": [],
    }
