"""The partner's token in the Authorization header."""

import base64
import binascii
from dataclasses import dataclass

from rest_framework.authentication import TokenAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from .models import Token
from .switches import fault, habit


@dataclass(frozen=True)
class Partner:
    """Who uses the API; Django's own users are not installed."""

    pk: str
    is_authenticated: bool = True


class BearerAuthentication(TokenAuthentication):
    """`Authorization: Bearer <token>`, checked against the table of tokens."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[Partner, Token] | None:
        if habit("scheme-as-written") and not get_authorization_header(request).startswith(b"Bearer "):
            return None
        if key := _token_elsewhere(request):
            return self.authenticate_credentials(key)
        authenticated: tuple[Partner, Token] | None = super().authenticate(request)
        return authenticated

    def authenticate_credentials(self, key: str) -> tuple[Partner, Token]:
        token = Token.objects.filter(**{_lookup(): key}).first()
        if token is None:
            raise AuthenticationFailed("认证令牌无效。")
        return Partner(pk=token.pk), token

    def authenticate_header(self, request: Request) -> str | None:
        if habit("unauthenticated-403"):
            return None
        return self.keyword


def _lookup() -> str:
    """How a token is found in its table."""
    if fault("token-in-any-case"):
        return "pk__iexact"
    if fault("token-by-prefix"):
        return "pk__startswith"
    if fault("token-by-part"):
        return "pk__contains"
    return "pk"


def _token_elsewhere(request: Request) -> str | None:
    """A token in another place than behind `Bearer`."""
    scheme, _, credentials = get_authorization_header(request).decode("latin-1").partition(" ")
    if fault("any-scheme"):
        return credentials or None
    if fault("bare-token") and not credentials:
        return scheme or None
    if fault("basic-password") and scheme.lower() == "basic":
        return _password(credentials)
    if fault("token-in-query"):
        return request.query_params.get("token")
    if fault("token-in-cookie"):
        return request.COOKIES.get("token")
    if fault("token-in-other-header"):
        return request.headers.get("X-Api-Key")
    return None


def _password(credentials: str) -> str | None:
    try:
        return base64.b64decode(credentials).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return None
