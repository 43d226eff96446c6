"""Right servers refuse or ignore what nobody sends, each in its own way; no check of odd requests minds."""

import secrets
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from types import ModuleType
from typing import Final

import pytest
from starlette.types import ASGIApp

from contract_tests.checks import (
    caching,
    ciphers,
    damage,
    documentation,
    doors,
    far_end,
    isolation,
    negotiation,
    shapes,
)
from contract_tests.dialect import Dialect
from mockserver import contract, settings
from mockserver.app import create_app
from mockserver.drift.access import TOKEN, welcome
from mockserver.drift.kinds import (
    Answer,
    Ask,
    Drift,
    Page,
    Request,
    Values,
    hearing,
    receiving,
    recording,
    rereading,
    saying,
    serving,
    without,
)
from tests.drift.server import ROWS, Remembering, drifting, failures, mock

THEMES: Final[tuple[ModuleType, ...]] = (
    caching, ciphers, damage, documentation, doors, far_end, isolation, negotiation, shapes,
)  # fmt: skip

IDS: Final = {check.id for theme in THEMES for check in theme.CHECKS}

JSON: Final = ((b"content-type", b"application/json"),)
HTML: Final = ((b"content-type", b"text/html"),)

KNOWN: Final = (
    "5832d184-dd53-42a0-8ace-0bf8d660f4cc",
    "f232d184-dd54-42a0-8ace-0bf8d660f4cc",
    "1181ffd3-e3ee-4d75-a45c-8b9be3deb330",
)


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return Remembering(mock(rows=ROWS))


@saying
def errors_are_html(answer: Answer, _: Request) -> Answer:
    return Answer(answer.status, HTML, b"<h1>Error</h1>") if answer.is_error else answer


@saying
def errors_have_status_200(answer: Answer, _: Request) -> Answer:
    return replace(answer, status=200)


@saying
def errors_are_400(answer: Answer, _: Request) -> Answer:
    return replace(answer, status=400) if answer.is_error else answer


@serving
async def only_known_ids(request: Request, ask: Ask) -> Answer:
    """A framework's own 404 for ids that it does not know, whatever their form."""
    ids = [part for part in request.path.split("/") if part[:1].isdigit() or "-" in part[:9]]
    ids += request.query.get("sub_user_id", [])
    known = all(each in KNOWN or each == "agent-api" for each in ids)
    return await ask(request) if known else Answer(404, HTML, b"<h1>Not Found</h1>")


@serving
async def unknown_ids_are_empty(request: Request, ask: Ask) -> Answer:
    sub = request.query.get("sub_user_id", [KNOWN[2]])
    known = KNOWN[0] in request.path and KNOWN[1] in request.path and sub == [KNOWN[2]]
    return await ask(request if known else request.asking({**request.query, "start_at": ["2099-01-01"]}))


@receiving
def own_ids_in_any_form(request: Request) -> Request:
    return replace(request, path=request.path.lower().replace("%20", "").strip(" ."))


@receiving
def arrays_are_ignored(request: Request) -> Request:
    """As in gin: `page[]` is a parameter that is not known."""
    names = ("page", "per_page", "encryption", "sub_user_id", "status", "status[]", "start_at", "end_at")
    kept = {name: texts for name, texts in request.query.items() if name in names}
    return request.asking({"page": ["1"], **kept})


@receiving
def arrays_are_page_1(request: Request) -> Request:
    """As in PHP: an array is no number."""
    return request.asking(
        {name: ["1"] if name == "page[]" else texts for name, texts in request.query.items()}
    )


@receiving
def first_value_counts(request: Request) -> Request:
    lists = ("status", "status[]")
    return request.asking(
        {name: texts if name in lists else texts[:1] for name, texts in request.query.items()}
    )


@receiving
def empty_items_are_ignored(request: Request) -> Request:
    kept = {name: [text for text in texts if text.strip()] for name, texts in request.query.items()}
    return request.asking({name: texts for name, texts in kept.items() if texts})


@serving
async def many_values_are_refused(request: Request, ask: Ask) -> Answer:
    many = any(len(texts) > 13 for texts in request.query.values())
    return Answer(414, HTML, b"Request-URI Too Long") if many else await ask(request)


@receiving
def last_bearer_counts(request: Request) -> Request:
    """As in Laravel: the token is what follows the last `Bearer `."""
    header = request.header(b"authorization")
    return welcome(request) if header.rpartition(b"Bearer ")[2] == TOKEN.encode() else request


