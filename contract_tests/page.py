"""An answer of 200 as checks see it, normalized by the dialect."""

import re
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Any, Final

from contract_tests.dialect import Dialect
from contract_tests.exchange import Exchange, Object
from contract_tests.query import Sent, sent
from contract_tests.results import Failed, Skipped

Row = Object
"""One record, its fields named as in the contract."""

NUMBER: Final = "number"

MOST_ROWS: Final = 5000
"""Rows of a page that are looked at; no request asks for so many."""

MASKED: Final = re.compile(r"1[3-9][0-9]\*+[0-9]*(_[a-z0-9]+)?")
"""A number whose middle is hidden, as an account can be set to (`disable_task_phone`)."""

PLACES: Final = ("city", "pro", "mobile_type", "area_code", "post_code")
"""The fields that say where a number belongs."""


@dataclass(frozen=True, eq=False)
class Page:
    """A page of records, its `meta`, and the exchange it was received in."""

    exchange: Exchange
    rows: list[Row]
    meta: Object

    @cached_property
    def sent(self) -> Sent:
        """The parameters of the request, read from the URL that was sent."""
        return sent(self.exchange.url)

    @property
    def account(self) -> tuple[str, str | None]:
        """The owner of these numbers: the path and the sub account."""
        return self.exchange.url.partition("?")[0], self.sent.sub_user_id

    @property
    def ids(self) -> list[Any]:
        """The ids of the rows, in order."""
        return [row["id"] for row in self.rows]


UNKNOWN_ERROR: Final = 400
"""What an error in an answer of 200 stands for, unless the dialect has its code."""


def status_of(exchange: Exchange, dialect: Dialect) -> int:
    """The HTTP status of an answer, or the one its body stands for where errors are sent with 200."""
    if dialect.errors == "http-status" or exchange.status != 200 or not exchange.readable:
        return exchange.status
    document = exchange.document
    if document.get("status") == "success":
        return exchange.status
    code = document.get("code")
    meanings = {theirs: int(ours) for ours, theirs in dialect.error_codes.items()}
    if type(code) is not int:
        return UNKNOWN_ERROR
    return meanings.get(code, code if 400 <= code < 600 else UNKNOWN_ERROR)


def read(exchange: Exchange, dialect: Dialect, nullable: frozenset[str]) -> Page:
    """The page in an answer. Raises Skipped if there is none, naming the check that covers that.

    Raises Failed if the request rests on an open question and was refused.
    """
    status = status_of(exchange, dialect)
    if exchange.request.assumes and exchange.failure is None and status != 200:
        raise Failed(f"the API answers {status} where the contract assumes 200", exchange)
    if exchange.failure is not None or status != 200:
        what = exchange.failure or f"the answer was {status}"
        raise Skipped(f"needs a page of numbers, but {what} (see valid-requests-are-answered)")
    document = exchange.document if exchange.readable else {}
    rows, meta = document.get("data"), document.get("meta")
    if not isinstance(rows, list) or not isinstance(meta, dict) or not all(isinstance(r, dict) for r in rows):
        raise Skipped("needs a page of numbers, but the answer is not one (see answers-are-exact-json)")
    return Page(exchange, [_normalized(row, dialect, nullable) for row in rows[:MOST_ROWS]], _counted(meta))


def _counted(meta: Object) -> Object:
    """`meta` with `per_page` as an integer where the string that was sent is returned."""
    size = meta.get("per_page")
    if isinstance(size, str) and re.fullmatch("[1-9][0-9]{0,17}", size):
        return {**meta, "per_page": int(size)}
    return meta


def _normalized(row: Row, dialect: Dialect, nullable: frozenset[str]) -> Row:
    """A row as the contract would have it."""
    if dialect.null == "empty-string":
        row = {name: None if value == "" and name in nullable else value for name, value in row.items()}
    if dialect.blacklist == "integer" and row.get("is_blacklist") in (0, 1):
        row = {**row, "is_blacklist": bool(row["is_blacklist"])}
    if dialect.blacklist_waiting == "false" and row.get("status") == 0 and row.get("is_blacklist") is False:
        row = {**row, "is_blacklist": None}
    if dialect.no_call_durations == "null" and not row.get("answerdate"):
        absent = ("bill",) if row.get("calldate") else ("bill", "duration")
        row = {**row, **{name: 0 for name in absent if name in row and row[name] is None}}
    return row


def damaged(text: str) -> bool:
    """Whether Chinese in a text was lost: replaced, escaped twice, or decoded with the wrong charset."""
    if any(mark in text for mark in ("\ufffd", "\\u", "??")) or unescape(text) != text:
        return True
    return not text.isascii() and not any("\u4e00" <= each <= "\u9fff" for each in text)
