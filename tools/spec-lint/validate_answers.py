"""Validates requests and responses with openapi-core: `python validate_answers.py openapi.yaml URL TOKEN`.

Runs in an environment of its own (requirements.txt), without this repository's packages.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode
from urllib.request import Request as UrlRequest
from urllib.request import urlopen

from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

QUERIES: Final[tuple[tuple[tuple[str, object], ...], ...]] = (
    (("page", 1),),
    *((("page", page), ("per_page", size)) for page in (1, 2, 67, 1001) for size in (1, 2, 15, 100, 1000)),
    *((("page", 1), ("status[]", status)) for status in range(13)),
    *((("page", 1), ("status[]", first), ("status[]", 12 - first)) for first in range(6)),
    *((("page", 1), ("encryption", text)) for text in ("true", "false")),
    (("page", 1), ("sub_user_id", "1181ffd3-e3ee-4d75-a45c-8b9be3deb330")),
    (("page", 1), ("start_at", "2025-12-02 00:00:00")),
    (("page", 1), ("end_at", "2025-12-02 23:59:59")),
    (("page", 1), ("start_at", "2025-12-02 00:00:00"), ("end_at", "2025-12-02 23:59:59")),
    (("page", 1), ("start_at", "2025/12/3 0:00"), ("end_at", "2025/12/3 23:59"), ("status[]", 0)),
)
"""Valid queries."""

INVALID: Final[tuple[tuple[tuple[str, object], ...], ...]] = (
    (),
    *((("page", value),) for value in (0, -1, "x", "1.5", 2**53)),
    *((("page", 1), ("per_page", value)) for value in (0, 1001, "x")),
    *((("page", 1), ("status[]", value)) for value in (13, -1, "x")),
    *((("page", 1), ("encryption", value)) for value in ("maybe", 2)),
    (("page", 1), ("sub_user_id", "x")),
    *((("page", 1), ("start_at", value)) for value in ("x", "2025-13-01", "2025-12-01T00:00:00")),
)
"""Queries that break a schema of the contract."""


OK: Final = 200


class Sent:
    """A request, as openapi-core reads it."""

    content_type = ""
    body = None
    method = "get"

    def __init__(self, host: str, path: str, query: str, ids: Mapping[str, str], token: str) -> None:
        self.host_url = host
        self.path = path
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(query, keep_blank_values=True)),
            header=Headers({"Authorization": f"Bearer {token}"} if token else {}),
            path=dict(ids),
        )


class Received:
    """A response, as openapi-core reads it."""

    def __init__(self, status: int, headers: Mapping[str, str], data: bytes) -> None:
        self.status_code = status
        self.headers = Headers(dict(headers))
        self.content_type = self.headers["Content-Type"].partition(";")[0]
        self.data = data


def get(url: str, token: str) -> Received:
    """The response to one GET, whatever its status."""
    request = UrlRequest(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urlopen(request, timeout=30) as answer:
            return Received(answer.status, dict(answer.headers), answer.read())
    except HTTPError as error:
        with error:
            return Received(error.code, dict(error.headers), error.read())


class Check:
    """The contract, an API that should follow it, and what openapi-core says of both."""

    def __init__(self, file: str, url: str, token: str) -> None:
        self.api = OpenAPI.from_file_path(file)
        self.url, self.token = url, token
        document: Mapping[str, Any] = self.api.spec.read_value()
        examples = document["components"]["parameters"]
        self.ids = {name: examples[name]["example"] for name in ("user_id", "task_id")}
        (template,) = document["paths"]
        self.path = template.format(**self.ids)
        self.host = document["servers"][0]["url"]
        self.count = 0

    def complaints(self) -> Iterator[str]:
        """What is refused, or accepted, against expectation."""
        for queries, status in ((QUERIES, 200), (INVALID, 422)):
            for pairs in queries:
                yield from self._about(urlencode(pairs), status)
        yield from self._about("page=1", 401, token="")
        wrong = Received(200, {"Content-Type": "application/json"}, b"{}")
        if _error(self.api.validate_response, self._sent("page=1", self.token), wrong) is None:
            yield "an empty object is accepted as a page"

    def _about(self, query: str, status: int, token: str | None = None) -> Iterator[str]:
        token = self.token if token is None else token
        sent, received = self._sent(query, token), get(f"{self.url}{self.path}?{query}", token)
        self.count += 1
        if received.status_code != status:
            yield f"{query}: answered {received.status_code}, not {status}"
        error = _error(self.api.validate_request, sent)
        if (error is None) != (status == OK):
            yield f"{query}: the request is {'accepted' if error is None else f'refused: {error}'}"
        if error := _error(self.api.validate_response, sent, received):
            yield f"{query}: the response is refused: {error}"

    def _sent(self, query: str, token: str) -> Sent:
        return Sent(self.host, self.path, query, self.ids, token)


def _error(validate: Callable[..., None], *parts: object) -> str | None:
    """Why a validation fails; None if it does not."""
    try:
        validate(*parts)
    except OpenAPIError as error:
        return f"{error} {error.__cause__ or ''}".strip()
    return None


def main() -> None:
    """Exit with 1 and a line for each complaint, if there is one."""
    check = Check(*sys.argv[1:4])
    if found := list(check.complaints()):
        sys.exit("\n".join(found))
    print(f"openapi-core: {check.count} requests and responses are valid or invalid as expected")


if __name__ == "__main__":
    main()
