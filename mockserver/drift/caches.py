"""Drifts of caches and validators that forget a part of the request, or share what is private."""

from hashlib import blake2b
from typing import Final

from mockserver.drift.kinds import Answer, Ask, Drift, Header, Request, Values, hearing, saying, serving

TAG: Final = b"etag"


def _unchanged(tag: bytes) -> Answer:
    headers: tuple[Header, ...] = ((TAG, tag),)
    return Answer(304, headers, b"")


@serving
async def tag_of_path(request: Request, ask: Ask) -> Answer:
    """The ETag is that of the path: all pages and filters share it."""
    tag = b'"%b"' % blake2b(request.path.encode(), digest_size=8).hexdigest().encode()
    answer = await ask(request)
    if answer.status != 200:
        return answer
    return _unchanged(tag) if request.header(b"if-none-match") == tag else answer.with_header(TAG, tag)


@serving
async def date_always_unchanged(request: Request, ask: Ask) -> Answer:
    """Whatever the date in `If-Modified-Since`, the answer is 304."""
    return _unchanged(b'""') if request.header(b"if-modified-since") else await ask(request)


@serving
async def tag_before_token(request: Request, ask: Ask) -> Answer:
    """A request with an ETag is answered with 304 before its token is checked."""
    known = request.header(b"if-none-match") and not request.header(b"authorization")
    return _unchanged(b'"1"') if known else await ask(request)


@saying
def cache_public(answer: Answer, _: Request) -> Answer:
    """Pages may be kept by every cache on the way, whoever asks."""
    return answer.with_header(b"cache-control", b"public, max-age=60") if answer.has_page else answer


@saying
def cache_shared(answer: Answer, _: Request) -> Answer:
    """Pages may be kept by shared caches for a minute."""
    return answer.with_header(b"cache-control", b"max-age=0, s-maxage=60") if answer.has_page else answer


@hearing
def cache_joins_statuses(values: Values) -> Values:
    """Statuses 1 and 2 give the rows of status 12, as from a cache whose key joins them."""
    return {**values, "status": [12]} if values.get("status") == [1, 2] else values


@hearing
def cache_joins_numbers(values: Values) -> Values:
    """Page 11 of one row is page 1 of eleven, as from a cache whose key joins the numbers."""
    numbers = values.get("page"), values.get("per_page")
    return {**values, "page": 1, "per_page": 11} if numbers == (11, 1) else values


@hearing
def cache_first_status(values: Values) -> Values:
    """Statuses 1 and 12 give the rows of 1 and 2, as from a cache whose key is cut."""
    return {**values, "status": [1, 2]} if values.get("status") == [1, 12] else values


# fmt: off
CACHES: Final[tuple[Drift, ...]] = (
    tag_of_path, date_always_unchanged, tag_before_token, cache_public, cache_shared, cache_joins_statuses,
    cache_joins_numbers, cache_first_status,
)
