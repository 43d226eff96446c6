"""Drifts of queries in shapes that nobody sends on purpose: arrays, brackets, bytes, lengths."""

import re
from typing import Final

from mockserver.drift.kinds import Answer, Ask, Drift, Request, receiving, serving, without

SCALARS: Final = ("page", "per_page", "encryption", "sub_user_id", "start_at", "end_at")

FAILURE: Final = Answer(
    500,
    ((b"content-type", b"application/json"),),
    b'{"code":500,"status":"error","message":"Server Error","data":[]}',
)

TRACE: Final = Answer(
    400,
    ((b"content-type", b"application/json"),),
    b'{"code":400,"status":"error","message":"Array to string conversion","data":[],'
    b'"file":"/srv/app/Http/Controllers/NumberController.php","line":42,"trace":[]}',
)
"""An error as Laravel shows it to developers."""


def _arrays(request: Request) -> bool:
    """Whether a parameter with one value is written as an array."""
    return any(name.partition("[")[0] in SCALARS and "[" in name for name in request.query)


def _texts(request: Request) -> list[str]:
    return [text for name, texts in request.query.items() for text in (name, *texts)]


@serving
async def array_fails(request: Request, ask: Ask) -> Answer:
    """An array in place of one value is answered with 500."""
    return FAILURE if _arrays(request) else await ask(request)


@serving
async def array_shows_code(request: Request, ask: Ask) -> Answer:
    """An array in place of one value is answered with the trace of an exception."""
    return TRACE if _arrays(request) else await ask(request)


@receiving
def array_removes_limit(request: Request) -> Request:
    """`per_page[]` gives as many rows as there are."""
    if "per_page[]" not in request.query:
        return request
    return request.asking({**without(request.query, "per_page[]"), "per_page": ["1000"]})


@serving
async def nested_array_fails(request: Request, ask: Ask) -> Answer:
    """An array in an array is answered with 500."""
    return FAILURE if any(name.count("[") > 1 for name in request.query) else await ask(request)


@serving
async def empty_bracket_fails(request: Request, ask: Ask) -> Answer:
    """An empty value in brackets is answered with 500."""
    found = any(name.endswith("[]") and "" in texts for name, texts in request.query.items())
    return FAILURE if found else await ask(request)


@receiving
def named_item_removes_filter(request: Request) -> Request:
    """An array with a name in its brackets is no filter at all."""
    if not any(re.fullmatch(r"status\[[a-z]+\]", name) for name in request.query):
        return request
    return request.asking({name: texts for name, texts in request.query.items() if "[" not in name})


@receiving
def empty_item_is_zero(request: Request) -> Request:
    """An empty value in a list of statuses is status 0."""
    return request.asking(
        {
            name: [text or "0" for text in texts] if name.startswith("status[") else texts
            for name, texts in request.query.items()
        }
    )


@receiving
def twice_is_nothing(request: Request) -> Request:
    """A parameter that is sent twice is ignored, except `page`, which is 1 then."""
    once = {name: texts for name, texts in request.query.items() if name not in SCALARS or len(texts) == 1}
    return request if once == request.query else request.asking({"page": ["1"], **once})


@serving
async def bytes_fail(request: Request, ask: Ask) -> Answer:
    """Bytes that are not UTF-8 are answered with 500."""
    return FAILURE if any("\ufffd" in text for text in _texts(request)) else await ask(request)


@receiving
def zero_byte_removes_filter(request: Request) -> Request:
    """A filter with the byte 0 is no filter at all."""
    return request.asking(
        {name: texts for name, texts in request.query.items() if not any("\0" in text for text in texts)}
    )


@serving
async def length_fails(request: Request, ask: Ask) -> Answer:
    """Values of more than 2000 characters are answered with 500."""
    return FAILURE if any(len(text) > 2000 for text in _texts(request)) else await ask(request)


@serving
async def name_missing_fails(request: Request, ask: Ask) -> Answer:
    """A value without a name is answered with 500."""
    return FAILURE if request.query.keys() & {"", "[]"} else await ask(request)


@receiving
def many_statuses_remove_filter(request: Request) -> Request:
    """A filter by more than a hundred values is no filter at all."""
    return request.asking({name: texts for name, texts in request.query.items() if len(texts) <= 100})


# fmt: off
SHAPES: Final[tuple[Drift, ...]] = (
    array_fails, array_shows_code, array_removes_limit, nested_array_fails, empty_bracket_fails,
    named_item_removes_filter, empty_item_is_zero, twice_is_nothing, bytes_fail, zero_byte_removes_filter,
    length_fails, name_missing_fails, many_statuses_remove_filter,
)
