"""Every answer: there is one, it is JSON, and it has the vendor's envelope."""

from collections.abc import Iterator

from contract_tests.check import Broken, NotJudged, When, law
from contract_tests.client import Api
from contract_tests.exchange import Exchange, Unreadable
from contract_tests.page import damaged


def _answered(api: Api) -> Iterator[Exchange]:
    return (exchange for exchange in api.exchanges if exchange.failure is None)


@law(when=When.AT_THE_END)
def valid_requests_are_answered(api: Api) -> None:
    """A request that keeps the contract is answered in full, with 200."""
    for exchange in api.exchanges:
        request = exchange.request
        if request.expected == 200 and not request.assumes and api.status_of(exchange) != 200:
            what = exchange.failure or f"the answer was {api.status_of(exchange)}"
            raise Broken(what, exchange)


@law(when=When.AT_THE_END)
def no_request_makes_the_server_fail(api: Api) -> None:
    """No request, right or wrong, makes the server fail or fall silent."""
    for exchange in api.exchanges:
        if exchange.failure is not None or api.status_of(exchange) >= 500:
            raise Broken(exchange.failure or f"the answer was {api.status_of(exchange)}", exchange)


@law(when=When.AT_THE_END)
def answers_are_exact_json(api: Api) -> None:
    """Every answer is one JSON object in UTF-8, with nothing before or behind it."""
    for exchange in _answered(api):
        try:
            document = exchange.document
        except Unreadable as error:
            raise Broken(f"the body {error}", exchange) from None
        if not isinstance(document, dict):
            raise Broken("the body is JSON, but no object", exchange)


@law(when=When.AT_THE_END)
def answers_say_that_they_are_json(api: Api) -> None:
    """Every answer has the content type application/json, with no charset but UTF-8."""
    for exchange in _answered(api):
        content_type = exchange.headers.get("content-type", "")
        kind, _, rest = content_type.lower().replace(" ", "").replace('"', "").partition(";")
        if kind != "application/json" or rest not in ("", "charset=utf-8", "charset=utf8"):
            raise Broken(f"Content-Type is {content_type!r}", exchange)


def _breaches(api: Api, part: str) -> Iterator[tuple[Exchange, str, str, str]]:
    """What is wrong with the envelope or the meta of each page: the exchange, where, the keyword, what."""
    for exchange in _answered(api):
        if api.status_of(exchange) != 200 or not exchange.readable:
            continue
        if part == "meta":
            found = api.promises.meta.breaches(exchange.document.get("meta"))
        else:
            found = api.promises.envelope.breaches(exchange.document)
        for each in found:
            yield exchange, ".".join((part, *each.path)), each.keyword, each.message


@law(when=When.AT_THE_END)
def pages_have_the_envelope(api: Api) -> None:
    """A page has `code` 200, `status` success, a `message`, an array `data`, and `meta`."""
    for exchange, where, _, message in _breaches(api, "page"):
        raise Broken(f"{where}: {message}", exchange)


@law(when=When.AT_THE_END)
def meta_keeps_its_schema(api: Api) -> None:
    """`meta` has all its fields, each of its type and within its limits."""
    for exchange, where, _, message in _breaches(api, "meta"):
        least = where == "meta.last_page" and exchange.document["meta"].get("total") == 0
        raise Broken(f"{where}: {message}", exchange, assumes=("last-page-at-least-1",) if least else ())


@law(assumes=("no-other-fields",), when=When.AT_THE_END)
def nothing_is_undocumented(api: Api) -> None:
    """No answer has a field that the contract does not have."""
    for exchange in _answered(api):
        if not exchange.readable:
            continue
        shape = api.promises.envelope if api.status_of(exchange) == 200 else api.promises.error
        for name in exchange.document.keys() - shape.schema["properties"].keys():
            raise Broken(f"{name} is not in the contract", exchange)
    for page in api.pages():
        for name in page.meta.keys() - api.promises.meta.schema["properties"].keys():
            raise Broken(f"meta.{name} is not in the contract", page.exchange)
    for row, exchange in api.records:
        for name in row.keys() - api.promises.fields.keys():
            raise Broken(f"data.{name} is not in the contract", exchange)


@law(when=When.AT_THE_END)
def messages_can_be_read(api: Api) -> None:
    """Every `message` says something, and what is Chinese in it can be read."""
    for exchange in _answered(api):
        message = exchange.document.get("message") if exchange.readable else None
        # A message may repeat what was sent; what these laws send is readable, what is drawn need not be.
        unreadable = isinstance(message, str) and damaged(message) and exchange.request.expected != 0
        if unreadable or message == "":
            raise Broken(f"message is {message!r}", exchange)


def _errors(api: Api) -> Iterator[Exchange]:
    errors = [exchange for exchange in _answered(api) if api.status_of(exchange) >= 400]
    if not errors:
        raise NotJudged("no request was refused")
    return iter(errors)


@law(when=When.AT_THE_END)
def errors_keep_the_envelope(api: Api) -> None:
    """An error has `code`, `status` error, a `message`, and an empty array `data`."""
    for exchange in _errors(api):
        if exchange.readable:
            for each in api.promises.error.breaches(exchange.document):
                raise Broken(f"{'.'.join(('error', *each.path))}: {each.message}", exchange)


@law(assumes=("error-code",), when=When.AT_THE_END)
def the_code_of_an_error_is_its_status(api: Api) -> None:
    """The `code` of an error is its HTTP status."""
    for exchange in _errors(api):
        code = exchange.document.get("code") if exchange.readable else None
        status = api.status_of(exchange)
        if type(code) is int and code != api.dialect.error_codes.get(str(status), status):
            raise Broken(f"code is {code} in an answer of {status}", exchange)


@law(assumes=("error-http-status",), when=When.AT_THE_END)
def errors_travel_with_their_status(api: Api) -> None:
    """An error is not answered with HTTP 200."""
    if api.dialect.errors == "in-body":
        raise NotJudged("by the dialect errors travel in the body")
    for exchange in _answered(api):
        if exchange.status == 200 and exchange.readable and exchange.document.get("status") == "error":
            raise Broken(f"HTTP 200 with an error, code {exchange.document.get('code')!r}", exchange)
