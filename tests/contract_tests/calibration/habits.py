"""Servers with one habit each: what a key of a dialect may say of an API."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from mockserver.drift import DRIFTS
from mockserver.drift.kinds import (
    Answer,
    Ask,
    Drift,
    Page,
    Record,
    Request,
    Values,
    hearing,
    paging,
    receiving,
    recording,
    rereading,
    saying,
    serving,
    without,
)
from tests.contract_tests import test_dialect as dialects
from tests.contract_tests.test_cases import only_digits, only_slashes

HTML: Final = ((b"content-type", b"text/html"),)
SECOND: Final = "%Y-%m-%d %H:%M:%S"


@serving
async def html_off_route(request: Request, ask: Ask) -> Answer:
    known = request.path.endswith("/number")
    return await ask(request) if known else Answer(404, HTML, b"<h1>Not Found</h1>")


@recording
def places_unknown(record: Record) -> None:
    if record["id"] % 3 == 0:
        record.update(city=None, pro=None, area_code=None, post_code=None, mobile_type=None)


@recording
def masked(record: Record) -> None:
    if len(record["number"]) == 11:
        record["number"] = f"{record['number'][:3]}****{record['number'][-4:]}"


@recording
def one_more_field(record: Record) -> None:
    record["created_by"] = "import"


@recording
def clock_two_seconds_late(record: Record) -> None:
    if record["hangupdate"]:
        late = datetime.strptime(record["hangupdate"], SECOND) + timedelta(seconds=2)
        record["hangupdate"] = f"{late:{SECOND}}"


@rereading
async def imported_in_no_order(page: Page, request: Request, ask: Ask) -> None:
    """Numbers of one hour have one moment, and an order of their own."""
    for row in page["data"]:
        row["created_at"] = f"{row['created_at'][:13]}:00:00"
    page["data"].sort(key=lambda row: (row["created_at"], str(row["id"])[::-1]))


def _moved(values: Values, name: str, seconds: int) -> Values:
    """A bound that is exclusive in whole seconds."""
    given = values.get(name)
    if not isinstance(given, datetime):
        given = next((_parsed(str(given), form) for form in (SECOND,) if _parsed(str(given), form)), None)
    return {**values, name: f"{given + timedelta(seconds=seconds):{SECOND}}"} if given else values


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)
    except ValueError:
        return None


@hearing
def end_exclusive(values: Values) -> Values:
    return _open(_moved(values, "end_at", -1))


def _open(values: Values) -> Values:
    """Bounds that leave nothing, for which the mock has a refusal: a day without numbers instead."""
    start, end = values.get("start_at"), values.get("end_at")
    if start and end and str(start) > str(end):
        return {**values, "start_at": "2099-01-01", "end_at": "2099-01-01"}
    return values


@receiving
def end_is_a_whole_minute(request: Request) -> Request:
    def whole(name: str, text: str) -> str:
        return f"{text}:59" if name == "end_at" and text.count(":") == 1 else text

    return request.asking(
        {name: [whole(name, each) for each in texts] for name, texts in request.query.items()}
    )


@serving
async def bounds_together_only(request: Request, ask: Ask) -> Answer:
    given = request.query.keys() & {"start_at", "end_at"}
    return await ask(request.asking({**request.query, "end_at": ["x"]}) if len(given) == 1 else request)


@paging
def size_as_sent(page: Page, request: Request) -> None:
    if "per_page" in request.query:
        page["meta"]["per_page"] = str(page["meta"]["per_page"])


@hearing
def large_pages_served(values: Values) -> Values:
    number = values.get("page")
    return {**without(values, "page"), "page": 2**40} if _is_too_large(number) else values


def _is_too_large(number: object) -> bool:
    return isinstance(number, int) and number > 2**53 - 1


@saying
def empty_has_no_pages(answer: Answer, _: Request) -> Answer:
    if not answer.has_page or answer.document["meta"]["total"]:
        return answer
    return answer.with_document(answer.document | {"meta": answer.document["meta"] | {"last_page": 0}})


@serving
async def empty_elsewhere(request: Request, ask: Ask) -> Answer:
    """Unknown tasks and sub accounts have no numbers."""
    foreign = "00000000-0000-4000-8000" in request.path + str(request.query.get("sub_user_id"))
    return await ask(request.asking({**request.query, "start_at": ["2099-01-01"]}) if foreign else request)


@serving
async def refused_elsewhere(request: Request, ask: Ask) -> Answer:
    foreign = "00000000-0000-4000-8000" in request.path + str(request.query.get("sub_user_id"))
    return await ask(replace(request, path=f"{request.path}s") if foreign else request)


@receiving
def abc_is_absent(request: Request) -> Request:
    kept = {name: texts for name, texts in request.query.items() if texts != ["abc"]}
    return request.asking({"page": ["1"], **kept})


@receiving
def empty_is_absent(request: Request) -> Request:
    kept = {name: texts for name, texts in request.query.items() if texts != [""]}
    return request.asking({"page": ["1"], **kept})


@receiving
def signs_are_read(request: Request) -> Request:
    texts = request.query.get("page", [])
    return request.asking({**request.query, "page": [each.lstrip("+") for each in texts]})


@serving
async def start_after_end_is_empty(request: Request, ask: Ask) -> Answer:
    wanted = _open(request.values)
    return await ask(request if wanted is request.values else request.asking(wanted))


INVALID: Final = {
    **dict.fromkeys(
        ("page", "status", "start_at", "per_page", "encryption", "end_at", "sub_user_id"), "ignored"
    ),
    "user_id": "refused",
    "task_id": "refused",
}

HABITS: Final[dict[str, tuple[Drift, str, Any]]] = {
    "errors in the body": (dialects.errors_in_body, "errors", "in-body"),
    "no challenge": (DRIFTS["challenge_missing"], "challenge", "none"),
    "codes of its own": (dialects.errors_in_body_with_codes, "error_codes", {"401": 4001, "422": 6007}),
    "the framework's own 404": (html_off_route, "not_found_format", "any"),
    "Bearer only": (DRIFTS["scheme_case"], "scheme", "capitalized"),
    "empty text for null": (dialects.empty_texts, "null", "empty-string"),
    "places may be unknown": (places_unknown, "places", "sometimes-unknown"),
    "no durations before a call": (DRIFTS["waiting_null"], "no_call_durations", "null"),
    "is_blacklist is a number": (dialects.blacklist_as_number, "blacklist", "integer"),
    "no encryption": (DRIFTS["encryption_ignored"], "encryption", "off"),
    "is_blacklist is false early": (DRIFTS["blacklist_early"], "blacklist_waiting", "false"),
    "masked numbers": (masked, "number", "masked"),
    "another field": (one_more_field, "other_fields", "some"),
    "clocks two seconds apart": (clock_two_seconds_late, "clock_tolerance", 2),
    "newest first": (dialects.newest_first, "row_order", "newest-first"),
    "equal times in any order": (imported_in_no_order, "equal_times", "any"),
    "brackets only": (dialects.only_brackets, "array_spelling", ("brackets",)),
    "booleans are digits": (only_digits, "boolean_spelling", ("digit",)),
    "dates have slashes": (only_slashes, "date_spelling", ("slashes", "documented")),
    "a date is a whole day": (DRIFTS["end_whole_day"], "date_without_time", "whole-day"),
    "a minute is whole": (end_is_a_whole_minute, "date_without_seconds", "whole-minute"),
    "the end is excluded": (end_exclusive, "bounds", "end-exclusive"),
    "both bounds or none": (bounds_together_only, "bounds_alone", "refused"),
    "at most 100 numbers a page": (dialects.at_most_100, "per_page_maximum", 100),
    "larger pages are reduced": (DRIFTS["per_page_unlimited"], "per_page_excess", "reduced"),
    "20 numbers a page": (DRIFTS["per_page_20"], "per_page_default", 20),
    "the size is text as it was sent": (size_as_sent, "per_page_type", "as-sent"),
    "any page number is served": (large_pages_served, "page_excess", "served"),
    "without page, the first": (DRIFTS["page_optional"], "page_missing", "first-page"),
    "no page behind the last": (DRIFTS["beyond_last_404"], "page_beyond_last", "refused"),
    "no last page of nothing": (empty_has_no_pages, "empty_last_page", 0),
    "more pages follow": (DRIFTS["has_pages_more"], "has_pages", "more-follow"),
    "unknown tasks are empty": (empty_elsewhere, "unknown_task", "empty"),
    "unknown sub accounts are refused": (refused_elsewhere, "unknown_sub_account", "refused"),
    "refused with 400": (dialects.refused_with_400, "refusal_status", 400),
    "invalid values are ignored": (abc_is_absent, "invalid_values", INVALID),
    "a plus sign is read": (signs_are_read, "lenient_spelling", ("page",)),
    "empty values are ignored": (empty_is_absent, "empty_values", "ignored"),
    "start after end is empty": (start_after_end_is_empty, "start_after_end", "empty"),
}
"""A server, and the value that calibration should find for one key."""
