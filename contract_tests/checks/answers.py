"""Every answer: it arrives, is JSON, and has the vendor's envelope."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from contract_tests.check import Check, evidence_check
from contract_tests.evidence import Evidence
from contract_tests.exchange import Exchange, Unreadable
from contract_tests.page import damaged
from contract_tests.results import Failed, Skipped


def _answered(evidence: Evidence) -> Iterator[Exchange]:
    return (
        each for each in evidence.exchanges if each.failure is None and not _of_a_framework(each, evidence)
    )


def _of_a_framework(exchange: Exchange, evidence: Evidence) -> bool:
    """Whether a framework may have answered, in a format of its own, as no route matches the request."""
    own_format = evidence.dialect.not_found_format == "any"
    return own_format and exchange.request.off_route and exchange.status in (404, 405)


@evidence_check()
def valid_requests_are_answered(evidence: Evidence) -> None:
    """A valid request is answered in full, with 200."""
    for exchange in evidence.exchanges:
        request = exchange.request
        if request.expected == 200 and not request.assumes and evidence.status_of(exchange) != 200:
            what = exchange.failure or f"the answer was {evidence.status_of(exchange)}"
            raise Failed(what, exchange)


@evidence_check()
def no_request_makes_the_server_fail(evidence: Evidence) -> None:
    """No request, valid or not, is answered with 5xx or not at all."""
    for exchange in evidence.exchanges:
        if exchange.failure is not None or evidence.status_of(exchange) >= 500:
            raise Failed(exchange.failure or f"the answer was {evidence.status_of(exchange)}", exchange)


@evidence_check()
def answers_are_exact_json(evidence: Evidence) -> None:
    """Every answer is one JSON object in UTF-8, with nothing before or after it."""
    for exchange in _answered(evidence):
        try:
            document = exchange.document
        except Unreadable as error:
            raise Failed(f"the body {error}", exchange) from None
        if not isinstance(document, dict):
            raise Failed("the body is JSON, but not an object", exchange)


@evidence_check()
def answers_say_that_they_are_json(evidence: Evidence) -> None:
    """Every answer has the content type application/json, and no charset other than UTF-8."""
    for exchange in _answered(evidence):
        content_type = exchange.headers.get("content-type", "")
        kind, _, rest = content_type.lower().replace(" ", "").replace('"', "").partition(";")
        if kind != "application/json" or rest not in ("", "charset=utf-8", "charset=utf8"):
            raise Failed(f"Content-Type is {content_type!r}", exchange)


@evidence_check()
def nothing_is_compressed_unasked(evidence: Evidence) -> None:
    """An answer is compressed only for a client that accepts it."""
    for exchange in _answered(evidence):
        request, coding = exchange.request, exchange.headers.get("content-encoding", "identity")
        asked = request.encoding != "identity" or "Accept-Encoding" in dict(request.headers)
        if not asked and coding.lower() != "identity":
            raise Failed(f"Content-Encoding is {coding!r}, which was not accepted", exchange)


def _breaches(evidence: Evidence, part: str) -> Iterator[tuple[Exchange, str, str]]:
    """The breaches in the envelope or the meta of each page: the exchange, the path, the message."""
    for exchange in _answered(evidence):
        if evidence.status_of(exchange) != 200 or not exchange.readable:
            continue
        if part == "meta":
            found = evidence.expectations.meta.breaches(exchange.document.get("meta"))
        else:
            found = evidence.expectations.envelope.breaches(exchange.document)
        for each in found:
            yield exchange, ".".join((part, *each.path)), each.message


@evidence_check()
def pages_have_the_envelope(evidence: Evidence) -> None:
    """A page has `code` 200, `status` success, a `message`, an array `data`, and `meta`."""
    for exchange, where, message in _breaches(evidence, "page"):
        raise Failed(f"{where}: {message}", exchange)


@evidence_check()
def meta_keeps_its_schema(evidence: Evidence) -> None:
    """`meta` has all its fields, of their types and within their limits."""
    for exchange, where, message in _breaches(evidence, "meta"):
        meta = exchange.document["meta"]
        none = where == "meta.last_page" and isinstance(meta, dict) and meta.get("total") == 0
        if where == "meta.per_page" and not exchange.request.certain:
            continue  # It may repeat a value that is invalid.
        if not none or meta["last_page"] != evidence.dialect.empty_last_page:
            found = f"{where}: {message}"
            raise Failed(found, exchange, assumes=("last-page-at-least-1",) if none else ())
    for page in evidence.pages():
        size = page.exchange.document["meta"].get("per_page")
        if isinstance(size, str) and page.exchange.request.certain and size != str(page.sent.per_page):
            raise Failed(f"meta.per_page is the string {size!r}, which was not sent", page.exchange)


def _others(evidence: Evidence) -> Iterator[tuple[Exchange, set[str]]]:
    """The names in each envelope that the contract does not have."""
    for exchange in _answered(evidence):
        if exchange.readable:
            page = evidence.status_of(exchange) == 200
            shape = evidence.expectations.envelope if page else evidence.expectations.error
            yield exchange, exchange.document.keys() - shape.schema["properties"].keys()


@evidence_check(assumes=("no-other-fields",))
def nothing_is_undocumented(evidence: Evidence) -> None:
    """No answer has a field that is not in the contract."""
    if evidence.dialect.other_fields == "some":
        raise Skipped("in this dialect answers have other fields")
    for exchange, names in _others(evidence):
        for name in names:
            raise Failed(f"{name} is not in the contract", exchange)
    for each in evidence.pages():
        for name in each.meta.keys() - evidence.expectations.meta.schema["properties"].keys():
            raise Failed(f"meta.{name} is not in the contract", each.exchange)
    for row, exchange in evidence.records:
        for name in row.keys() - evidence.expectations.fields.keys():
            raise Failed(f"data.{name} is not in the contract", exchange)


def _without_values(message: str, exchange: Exchange) -> str:
    """A message without the values of the request that it repeats, which need not be readable."""
    target = urlsplit(exchange.url)
    for _, value in parse_qsl(target.query):
        message = message.replace(value, "") if value else message
    return message


@evidence_check()
def messages_can_be_read(evidence: Evidence) -> None:
    """No `message` is empty, and the Chinese in it is readable."""
    for exchange in _answered(evidence):
        message = exchange.document.get("message") if exchange.readable else None
        # Generated values need not be readable, and a message may repeat them in a form of its own.
        text = _without_values(message, exchange) if isinstance(message, str) else ""
        if (damaged(text) and exchange.request.expected != 0) or message == "":
            raise Failed(f"message is {message!r}", exchange)


def _errors(evidence: Evidence) -> Iterator[Exchange]:
    errors = [exchange for exchange in _answered(evidence) if evidence.status_of(exchange) >= 400]
    if not errors:
        raise Skipped("no request was refused")
    return iter(errors)


@evidence_check()
def errors_keep_the_envelope(evidence: Evidence) -> None:
    """An error has `code`, `status` error, a `message`, and an empty array `data`."""
    for exchange in _errors(evidence):
        if exchange.readable:
            for each in evidence.expectations.error.breaches(exchange.document):
                raise Failed(f"{'.'.join(('error', *each.path))}: {each.message}", exchange)


@evidence_check(assumes=("error-code",))
def the_code_of_an_error_is_its_status(evidence: Evidence) -> None:
    """The `code` of an error is its HTTP status, and never 200, which is that of a success."""
    for exchange in _errors(evidence):
        code = exchange.document.get("code") if exchange.readable else None
        status = evidence.status_of(exchange)
        if code == 200:
            raise Failed(f"code is 200 in an answer of {status}", exchange, certain=True)
        if evidence.dialect.error_codes.keys() - {str(status)}:
            continue  # The API has codes of its own, and only some are known.
        if code in (exchange.request.expected, 422) and evidence.dialect.settles("error-http-status"):
            continue  # This API has chosen another status; the code is that of the contract.
        if type(code) is int and code != evidence.dialect.error_codes.get(str(status), status):
            raise Failed(f"code is {code} in an answer of {status}", exchange)


@evidence_check(assumes=("error-http-status",))
def errors_travel_with_their_status(evidence: Evidence) -> None:
    """An error is not answered with HTTP 200."""
    if evidence.dialect.errors == "in-body":
        raise Skipped("in this dialect errors are sent with HTTP 200")
    for exchange in _answered(evidence):
        if exchange.status == 200 and exchange.readable and exchange.document.get("status") == "error":
            raise Failed(f"HTTP 200 with an error, code {exchange.document.get('code')!r}", exchange)


CHECKS: Final[tuple[Check, ...]] = (
    valid_requests_are_answered,
    no_request_makes_the_server_fail,
    answers_are_exact_json,
    answers_say_that_they_are_json,
    nothing_is_compressed_unasked,
    pages_have_the_envelope,
    meta_keeps_its_schema,
    nothing_is_undocumented,
    messages_can_be_read,
    errors_keep_the_envelope,
    the_code_of_an_error_is_its_status,
    errors_travel_with_their_status,
)
