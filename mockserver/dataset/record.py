"""One record, one story: where the number is, when it was called, and how that ended, all agreeing."""

from datetime import datetime, timedelta
from typing import Any, Final

from mockserver.dataset.outcomes import Outcome, outcomes
from mockserver.dataset.telecom import LINES, NumberPlan, subscriber_blocks

Record = dict[str, Any]
"""The 20 fields of a row of `data`, named as in the contract."""

DRAWN: Final = 60
"""Random bytes that a record takes."""

QUEUE: Final = 60
"""A call is placed less than this many seconds after the number's turn."""

ABSENT: Final = 16
"""One record in so many lacks `extra`, and one in so many lacks `customer_id`."""


def _uuid(drawn: bytes) -> str:
    """16 bytes as a UUID of version 4."""
    digits = drawn.hex()
    variant = "89ab"[drawn[8] & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def _share(drawn: bytes, size: int) -> int:
    """Two bytes as a number below `size`."""
    return int.from_bytes(drawn, "little") * size >> 16


def _within(drawn: bytes, bounds: tuple[int, int]) -> int:
    """Two bytes as a number within bounds, both included."""
    return bounds[0] + _share(drawn, bounds[1] - bounds[0] + 1)


def _second(moment: datetime) -> str:
    return moment.isoformat(" ", "seconds")


def _call(outcome: Outcome, dialled: datetime, drawn: bytes) -> Record:
    """The fields of the call. `dialled` is the number's turn; 26 bytes are drawn.

    Dates are in whole seconds and lengths in milliseconds. The fractions of a second rise from call to
    answer to hang-up and stay below a half, so that a length, rounded or cut, is the difference of the dates.
    """
    if not outcome.called:
        return {
            "callid": None,
            "calldate": None,
            "bill": 0,
            "duration": 0,
            "hangupcause": None,
            "hangupdate": None,
            "answerdate": None,
        }
    ring = _within(drawn[18:20], outcome.ring)
    # Squaring makes short talks the most frequent.
    talk = outcome.talk[0] + (_share(drawn[20:22], 1 << 16) ** 2 * (outcome.talk[1] - outcome.talk[0]) >> 32)
    until_answer = ring * 1000 + _share(drawn[22:24], 200)
    until_hangup = talk * 1000 + _share(drawn[24:26], 300)
    called = dialled + timedelta(seconds=_share(drawn[16:18], QUEUE))
    answered = called + timedelta(seconds=ring)
    return {
        "callid": _uuid(drawn[:16]),
        "calldate": _second(called),
        "bill": until_hangup if outcome.answered else 0,
        "duration": until_answer + until_hangup,
        "hangupcause": outcome.hangupcause,
        "hangupdate": _second(answered + timedelta(seconds=talk)),
        "answerdate": _second(answered) if outcome.answered else None,
    }


def compose(
    drawn: bytes,
    *,
    id: int,
    status: int,
    label: str,
    subscriber: int,
    created_at: datetime,
    dialled_at: datetime,
    plan: NumberPlan,
) -> Record:
    """The record of a number.

    `drawn` are DRAWN random bytes; `subscriber` is below `telecom.SUBSCRIBERS`; `dialled_at` is the
    number's turn, not before `created_at`. Dates are Asia/Shanghai, in whole seconds.
    """
    outcome = outcomes()[status]
    block, line = divmod(subscriber, LINES)
    home = subscriber_blocks()[block]
    call = _call(outcome, dialled_at, drawn[32:58])
    return {
        "number": f"{getattr(home, plan)}{line:04d}",
        "city": home.place.city,
        "pro": home.place.pro,
        "mobile_type": home.mobile_type,
        "area_code": home.place.area_code,
        "post_code": home.place.post_code,
        "extra": _uuid(drawn[:16]) if drawn[58] % ABSENT else None,
        "id": id,
        "status_str": label,
        **call,
        "is_blacklist": outcome.is_blacklist,
        "status": status,
        "customer_id": _uuid(drawn[16:32]) if drawn[59] % ABSENT else None,
        "created_at": _second(created_at),
    }
