"""Writes query strings, and reads them back from the URL that was sent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode

SECOND: Final = "%Y-%m-%d %H:%M:%S"
"""The format of dates in answers, and in requests unless another one is tested."""

_MOMENT: Final = re.compile(
    r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})(?: ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?"
)
_SECOND: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Spelling:
    """How arrays, booleans and dates are written; for the words see `dialect`."""

    arrays: str = "brackets"
    booleans: str = "word"
    dates: str = "dashes"


def array(spelling: str, values: Sequence[object]) -> Pairs:
    """The parameter `status` in one of the spellings of `dialect.SPELLINGS`."""
    texts = [str(value) for value in values]
    if spelling == "brackets":
        return [("status[]", text) for text in texts]
    if spelling == "indices":
        return [(f"status[{place}]", text) for place, text in enumerate(texts)]
    if spelling == "comma":
        return [("status", ",".join(texts))]
    if spelling == "json":
        return [("status", f"[{','.join(texts)}]")]
    return [("status", text) for text in texts]


def boolean(spelling: str, value: bool) -> str:
    """A boolean in one of the spellings of `dialect.BOOLEANS`."""
    word = str(value).lower()
    return {"word": word, "capitals": word.upper(), "digit": str(int(value))}[spelling]


def moment(spelling: str, text: str) -> str:
    """A moment, `YYYY-MM-DD HH:MM:SS`, in one of the spellings of `dialect.DATES`, rounded down."""
    when = datetime.strptime(text, SECOND)
    if spelling in ("slashes", "documented"):
        time = f"{when.hour}:{when:%M}" + (f":{when:%S}" if spelling == "slashes" else "")
        return f"{when.year}/{when.month}/{when.day} {time}"
    return when.strftime({"dashes": SECOND, "no-seconds": "%Y-%m-%d %H:%M", "no-time": "%Y-%m-%d"}[spelling])


def write(values: Mapping[str, Any], spelling: Spelling = Spelling()) -> str:
    """A query string, in the order of the values; None is left out.

    `status` is a list. Of `start_at` and `end_at` only moments, `YYYY-MM-DD HH:MM:SS`, are spelled; any
    other text is written as it is.
    """
    pairs: Pairs = []
    for name, value in values.items():
        if value is None:
            continue
        if name == "status":
            pairs += array(spelling.arrays, value)
        elif isinstance(value, bool):
            pairs.append((name, boolean(spelling.booleans, value)))
        elif name in ("start_at", "end_at") and _SECOND.fullmatch(value) and date(value):
            pairs.append((name, moment(spelling.dates, value)))
        else:
            pairs.append((name, str(value)))
    return urlencode(pairs, quote_via=quote)


def date(text: str) -> datetime | None:
    """The date that a parameter means, in any spelling; None if it is not a date."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    year, _, month, day, hour, minute, second = match.groups(default="0")
    try:
        return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second))
    except ValueError:
        return None


def floor(text: str, step: int) -> str:
    """The last moment up to this one, both `YYYY-MM-DD HH:MM:SS`, that is a multiple of `step` seconds."""
    when = datetime.strptime(text, SECOND)
    seconds = (when - datetime(when.year, when.month, when.day)).seconds % step
    return (when - timedelta(seconds=seconds)).strftime(SECOND)


def later(text: str, seconds: int) -> str:
    """The moment so many seconds later, in the same format."""
    return (datetime.strptime(text, SECOND) + timedelta(seconds=seconds)).strftime(SECOND)


@dataclass(frozen=True)
class Sent:
    """The parameters of a request, read from its URL. None: not sent, or not understood.

    `end_step` is the precision of `end_at`: a day, a minute or a second, in seconds.
    """

    page: int | None
    per_page: int | None
    status: frozenset[int] | None
    start_at: datetime | None
    end_at: datetime | None
    end_step: int
    encryption: bool | None
    sub_user_id: str | None


def sent(url: str) -> Sent:
    """Read a URL, in any spelling; of a parameter sent twice, the last value counts."""
    pairs = parse_qsl(url.partition("?")[2], keep_blank_values=True)
    last = dict(pairs)
    statuses = [item for name, value in pairs if name.partition("[")[0] == "status" for item in _items(value)]
    encryption = last.get("encryption", "false").lower()
    return Sent(
        page=_whole(last.get("page", "")),
        per_page=_whole(last.get("per_page", "")),
        status=frozenset(map(int, statuses)) if statuses and all(map(str.isdecimal, statuses)) else None,
        start_at=date(last.get("start_at", "")),
        end_at=date(last.get("end_at", "")),
        end_step={0: 86_400, 1: 60}.get(last.get("end_at", "").count(":"), 1),
        encryption={"true": True, "1": True, "false": False, "0": False}.get(encryption),
        sub_user_id=last.get("sub_user_id"),
    )


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.strip("[]").split(",")]


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,18}", text) else None
