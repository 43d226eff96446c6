"""The results expected of every client, read from the mock without a client."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from clients.generate import ClientError

USER: Final = "5832d184-dd53-42a0-8ace-0bf8d660f4cc"
TASK: Final = "f232d184-dd54-42a0-8ace-0bf8d660f4cc"
TOKEN: Final = "YOUR_TOKEN"

AS_TEXT: Final = "/@drift=per_page_string"
"""Path prefix with which the mock sends `meta.per_page` as a string, which the contract allows."""

LIMITED: Final = "/@code=429"
"""Path prefix with which the mock responds with 429 to every request."""

Seen = dict[str, Any]
"""The results of a client, or those expected, by step."""


@contextmanager
def serving() -> Iterator[str]:
    """Run a mock for the block; yield its base URL. Raises ClientError if it does not start."""
    process = subprocess.Popen(
        (Path(sys.executable).parent / "mockserver", "serve", "--port", "0", "--rows", "1000"),
        env=os.environ | {"MOCKSERVER_TOKEN": TOKEN},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            lines = iter(process.stdout or ())
            yield next(line.strip() for line in lines if line.startswith("http"))
        except StopIteration:
            raise ClientError("the mock did not start; make run shows why") from None
        finally:
            process.terminate()


@dataclass(frozen=True)
class Mock:
    """A running mock, read without a client."""

    url: str

    def get(self, query: str, token: str = TOKEN, prefix: str = "") -> Any:
        """The body of a response, which may be an error."""
        url = f"{self.url}{prefix}/agent-api/user/{USER}/task/{TASK}/number?{query}"
        try:
            with urlopen(Request(url, headers={"Authorization": f"Bearer {token}"})) as answer:
                return json.load(answer)
        except HTTPError as error:
            return json.load(error)


def expected(mock: Mock) -> Seen:
    """The expected results by step."""
    page = mock.get("page=1&per_page=5")
    rows = mock.get("page=1&per_page=1000")["data"]
    shown = mock.get("page=1&status=1&status=8")["data"]
    errors = {
        "401": mock.get("page=1", token="invalid"),
        "422": mock.get("page=1&start_at=2025-12-03&end_at=2025-12-02"),
        "429": mock.get("page=1", prefix=LIMITED),
    }
    return {
        "example": [f"{row['id']} {row['number']} {row['status_str']}" for row in shown],
        "page": {**_only(page["meta"], "total", "last_page"), "ids": _ids(page["data"])},
        "walk": _ids(rows),
        "as text": _ids(rows),
        "status": _ids(row for row in rows if row["status"] in (2, 5)),
        "dates": _ids(
            row for row in rows if "2025-12-02 00:00:00" <= row["created_at"] <= "2025-12-02 12:00:00"
        ),
        "record": rows[:2],
        **{step: _only(envelope, "code", "message") for step, envelope in errors.items()},
    }


def _ids(rows: Iterable[Mapping[str, Any]]) -> list[int]:
    return [row["id"] for row in rows]


def _only(mapping: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: mapping[key] for key in keys}
