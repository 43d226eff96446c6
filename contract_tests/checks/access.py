"""Who may ask, where, and how: 401, 404, 405."""

from functools import partial
from typing import Final

from contract_tests.baseline import differ, window
from contract_tests.check import Broken, Law, NotJudged, add, law
from contract_tests.client import Api
from contract_tests.exchange import GIVEN, Exchange, Request

STRANGERS: Final = (
    ("without-a-token", None, "without the header Authorization"),
    ("with-another-scheme", "Basic dXNlcjpwYXNzd29yZA==", "with another scheme than Bearer"),
    ("with-an-empty-token", "Bearer", "with an empty token"),
    ("with-a-bad-token", "Bearer invalid-token", "with a token that is not valid"),
)
"""What has no access: the id, the header, what it is called."""

ERRORS: Final = ("error-http-status",)


def refused(api: Api, exchange: Exchange, status: int) -> None:
    """Raise Broken unless a request was refused with this status; which one it should be is assumed."""
    answered = api.status_of(exchange)
    if answered != status:
        what = f"answers {answered}" if exchange.failure is None else f"does not answer ({exchange.failure})"
        raise Broken(f"the API {what} where the contract assumes {status}", exchange, assumes=ERRORS)


def _gives_numbers(exchange: Exchange) -> bool:
    return exchange.status == 200 and exchange.readable and exchange.document.get("status") == "success"


def _stranger(api: Api, *, authorization: str | None) -> None:
    if authorization == "Bearer":
        api.terms.spare()
    exchange = api.ask(Request(api.request().target, 401, authorization=authorization))
    if _gives_numbers(exchange):
        raise Broken("the API answers 200 and gives numbers away", exchange)
    refused(api, exchange, 401)
    challenge = exchange.headers.get("www-authenticate", "")
    if api.dialect.errors == "http-status" and not challenge.lower().startswith("bearer"):
        raise Broken(f"WWW-Authenticate is {challenge!r} where the contract assumes Bearer", exchange,
                     assumes=ERRORS)  # fmt: skip


for _id, _header, _what in STRANGERS:
    add(
        Law(
            f"no-access-{_id}",
            f"A request {_what} is refused with 401.",
            partial(_stranger, authorization=_header),
        )
    )


@law(assumes=("scheme-in-any-case",))
def the_scheme_may_be_written_in_any_case(api: Api) -> None:
    """`bearer` is as good as `Bearer`."""
    api.terms.spare()
    page = api.page()
    other = Request(
        page.exchange.request.target,
        authorization=GIVEN.replace("Bearer", "bearer"),
        assumes=("scheme-in-any-case",),
    )
    differ(page.rows, api.page_at(other), page)


@law(assumes=(*ERRORS, "unknown-task"))
def another_path_is_not_found(api: Api) -> None:
    """A path that the contract does not have is answered 404."""
    refused(api, api.ask(Request(f"{api.path}s?page=1", 404)), 404)


@law(assumes=ERRORS)
def other_methods_are_not_allowed(api: Api) -> None:
    """Other methods than GET are answered 405, and `Allow` names GET."""
    if api.terms.live:
        raise NotJudged("a live API is asked with GET only")
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        exchange = api.ask(Request(api.request().target, 405, method=method))
        refused(api, exchange, 405)
        if api.dialect.errors == "http-status" and "GET" not in exchange.headers.get("allow", ""):
            raise Broken(f"Allow is {exchange.headers.get('allow')!r}; GET belongs there", exchange)


@law()
def access_is_checked_for_every_page(api: Api) -> None:
    """Access is checked for what was answered before, too."""
    api.terms.spare()
    target = window(api).page.exchange.request.target
    exchange = api.ask(Request(target, 401, authorization="Bearer invalid-token"))
    if _gives_numbers(exchange):
        raise Broken("the API gives numbers to a token that is not valid", exchange)
