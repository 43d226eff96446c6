"""An answer of 200 as laws look at it, after what the dialect says of the API's habits."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Any, Final

from contract_tests.check import Broken, NotJudged
from contract_tests.dialect import Dialect
from contract_tests.exchange import Exchange, Object
from contract_tests.query import Sent, sent

Row = Object
"""One record, its fields named as in the contract."""

NUMBER: Final = "number"


@dataclass(frozen=True, eq=False)
class Page:
    """A page of records, `meta` beside it, and the exchange that brought it."""

    exchange: Exchange
    rows: list[Row]
    meta: Object

    @cached_property
    def sent(self) -> Sent:
        """What was asked for, read from the URL as it went out."""
        return sent(self.exchange.url)

    @property
    def account(self) -> tuple[str, str | None]:
        """Whose numbers these are: the path, and the sub account."""
        return self.exchange.url.partition("?")[0], self.sent.sub_user_id

    @property
    def ids(self) -> list[Any]:
        """The ids of the rows, in order."""
        return [row["id"] for row in self.rows]


def status_of(exchange: Exchange, dialect: Dialect) -> int:
    """The HTTP status of an answer, or the one its body stands for where errors travel with 200."""
    if dialect.errors == "in-body" and exchange.status == 200 and exchange.readable:
        document = exchange.document
        if document.get("status") != "success":
            code = document.get("code")
            meanings = {theirs: int(ours) for ours, theirs in dialect.error_codes.items()}
            return int(meanings.get(code, code)) if type(code) is int else 0
    return exchange.status


def read(exchange: Exchange, dialect: Dialect, nullable: frozenset[str]) -> Page:
    """The page in an answer. Raises NotJudged, naming the law that tells more, if there is none in it.

    Raises Broken if the request rests on an open question and was refused.
    """
    status = status_of(exchange, dialect)
    if exchange.request.assumes and exchange.failure is None and status != 200:
        raise Broken(f"the API answers {status} where the contract assumes 200", exchange)
    if exchange.failure is not None or status != 200:
        what = exchange.failure or f"the answer was {status}"
        raise NotJudged(f"it needs a page of numbers, but {what} (see valid-requests-are-answered)")
    document = exchange.document if exchange.readable else {}
    rows, meta = document.get("data"), document.get("meta")
    if not isinstance(rows, list) or not isinstance(meta, dict) or not all(isinstance(r, dict) for r in rows):
        raise NotJudged("it needs a page of numbers, but the answer holds none (see answers-are-exact-json)")
    return Page(exchange, [_usual(row, dialect, nullable) for row in rows], meta)


def _usual(row: Row, dialect: Dialect, nullable: frozenset[str]) -> Row:
    """A row in the contract's habits."""
    if dialect.null == "empty-string":
        row = {name: None if value == "" and name in nullable else value for name, value in row.items()}
    if dialect.blacklist == "integer" and row.get("is_blacklist") in (0, 1):
        row = {**row, "is_blacklist": bool(row["is_blacklist"])}
    return row


def distinct(pages: Iterator[Page]) -> Iterator[tuple[Row, Exchange]]:
    """Every record that differs from all before it, and where it was first seen."""
    known: set[str] = set()
    for page in pages:
        for row in page.rows:
            key = repr(row)
            if key not in known:
                known.add(key)
                yield row, page.exchange


def damaged(text: str) -> bool:
    """Whether Chinese in a text was lost: replaced, escaped once more, or read in another encoding."""
    if any(mark in text for mark in ("\ufffd", "\\u", "??")) or unescape(text) != text:
        return True
    return not text.isascii() and not any("\u4e00" <= each <= "\u9fff" for each in text)
