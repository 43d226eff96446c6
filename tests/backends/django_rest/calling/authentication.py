"""The partner's token in the Authorization header."""

from dataclasses import dataclass

from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from .models import Token


@dataclass(frozen=True)
class Partner:
    """Who uses the API; Django's own users are not installed."""

    pk: str
    is_authenticated: bool = True


class BearerAuthentication(TokenAuthentication):
    """`Authorization: Bearer <token>`, checked against the table of tokens."""

    keyword = "Bearer"

    def authenticate_credentials(self, key: str) -> tuple[Partner, Token]:
        token = Token.objects.filter(pk=key).first()
        if token is None:
            raise AuthenticationFailed("认证令牌无效。")
        return Partner(pk=token.pk), token

    def authenticate_header(self, request: Request) -> str | None:
        return self.keyword
