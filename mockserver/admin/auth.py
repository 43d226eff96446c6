"""Who may ask for what under `/_mock/`."""

from collections.abc import Mapping
from hmac import compare_digest
from ipaddress import ip_address
from typing import Final, TypeVar
from urllib.parse import urlsplit

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from mockserver.settings import Settings

Model = TypeVar("Model", bound=BaseModel)

LARGEST: Final = 10_000
"""Bytes of a request's body."""

FURTHEST: Final = 10**12
"""The most that a clock can be asked to move at once."""


class Wanted(BaseModel):
    """The filters of the journal."""

    model_config = ConfigDict(extra="forbid")

    user: str | None = None
    task: str | None = None
    token: str | None = None


class Shown(BaseModel):
    """Whose clock to show."""

    model_config = ConfigDict(extra="forbid", strict=True)

    scenario: str = ""


class Step(Shown):
    """How far to move which stepped clock: a time, and calls after that."""

    seconds: float = Field(0, ge=0, le=FURTHEST)
    minutes: float = Field(0, ge=0, le=FURTHEST)
    hours: float = Field(0, ge=0, le=FURTHEST)
    calls: int = Field(0, ge=0, le=FURTHEST)


def refusal(
    status: int, chinese: str, english: str, headers: Mapping[str, str] | None = None
) -> HTTPException:
    """An error to raise, with its message in both languages."""
    return HTTPException(status, f"{chinese} / {english}", headers)


class Gate:
    """Lets through who may change something: who has the admin token.

    Where there is none, programs on this machine may, but no page from elsewhere that a browser shows on it.
    """

    def __init__(self, settings: Settings) -> None:
        self._workers = settings.workers
        token = settings.admin_token
        self._token = None if token is None else token.get_secret_value().encode()

    def refuse_strangers(self, request: Request) -> None:
        """Raise HTTPException unless a request may change something."""
        if self._workers > 1:
            raise refusal(
                409,
                "每个进程各记各的：请用 --workers 1 启动",
                "every worker remembers for itself: use a server with --workers 1",
            )
        if self._token is not None:
            given = request.headers.get("authorization", "").removeprefix("Bearer ").encode("latin-1")
            if not compare_digest(given, self._token):
                challenge = {"WWW-Authenticate": "Bearer"}
                raise refusal(401, "需要管理令牌", "the admin token is wanted", challenge)
        elif not (_is_loopback(request.client.host if request.client else "") and _is_at_home(request)):
            raise refusal(
                403,
                "只有本机上的程序可以改变它，见 --admin-token",
                "only programs on the mock's machine may change it: see --admin-token",
            )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_at_home(request: Request) -> bool:
    """Whether a request comes from no web page, or from one of this machine's own."""
    origin = request.headers.get("origin")
    try:
        return origin is None or _is_loopback(urlsplit(origin).hostname or "")
    except ValueError:
        return False


async def read_body(request: Request) -> object:
    """The JSON of a request's body. Raises HTTPException if it is too large, breaks off, or is no JSON."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                raise refusal(413, f"正文最多 {LARGEST} 字节", f"a body has at most {LARGEST} bytes")
    except ClientDisconnect:
        raise refusal(400, "正文不完整", "the body breaks off") from None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise refusal(
            422, '正文应为 JSON，如 {"minutes": 5}', 'the body should be JSON, such as {"minutes": 5}'
        ) from None


def checked(model: type[Model], values: object) -> Model:
    """Values as a model. Raises HTTPException for the first one that breaks its rule."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
    place = ".".join(map(str, problem["loc"]))
    known = ", ".join(model.model_fields)
    raise refusal(
        422,
        f"{place or '正文'} 不合规则（可用的有 {known}）",
        f"{place or 'the body'}: {problem['msg']} (there are: {known})",
    )
