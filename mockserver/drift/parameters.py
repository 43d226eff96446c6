"""Drifts of the other parameters: pages, encryption, sub accounts, ids, and how they are spelled."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from mockserver.drift.kinds import Drift, Request, Values, hearing, receiving, without

EXACT: Final = 2**53 - 1
"""The largest whole number that every JSON client keeps exact: there is no page behind it."""

LARGE: Final = 10**12
"""A page number too large for some databases."""

ID: Final = "1181ffd3-e3ee-4d75-a45c-8b9be3deb330"
"""The only user, task or sub account of servers that ignore which one is requested."""

COUNTS: Final = ("page", "per_page")

_UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def _is_count(value: object, least: int = 1) -> bool:
    return isinstance(value, int) and value >= least


@hearing
def page_ignored(values: Values) -> Values:
    """Every page is the first."""
    return {**values, "page": 1}


@hearing
def page_optional(values: Values) -> Values:
    """Without `page` the first page is answered."""
    return {"page": 1, **values}


@hearing
def page_from_zero(values: Values) -> Values:
    """Pages count from 0, so the first one is never seen."""
    page = values.get("page")
    return {**values, "page": page + 1} if isinstance(page, int) and 0 <= page < EXACT else values


@hearing
def page_zero_accepted(values: Values) -> Values:
    """Page 0 is taken for page 1."""
    return {**values, "page": 1} if values.get("page") == 0 else values


@hearing
def page_late(values: Values) -> Values:
    """Page 2 is page 1 again, and so on."""
    return {**values, "page": max(values["page"] - 1, 1)} if _is_count(values.get("page")) else values


@receiving
def page_large_reset(request: Request) -> Request:
    """The connection breaks for very large pages."""
    if _is_count(request.values.get("page"), LARGE):
        raise ConnectionResetError
    return request


@hearing
def per_page_ignored(values: Values) -> Values:
    """`per_page` is ignored."""
    return without(values, "per_page")


@hearing
def per_page_capped(values: Values) -> Values:
    """`per_page` above 100 is 100, without notice."""
    return _at_most(values, 100)


@hearing
def per_page_unlimited(values: Values) -> Values:
    """`per_page` above 1000 is 1000, not refused."""
    return _at_most(values, 1000)


def _at_most(values: Values, limit: int) -> Values:
    per_page = values.get("per_page")
    return {**values, "per_page": min(per_page, limit)} if isinstance(per_page, int) else values


@hearing
def per_page_20(values: Values) -> Values:
    """Without `per_page` a page has 20 rows."""
    return {"per_page": 20, **values}


@hearing
def text_accepted(values: Values) -> Values:
    """`page` and `per_page` that are not numbers are 1, not refused."""
    return {**values, **{name: 1 for name in COUNTS if isinstance(values.get(name), str)}}


@receiving
def spaces_accepted(request: Request) -> Request:
    """Spaces around a value are ignored, as by Laravel's TrimStrings."""
    return request.asking({name: [text.strip() for text in texts] for name, texts in request.query.items()})


@receiving
def sign_accepted(request: Request) -> Request:
    """`+1` is accepted for 1."""
    return _respelled(request, lambda text: text.removeprefix("+"))


@receiving
def zeros_accepted(request: Request) -> Request:
    """`01` is accepted for 1."""
    return _respelled(request, lambda text: re.sub("^0+(?=[1-9][0-9]*$)", "", text))


def _respelled(request: Request, spell: Callable[[str], str]) -> Request:
    """The request with another spelling of its counts."""
    counts = {name: [spell(text) for text in request.query[name]] for name in COUNTS if name in request.query}
    return request.asking({**request.query, **counts})


@hearing
def encryption_ignored(values: Values) -> Values:
    """`encryption` is ignored."""
    return without(values, "encryption")


@hearing
def encryption_always(values: Values) -> Values:
    """Numbers are always encrypted."""
    return {**values, "encryption": True}


@hearing
def encryption_false_true(values: Values) -> Values:
    """`encryption=false` encrypts."""
    return {**values, "encryption": True} if values.get("encryption") is False else values


