"""Records whose fields agree: the number's place, the times of the call and its outcome.

A record is written directly as JSON, by filling a template: building a dict of 20 fields and serialising it
takes longer, and records are most of a page.
"""

from binascii import hexlify
from collections.abc import Callable, Iterable, Mapping
from itertools import product
from struct import Struct
from typing import Any, Final

from orjson import dumps

from mockserver.dataset.campaign import MINUTES, SECONDS
from mockserver.dataset.outcomes import Outcome, outcomes
from mockserver.dataset.telecom import LINES, NumberPlan, blocks

Record = dict[str, Any]
"""The 20 fields of a row of `data`, named as in the contract."""

_UUIDS: Final = Struct("8x" + "8s4s3s3s12s" * 3 + "30x")
"""Splits the hexadecimal digits of the random bytes into three UUIDs: `extra`, `callid`, `customer_id`. Each
lacks the two digits of version and variant."""

_DRAWN: Final = Struct("<4x45x5H2B3x")
"""The other random values: seconds of queueing, ringing and talking; fractions of a second until answer and
until hang-up; whether there is an `extra` and a `customer_id`."""

QUEUE: Final = 60
"""A call starts less than this many seconds after the number's turn."""

ABSENT: Final = 16
"""One record in this many lacks `extra`, and one in this many lacks `customer_id`."""


def _template(outcome: Outcome, label: str, *, has_extra: bool, has_customer: bool) -> bytes:
    """The JSON of a record with this outcome, with placeholders for the other values.

    Every template takes the same values; for a null field, its placeholders print nothing (`%.0b`).
    """

    def uuid(present: bool) -> bytes:  # noqa: FBT001  # Called with one argument, whose name is clear.
        return b'"%b-%b-4%b-a%b-%b"' if present else b"null" + b"%.0b" * 5

    def date(present: bool) -> bytes:  # noqa: FBT001
        return b'"%b"' if present else b"null%.0b"

    called = outcome.hangupcause is not None
    fields = (
        b'"number":"%d"',
        b"%b",  # The five fields of the place.
        b'"extra":' + uuid(has_extra),
        b'"id":%d',
        b'"status_str":' + dumps(label).replace(b"%", b"%%"),
        b'"callid":' + uuid(called),
        b'"calldate":' + date(called),
        b'"bill":%d',
        b'"duration":%d',
        b'"hangupcause":' + dumps(outcome.hangupcause),
        b'"hangupdate":' + date(called),
        b'"answerdate":' + date(outcome.answered),
        b'"is_blacklist":' + dumps(outcome.is_blacklist),
        b'"status":%d' % outcome.status,
        b'"customer_id":' + uuid(has_customer),
        b'"created_at":"%b"',
    )
    return b"{" + b",".join(fields) + b"}"


def seal_number(record: bytes, seal: Callable[[str], str]) -> bytes:
    """A record, as JSON, with its number encrypted by `seal`; the number is the first field."""
    *head, number, tail = record.split(b'"', 4)
    return b'"'.join((*head, seal(number.decode()).encode(), tail))


class RecordWriter:
    """Writes records as JSON; `labels` are the labels of the statuses."""

    def __init__(self, labels: Mapping[int, str]) -> None:
        self._blocks = blocks()
        self._outcomes = outcomes()
        self._templates = {
            (status, has_extra, has_customer): _template(
                outcomes()[status], label, has_extra=has_extra, has_customer=has_customer
            )
            for status, label in labels.items()
            for has_extra, has_customer in product((False, True), repeat=2)
        }

    def write(
        self,
        drawn: Iterable[bytes],
        ids: Iterable[int],
        statuses: Iterable[int],
        subscribers: Iterable[int],
        created: Iterable[int],
        dialled: Iterable[int],
        plan: NumberPlan,
    ) -> list[bytes]:
        """The records of some numbers, each as JSON.

        `drawn` are ROW_BYTES random bytes for each; subscribers are below `telecom.SUBSCRIBERS`. `created`
        and `dialled` (the number's turn, never before `created`) are seconds since `campaign.FIRST_DAY`.

        Dates are in whole seconds, durations in milliseconds. The fractions of a second increase from call
        to answer to hang-up and stay below a half, so a duration, rounded or truncated to seconds, equals
        the difference of the dates.
        """
        segments = self._blocks.realistic if plan == "realistic" else self._blocks.unassigned
        homes, outcome_of, templates = self._blocks.homes, self._outcomes, self._templates
        uuids, others, minutes, seconds = _UUIDS.unpack, _DRAWN.unpack, MINUTES, SECONDS
        records = []
        for each, number_id, status, subscriber, added, turn in zip(
            drawn, ids, statuses, subscribers, created, dialled, strict=True
        ):
            # Unpacking to fifteen names is faster than slicing a tuple.
            x1, x2, x3, x4, x5, c1, c2, c3, c4, c5, m1, m2, m3, m4, m5 = uuids(hexlify(each))
            queued, rung, talked, until_answer, until_hangup, has_extra, has_customer = others(each)
            block, line = divmod(subscriber, LINES)
            outcome = outcome_of[status]
            duration = bill = 0
            called = answered = ended = turn
            if outcome.hangupcause is not None:
                ring = outcome.ring_least + (rung * outcome.ring_span >> 16)
                # The square makes short talks the most frequent.
                talk = outcome.talk_least + (talked * talked * outcome.talk_span >> 32)
                called += queued * QUEUE >> 16
                answered = called + ring
                ended = answered + talk
                billed = talk * 1000 + (until_hangup * 300 >> 16)
                duration = ring * 1000 + (until_answer * 200 >> 16) + billed
                bill = billed if outcome.answered else 0
            records.append(templates[status, has_extra % ABSENT > 0, has_customer % ABSENT > 0] % (
                segments[block] * LINES + line,
                homes[block],
                x1, x2, x3, x4, x5,
                number_id,
                c1, c2, c3, c4, c5,
                minutes[called // 60] + seconds[called % 60],
                bill,
                duration,
                minutes[ended // 60] + seconds[ended % 60],
                minutes[answered // 60] + seconds[answered % 60],
                m1, m2, m3, m4, m5,
                minutes[added // 60] + seconds[added % 60],
            ))  # fmt: skip
        return records
