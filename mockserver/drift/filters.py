"""Drifts of the filters: by status, by date, and beside other parameters."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from mockserver.dataset import outcomes
from mockserver.drift.kinds import Drift, Request, Values, hearing, receiving, without

BOUNDS: Final = ("start_at", "end_at")

BEFORE: Final = "1999-01-01 00:00:00"
"""A moment before any record."""


def _statuses(values: Values) -> list[int]:
    """The statuses of a request; none if one of them does not exist."""
    status: list[int] = values.get("status", [])
    return status if all(each in range(len(outcomes())) for each in status) else []


def _filtered(values: Values, status: Iterable[int]) -> Values:
    """The values with other statuses, or without if there are none."""
    wanted = list(status)
    return {**values, "status": wanted} if wanted else without(values, "status")


def _moved(values: Values, name: str, seconds: int) -> Values:
    """The values with one moment moved; what is not a moment stays."""
    try:
        moment = datetime.fromisoformat(values[name])
        moved = moment + timedelta(seconds=seconds)
    except (KeyError, ValueError, OverflowError):
        return values
    # Python reads more than the mock does: 20251203 should be refused as ever.
    return {**values, name: moved.isoformat(" ")} if moment.isoformat(" ") == values[name] else values


def _moments(values: Values) -> set[str]:
    """The names of the bounds that can be read."""
    return {name for name in BOUNDS if _moved(values, name, 0) is not values}


@hearing
def filter_ignored(values: Values) -> Values:
    """`status` is ignored."""
    return without(values, "status")


@hearing
def filter_last_only(values: Values) -> Values:
    """Of several `status` only the last is used."""
    return {**values, "status": values["status"][-1:]} if "status" in values else values


@hearing
def filter_first_only(values: Values) -> Values:
    """Of several `status` only the first is used."""
    return {**values, "status": _statuses(values)[:1]} if _statuses(values) else values


@hearing
def filter_zero_ignored(values: Values) -> Values:
    """`status=0` is taken for no filter."""
    return without(values, "status") if values.get("status") == [0] else values


@hearing
def filter_unknown_accepted(values: Values) -> Values:
    """A `status` that does not exist is ignored, not refused."""
    return values if _statuses(values) or not values.get("status") else without(values, "status")


@hearing
def filter_neighbour(values: Values) -> Values:
    """`status=12` is taken for `status=11`."""
    statuses = _statuses(values)
    return _filtered(values, [11 if each == 12 else each for each in statuses]) if statuses else values


@hearing
def filter_first_page(values: Values) -> Values:
    """With `status` every page is the first."""
    return {**values, "page": 1} if "status" in values and _is_later(values.get("page")) else values


def _is_later(page: object) -> bool:
    return isinstance(page, int) and page > 1


@hearing
def filter_drops_encryption(values: Values) -> Values:
    """With `status` numbers are not encrypted."""
    return without(values, "encryption") if "status" in values else values


@hearing
def filter_drops_bound(values: Values) -> Values:
    """With a single `status` a single bound is ignored, as by a cache whose key lacks it."""
    alone = len(values.get("status", [])) == 1 and not set(BOUNDS) <= values.keys()
    return without(values, *BOUNDS) if alone else values


@hearing
def start_ignored(values: Values) -> Values:
    """`start_at` is ignored."""
    return without(values, "start_at")


@hearing
def end_ignored(values: Values) -> Values:
    """`end_at` is ignored."""
    return without(values, "end_at")


@hearing
def bounds_ignored(values: Values) -> Values:
    """`start_at` and `end_at` are ignored where they are valid."""
    return without(values, *_moments(values))


@hearing
def start_alone_ignored(values: Values) -> Values:
    """`start_at` is ignored without `end_at`."""
    return values if "end_at" in values else without(values, "start_at")


@hearing
def end_alone_ignored(values: Values) -> Values:
    """`end_at` is ignored without `start_at`."""
    return values if "start_at" in values else without(values, "end_at")


@hearing
def start_exclusive(values: Values) -> Values:
    """`start_at` itself is left out."""
    return _moved(values, "start_at", 1)


@hearing
def end_exclusive(values: Values) -> Values:
    """`end_at` itself is left out."""
    return _moved(values, "end_at", -1)


@hearing
def bounds_utc(values: Values) -> Values:
    """`start_at` and `end_at` are taken for UTC."""
    hours = 8 * 3600
    return _moved(_moved(values, "start_at", hours), "end_at", hours)


@hearing
def start_by_day(values: Values) -> Values:
    """`start_at` loses its time beside `end_at`."""
    if _moments(values) != set(BOUNDS):
        return values
    return {**values, "start_at": f"{values['start_at'][:10]} 00:00:00"}


@receiving
def end_whole_day(request: Request) -> Request:
    """`end_at` without a time is the end of that day."""
    end = [f"{text} 23:59:59" if len(text) == 10 else text for text in request.query.get("end_at", [])]
    return request.asking({**request.query, "end_at": end}) if end else request


@receiving
def slashes_ignored(request: Request) -> Request:
    """A bound with slashes and a time is ignored."""
    spelled = [name for name in BOUNDS if {"/", ":"} <= set("".join(request.query.get(name, [])))]
    return request.asking(without(request.query, *spelled))


@hearing
def date_accepted(values: Values) -> Values:
    """A date that does not exist is ignored, not refused."""
    return without(values, *(set(BOUNDS) - _moments(values)))


@hearing
def bounds_sorted(values: Values) -> Values:
    """`start_at` after `end_at` is not refused: the two are exchanged."""
    if _moments(values) != set(BOUNDS) or values["start_at"] <= values["end_at"]:
        return values
    return {**values, "start_at": values["end_at"], "end_at": values["start_at"]}


@hearing
def bounds_same_empty(values: Values) -> Values:
    """`start_at` and `end_at` at the same moment find nothing."""
    if _moments(values) != set(BOUNDS) or values["start_at"] != values["end_at"]:
        return values
    return {**values, **dict.fromkeys(BOUNDS, BEFORE)}


@hearing
def bounds_drop_filter(values: Values) -> Values:
    """With both bounds `status` is ignored."""
    return _filtered(values, []) if set(BOUNDS) <= values.keys() and _statuses(values) else values


@hearing
def start_drops_filter(values: Values) -> Values:
    """With `start_at` alone `status` is ignored."""
    return without(values, "status") if "start_at" in values and "end_at" not in values else values


@hearing
def end_drops_filter(values: Values) -> Values:
    """With `end_at` alone `status` is ignored."""
    return without(values, "status") if "end_at" in values and "start_at" not in values else values


# fmt: off
FILTERS: Final[tuple[Drift, ...]] = (
    filter_ignored, filter_last_only, filter_first_only, filter_zero_ignored, filter_unknown_accepted,
    filter_neighbour, filter_first_page, filter_drops_encryption, filter_drops_bound, start_ignored,
    end_ignored, bounds_ignored, start_alone_ignored, end_alone_ignored, start_exclusive, end_exclusive,
    bounds_utc, start_by_day, end_whole_day, slashes_ignored, date_accepted, bounds_sorted,
    bounds_same_empty, bounds_drop_filter, start_drops_filter, end_drops_filter,
)
