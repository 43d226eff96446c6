#!/usr/bin/env python3
"""List the numbers of a task, page by page, with filters, a timeout and retries."""

import json
import os
import random
import re
import signal
import sys
import time
from collections.abc import Iterator
from http.client import HTTPException
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

PER_PAGE = 100
TIMEOUT = 10  # Seconds, for each wait on the network.
ATTEMPTS = 5
PATIENCE = 60  # Seconds: no longer Retry-After is waited for.
USAGE = "usage: list_numbers.py USER_ID TASK_ID [status=2,5] [start_at=DATE] [end_at=DATE]"
SHOWN = ("id", "number", "status", "status_str", "created_at")


class Page(NamedTuple):
    """One page of records, and how many pages there are."""

    records: list[dict[str, Any]]
    last: int


class RefusedError(Exception):
    """Asking again would not help."""


class UnavailableError(Exception):
    """A fault that may pass, but not within `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float = 0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Numbers:
    """The numbers in the tasks of one API."""

    def __init__(self, url: str, token: str) -> None:
        if not re.match("https?://", url):
            raise RefusedError("NUMBERS_URL must begin with http:// or https://")
        # Otherwise http.client would complain, and show the token.
        if not re.fullmatch("[!-~]+", token):
            raise RefusedError("NUMBERS_TOKEN is empty or holds a character no token has")
        self.url = url.rstrip("/")
        # A Laravel backend may answer errors in HTML without this Accept header.
        self.headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        # Unlike urlopen, this follows no redirect: the token would travel to wherever it points.
        self.opener = OpenerDirector()
        for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler()):
            self.opener.add_handler(handler)

    def pages(self, user: str, task: str, filters: dict[str, Any]) -> Iterator[Page]:
        """The pages of a task's numbers, oldest first."""
        path = f"{self.url}/agent-api/user/{quote(user, '')}/task/{quote(task, '')}/number"
        for number in count(1):
            query = {"page": number, "per_page": PER_PAGE, **filters}
            page = self.get(f"{path}?{urlencode(query, doseq=True)}")
            yield page
            if number >= page.last or not page.records:
                return

    def get(self, url: str) -> Page:
        """One page, asked for until it comes or hope is lost."""
        attempt = 1
        while True:
            try:
                return self.ask(url)
            except UnavailableError as fault:
                if attempt == ATTEMPTS or fault.retry_after > PATIENCE:
                    raise RefusedError(f"gave up at attempt {attempt} of {ATTEMPTS}: {fault}") from fault
                # Retry-After plus about 0.5, 1, 2 or 4 s; random, so that clients do not retry together.
                time.sleep(fault.retry_after + 2**attempt / 4 * random.uniform(0.5, 1))
                attempt += 1

    def ask(self, url: str) -> Page:
        """One page, asked for once."""
        try:
            with self.opener.open(Request(url, headers=self.headers), timeout=TIMEOUT) as answer:
                status, retry_after, body = answer.status, answer.headers["Retry-After"], answer.read()
        except (OSError, ValueError, HTTPException) as fault:
            raise UnavailableError(str(fault)) from fault
        try:
            envelope = json.loads(body)
            if status == 200 and envelope["status"] == "success":
                return Page(list(envelope["data"]), int(envelope["meta"]["last_page"]))
            # An error may travel with HTTP 200 too.
            message = f"{envelope['code']} " + envelope["message"]
        except (ValueError, KeyError, TypeError):
            message = f"{status} the answer is not the API's JSON"
        if status == 429 or status >= 500:
            raise UnavailableError(message, float(retry_after) if (retry_after or "").isdecimal() else 0)
        raise RefusedError(message)


def parse(words: list[str]) -> dict[str, Any]:
    """Filters as the API wants them; a ValueError if they are none."""
    filters: dict[str, Any] = dict(word.split("=", 1) for word in words)
    if not filters.keys() <= {"status", "start_at", "end_at"}:
        raise ValueError(words)
    if "status" in filters:  # Spelled status[]: of `status=2&status=5` a PHP backend reads only the 5.
        filters["status[]"] = filters.pop("status").split(",")
    return filters


def main() -> None:
    """Print the numbers, one a line."""
    try:
        (user, task), filters = sys.argv[1:3], parse(sys.argv[3:])
    except ValueError:
        sys.exit(USAGE)
    url, token = os.environ.get("NUMBERS_URL", "http://127.0.0.1:4010"), os.environ.get("NUMBERS_TOKEN", "")
    rows = pages = 0
    try:
        for page in Numbers(url, token).pages(user, task, filters):
            for record in page.records:
                print(*(record[name] for name in SHOWN), sep="\t")
            rows, pages = rows + len(page.records), pages + 1
        sys.stdout.flush()
    except RefusedError as refusal:
        sys.exit(f"error: {refusal}")
    except (KeyError, TypeError) as breach:
        sys.exit(f"error: the answer breaks the contract: {breach}")
    except OSError as fault:
        print(f"error: {fault}", file=sys.stderr)
        os._exit(1)  # Python's own end would try to write once more.
    print(f"{rows} numbers, {pages} pages", file=sys.stderr)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # End in silence at Ctrl-C,
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # and when `| head` has seen enough.
    main()
