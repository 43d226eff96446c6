"""Authorization of admin requests."""

from hmac import compare_digest
from urllib.parse import urlsplit

from starlette.requests import Request

from mockserver.admin.hosts import is_loopback
from mockserver.admin.refusal import refusal
from mockserver.settings import Settings


class AdminAuth:
    """Requires the admin token, if the settings have one.

    Without one, every client may read, and programs on this machine may write, but no web page from
    elsewhere in one of its browsers.
    """

    def __init__(self, settings: Settings) -> None:
        self._workers = settings.workers
        token = settings.admin_token
        self._token = None if token is None else token.get_secret_value().encode()

    def authorize(self, request: Request) -> None:
        """Raise HTTPException unless a request may read."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode("latin-1")
        if self._token is not None and not compare_digest(given, self._token):
            challenge = {"WWW-Authenticate": "Bearer"}
            raise refusal(401, "需要管理令牌", "admin token required", challenge)

    def authorize_write(self, request: Request) -> None:
        """Raise HTTPException unless a request that may read may change something too."""
        if self._workers > 1:
            raise refusal(
                409,
                "多个进程各自保存状态：请用 --workers 1 启动",
                "each worker has its own state: start the server with --workers 1",
            )
        client = request.client.host if request.client else ""
        if self._token is None and not (is_loopback(client) and _is_local(request)):
            raise refusal(
                403,
                "只允许本机上的程序，见 --admin-token",
                "only programs on the mock's own machine are allowed: see --admin-token",
            )


def _is_local(request: Request) -> bool:
    """Whether a request comes from no web page, or from one on this machine."""
    origin = request.headers.get("origin")
    try:
        return origin is None or is_loopback(urlsplit(origin).hostname or "")
    except ValueError:
        return False
