"""Parameters that are not heard, or not as the contract means them."""

from datetime import datetime, timedelta
from typing import Final

from mockserver.dataset import outcomes
from mockserver.drift.kinds import Collect, Values, hearing

EXACT: Final = 2**53 - 1
"""The largest whole number that every JSON client keeps exact: there is no page behind it."""

DRIFTS: Final[Collect] = []

drift = hearing(DRIFTS)


def _without(values: Values, *names: str) -> Values:
    return {name: value for name, value in values.items() if name not in names}


def _moved(values: Values, name: str, seconds: int) -> Values:
    """The values with one moment moved; what is no moment stays."""
    try:
        moment = datetime.fromisoformat(values[name])
        moved = moment + timedelta(seconds=seconds)
    except (KeyError, ValueError, OverflowError):
        return values
    # Python reads more than the mock does: 20251203 should be refused as ever.
    return {**values, name: moved.isoformat(" ")} if moment.isoformat(" ") == values[name] else values


@drift
def filter_ignored(values: Values) -> Values:
    """`status` is ignored."""
    return _without(values, "status")


@drift
def filter_last_only(values: Values) -> Values:
    """Of several `status` only the last is heard."""
    status = values.get("status")
    return {**values, "status": status[-1:]} if isinstance(status, list) else values


@drift
def filter_zero_ignored(values: Values) -> Values:
    """`status=0` is taken for no filter."""
    return _without(values, "status") if values.get("status") == [0] else values


@drift
def filter_unknown_accepted(values: Values) -> Values:
    """A `status` that does not exist is ignored, not refused."""
    status = values.get("status")
    if not isinstance(status, list) or all(each in range(len(outcomes())) for each in status):
        return values
    return _without(values, "status")


@drift
def start_ignored(values: Values) -> Values:
    """`start_at` is ignored."""
    return _without(values, "start_at")


@drift
def end_ignored(values: Values) -> Values:
    """`end_at` is ignored."""
    return _without(values, "end_at")


@drift
def start_exclusive(values: Values) -> Values:
    """`start_at` itself is left out."""
    return _moved(values, "start_at", 1)


@drift
def end_exclusive(values: Values) -> Values:
    """`end_at` itself is left out."""
    return _moved(values, "end_at", -1)


@drift
def date_accepted(values: Values) -> Values:
    """A date that does not exist is ignored, not refused."""
    return _without(values, *(name for name in ("start_at", "end_at") if _moved(values, name, 0) is values))


@drift
def page_ignored(values: Values) -> Values:
    """Every page is the first."""
    return {**values, "page": 1}


@drift
def page_optional(values: Values) -> Values:
    """Without `page` the first page is answered."""
    return {"page": 1, **values}


@drift
def page_from_zero(values: Values) -> Values:
    """Pages count from 0, so the first one is never seen."""
    page = values.get("page")
    return {**values, "page": page + 1} if isinstance(page, int) and 0 <= page < EXACT else values


@drift
def page_late(values: Values) -> Values:
    """Page 2 is page 1 again, and so on."""
    page = values.get("page")
    return {**values, "page": max(page - 1, 1)} if isinstance(page, int) and page >= 1 else values


@drift
def per_page_ignored(values: Values) -> Values:
    """`per_page` is ignored."""
    return _without(values, "per_page")


@drift
def per_page_capped(values: Values) -> Values:
    """A `per_page` above 100 is 100, in silence."""
    per_page = values.get("per_page")
    return {**values, "per_page": min(per_page, 100)} if isinstance(per_page, int) else values


@drift
def sub_account_ignored(values: Values) -> Values:
    """`sub_user_id` is ignored."""
    return _without(values, "sub_user_id")


@drift
def encryption_ignored(values: Values) -> Values:
    """`encryption` is ignored."""
    return _without(values, "encryption")


@drift
def encryption_always(values: Values) -> Values:
    """Numbers are always encrypted."""
    return {**values, "encryption": True}