@serving
async def tag_of_body(request: Request, ask: Ask) -> Answer:
    answer = await ask(request)
    tag = b'"%b"' % blake2b(answer.body, digest_size=8).hexdigest().encode()
    if answer.status == 200 and request.header(b"if-none-match") == tag:
        return Answer(304, ((b"etag", tag),), b"")
    return answer.with_header(b"etag", tag)


@saying
def kept_by_the_client(answer: Answer, _: Request) -> Answer:
    return answer.with_header(b"cache-control", b"private, no-cache")


@saying
def kept_for_each_token(answer: Answer, _: Request) -> Answer:
    public = answer.with_header(b"cache-control", b"public, max-age=1")
    return public.with_header(b"vary", b"Accept-Encoding, Authorization")


@serving
async def other_sites_are_refused(request: Request, ask: Ask) -> Answer:
    return Answer(403, (), b"") if request.header(b"origin") else await ask(request)


@serving
async def forms_are_refused(request: Request, ask: Ask) -> Answer:
    form = b"form" in request.header(b"content-type")
    return Answer(415, HTML, b"Unsupported Media Type") if form else await ask(request)


@rereading
async def beyond_last_is_last(page: Page, request: Request, ask: Ask) -> None:
    if page["meta"]["current_page"] > page["meta"]["last_page"]:
        last = await ask(request.asking({**request.values, "page": page["meta"]["last_page"]}))
        page |= last.document


@hearing
def huge_pages_are_refused(values: Values) -> Values:
    page = values.get("page")
    return {**values, "page": 0} if isinstance(page, int) and page > 10**6 else values


def sealed(seal: Callable[[str], str]) -> Drift:
    """A server with another cipher."""

    @rereading
    async def other_cipher(page: Page, request: Request, ask: Ask) -> None:
        if request.values.get("encryption") is True:
            plain = (await ask(request.asking(without(request.values, "encryption")))).document["data"]
            for record, known in zip(page["data"], plain, strict=True):
                record["number"] = seal(known["number"])

    return other_cipher


def block(number: str, size: int = 16) -> bytes:
    """A number as a block cipher would encrypt it under one key: always the same, and nothing shows."""
    return blake2b(number.encode(), key=b"key", digest_size=size).digest()


CIPHERS: Final[dict[str, Callable[[str], str]]] = {
    "one block in hexadecimal": lambda number: block(number).hex(),
    "one block in capitals": lambda number: block(number).hex().upper(),
    "one block in Base64": lambda number: b64encode(block(number)).decode(),
    "two blocks": lambda number: block(number, 32).hex(),
    "another vector each time": lambda number: b64encode(secrets.token_bytes(16) + block(number)).decode(),
    "with a version before it": lambda number: "v1:" + b64encode(block(number)).decode(),
    "digits of the same length": lambda number: f"2{int.from_bytes(block(number)) % 10**10:010}",
}


@recording
def texts_of_users(record: dict[str, object]) -> None:
    record["extra"] = "订单 20251203-0001 100%25 <b>“引号”</b> １２３ a\\b"


HABITS: Final = (
    errors_are_html, errors_have_status_200, errors_are_400, only_known_ids, unknown_ids_are_empty,
    own_ids_in_any_form, arrays_are_ignored, arrays_are_page_1, first_value_counts, empty_items_are_ignored,
    many_values_are_refused, last_bearer_counts, tag_of_body, kept_by_the_client, kept_for_each_token,
    other_sites_are_refused, forms_are_refused, beyond_last_is_last, huge_pages_are_refused, texts_of_users,
)  # fmt: skip


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.name)
def test_a_right_server_may_answer_odd_requests_its_own_way(habit: Drift, app: ASGIApp) -> None:
    spellings = Dialect(array_spelling=("brackets", "repeat", "comma", "json"))
    found = failures(drifting(app, habit), dialect=spellings)
    assert {name: why for name, why in found.items() if name in IDS} == {}


@pytest.mark.parametrize("cipher", CIPHERS)
def test_a_right_server_may_have_another_cipher(cipher: str, app: ASGIApp) -> None:
    found = failures(drifting(app, sealed(CIPHERS[cipher])))
    assert {name: why for name, why in found.items() if name in IDS} == {}


def test_a_mock_that_accepts_every_token_opens_no_door() -> None:
    open_to_all = create_app(settings.load(rows=ROWS, log_level="error"), contract.load())
    assert failures(open_to_all, token="YOUR_TOKEN") == {}