@receiving
def encryption_1_false(request: Request) -> Request:
    """`encryption=1` does not encrypt."""
    ignored = request.query.get("encryption") == ["1"]
    return request.asking(without(request.query, "encryption")) if ignored else request


@hearing
def encryption_text_accepted(values: Values) -> Values:
    """Any text is accepted for `encryption`, and means false."""
    return without(values, "encryption") if isinstance(values.get("encryption"), str) else values


@hearing
def encryption_drops_filter(values: Values) -> Values:
    """With encryption `status` and `per_page` are ignored."""
    return without(values, "status", "per_page") if values.get("encryption") is True else values


@hearing
def sub_account_ignored(values: Values) -> Values:
    """`sub_user_id` is ignored."""
    return without(values, "sub_user_id")


@hearing
def sub_account_text_accepted(values: Values) -> Values:
    """A `sub_user_id` that is not a UUID is ignored, not refused."""
    return values if re.fullmatch(_UUID, values.get("sub_user_id", "")) else without(values, "sub_user_id")


@hearing
def sub_account_same(values: Values) -> Values:
    """Every sub account has the same numbers."""
    known = re.fullmatch(_UUID, values.get("sub_user_id", ""))
    return {**values, "sub_user_id": ID} if known else values


@hearing
def sub_account_drops_filter(values: Values) -> Values:
    """With `sub_user_id` the filter by status is ignored."""
    return without(values, "status") if "sub_user_id" in values else values


@hearing
def sub_account_drops_encryption(values: Values) -> Values:
    """With `sub_user_id` numbers are not encrypted."""
    return without(values, "encryption") if "sub_user_id" in values else values


@receiving
def user_ignored(request: Request) -> Request:
    """Every user has the same numbers."""
    return replace(request, path=re.sub(f"(?<=/user/){_UUID}(?=/)", ID, request.path))


@receiving
def task_ignored(request: Request) -> Request:
    """Every task has the same numbers."""
    return replace(request, path=re.sub(f"(?<=/task/){_UUID}(?=/)", ID, request.path))


@receiving
def array_comma_unknown(request: Request) -> Request:
    """`status=2,5` is read as 2."""
    return request.asking(
        {name: [_before_comma(name, text) for text in texts] for name, texts in request.query.items()}
    )


def _before_comma(name: str, text: str) -> str:
    return text.partition(",")[0] if name.startswith("status") and "[" not in text else text


@receiving
def array_brackets_unknown(request: Request) -> Request:
    """`status[]` is an unknown parameter, and ignored."""
    return request.asking(without(request.query, "status[]"))


@receiving
def array_indices_unknown(request: Request) -> Request:
    """`status[0]` is an unknown parameter, and ignored."""
    return request.asking(
        {name: texts for name, texts in request.query.items() if not re.fullmatch(r"status\[[0-9]+\]", name)}
    )


@receiving
def array_repeat_last(request: Request) -> Request:
    """Of `status=2&status=5` only the last is used."""
    return request.asking(
        {name: texts[-1:] if name == "status" else texts for name, texts in request.query.items()}
    )


@receiving
def unknown_filters(request: Request) -> Request:
    """An unknown parameter is taken for `status=1`."""
    unknown = any(name.partition("[")[0] not in request.values for name in request.query)
    return request.asking({**request.query, "status": ["1"]}) if unknown else request


# fmt: off
PARAMETERS: Final[tuple[Drift, ...]] = (
    page_ignored, page_optional, page_from_zero, page_zero_accepted, page_late, page_large_reset,
    per_page_ignored, per_page_capped, per_page_unlimited, per_page_20, text_accepted, spaces_accepted,
    sign_accepted, zeros_accepted, encryption_ignored, encryption_always, encryption_false_true,
    encryption_1_false, encryption_text_accepted, encryption_drops_filter, sub_account_ignored,
    sub_account_text_accepted, sub_account_same, sub_account_drops_filter, sub_account_drops_encryption,
    user_ignored, task_ignored, array_comma_unknown, array_brackets_unknown, array_indices_unknown,
    array_repeat_last, unknown_filters,
)
