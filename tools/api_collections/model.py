"""The parts of a collection, independent of its format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

BEARER: Final = "Bearer {{token}}"

Query = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Check:
    """One assertion: its title, and the statements of JavaScript that throw when it fails.

    The statements use `status`, `body`, `header(name)` and chai's `expect`.
    """

    title: str
    statements: Sequence[str]


@dataclass(frozen=True)
class Example:
    """A response the contract shows: its name, HTTP status, headers and body."""

    name: str
    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Request:
    """One GET and its expected response. `path` and `authorization` may contain `{{variables}}`."""

    name: str
    title: str
    path: str
    query: Query
    status: int
    checks: Sequence[Check]
    authorization: str | None = BEARER
    headers: Mapping[str, str] = field(default_factory=dict)
    examples: Sequence[Example] = ()

    @property
    def expectation(self) -> str:
        """The expected response, in words."""
        return f"应返回 HTTP {self.status}。Expects HTTP {self.status}."

    def url(self, safe: str) -> str:
        """The URL, percent-encoded but for the characters in `safe`."""
        query = urlencode(self.query, quote_via=quote, safe=safe)
        return f"{{{{base_url}}}}{self.path}" + (f"?{query}" if query else "")


@dataclass(frozen=True)
class Folder:
    """Requests that belong together."""

    name: str
    title: str
    requests: Sequence[Request]


@dataclass(frozen=True)
class Parameter:
    """A query parameter as the contract describes it; `key` and `example` are spelled as in a URL."""

    key: str
    example: str
    about: str


@dataclass(frozen=True)
class Environment:
    """Values of variables. `private` names those that users fill in and never commit."""

    name: str
    about: str
    values: Mapping[str, str]
    private: Sequence[str] = ()


@dataclass(frozen=True)
class Collection:
    """All requests, and the environments to send them in; the first one is the default."""

    title: str
    about: str
    parameters: Sequence[Parameter]
    folders: Sequence[Folder]
    environments: Sequence[Environment]

    @property
    def requests(self) -> Mapping[str, Request]:
        """Every request by its name."""
        return {each.name: each for folder in self.folders for each in folder.requests}

    def unused(self, request: Request) -> Sequence[Parameter]:
        """The parameters a request does not send; formats list them as disabled."""
        sent = {key for key, _ in request.query}
        return [each for each in self.parameters if each.key not in sent]
