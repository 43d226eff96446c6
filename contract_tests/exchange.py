"""One request as it was sent, and its answer as it was received."""

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

TOKEN: Final = "$NUMBERS_TOKEN"
"""Stands for the token wherever a request is written down; the real one is put in when it is sent."""

BEARER: Final = f"Bearer {TOKEN}"
"""The header `Authorization` of an authorized request."""


class Token(str):
    """The token of a run. Its `repr`, as tracebacks show it, is the variable that stands for it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(TOKEN)


FORMS: Final[Mapping[str, Callable[[str], str]]] = {
    "${NUMBERS_TOKEN%?}": lambda token: token[:-1],
    "${NUMBERS_TOKEN#?}": lambda token: token[1:],
    "${NUMBERS_TOKEN~~}": str.swapcase,
    "${NUMBERS_TOKEN}": lambda token: token,
    '$(printf %s ":$NUMBERS_TOKEN" | base64 -w 0)': lambda token: b64encode(f":{token}".encode()).decode(),
    '$(printf %s "$NUMBERS_TOKEN:" | base64 -w 0)': lambda token: b64encode(f"{token}:".encode()).decode(),
    TOKEN: lambda token: token,
}
"""Every way in which a request may contain the token, written as a shell expands it: the token without its
last or its first character, in the other case, as it is, and as the password or the user of Basic."""

MOST_VALUES: Final = 250_000
"""Values of a document that is read; a page of 1000 numbers has some 20,000."""

DEEPEST: Final = 32
"""Levels of a document that is read; a page of numbers has 3."""

SIZE_OF_VALUE: Final = 64
"""About how many bytes one value of a document takes in memory."""
SHOWN: Final = 40
"""Characters of a body that is no JSON."""

Object = dict[str, Any]


def with_token(text: str, token: str) -> str:
    """A text of a request, with the token put in."""
    for form, spell in FORMS.items():
        text = text.replace(form, spell(token))
    return text


class Unreadable(Exception):
    """A body that is not exactly one JSON document in UTF-8; the message says what is wrong with it."""


@dataclass(frozen=True)
class Request:
    """A request. `target` is the path below the base URL and the query, percent-encoded.

    `headers` are further headers, sent as they are; one of them may replace `Accept` or `Accept-Encoding`.
    `expected` is the HTTP status according to the contract, 0 for a generated request; `assumes` names the
    open questions that this status rests on. `off_route`: a framework may answer it before the API does, as
    the path or an id in it is not one of the API, or the method. `odd`: no client sends it, and a server may
    refuse it in any way; only the check that sends it looks at the answer.
    """

    target: str
    expected: int = 200
    method: str = "GET"
    authorization: str | None = BEARER
    encoding: str = "identity"
    accept: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    odd: bool = False
    assumes: tuple[str, ...] = field(default=(), compare=False)
    off_route: bool = field(default=False, compare=False)

    @property
    def certain(self) -> bool:
        """Whether its answer follows from the documentation: it is valid, and rests on no open question."""
        return self.expected in (0, 200) and not self.assumes


@dataclass(frozen=True)
class Exchange:
    """A request and its answer; `failure` says why there is none (`status` is 0 then).

    `url` is the URL that was sent; `headers` are those of the answer, their names in lower case.
    """

    request: Request
    url: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: str | None = None

    @property
    def document(self) -> Any:
        """The body as JSON; numbers with a fraction are Decimal.

        Raises Unreadable for broken UTF-8, text before or after the document, a name that occurs twice in
        an object, NaN, an unpaired surrogate, and more values or levels than are read.
        """
        if isinstance(self._parsed, Unreadable):
            raise Unreadable(str(self._parsed))
        return self._parsed

    @cached_property
    def _parsed(self) -> Any:
        """The document, or why there is none."""
        try:
            return self._parse()
        except Unreadable as problem:
            return Unreadable(str(problem))  # Without its traceback, which keeps all that was read.

    def _parse(self) -> Any:
        if self.failure is not None:
            raise Unreadable(self.failure)
        try:
            text = self.body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Unreadable(f"is not UTF-8: {error.reason} at byte {error.start}") from None
        if text[:1] not in ("{", "["):
            raise Unreadable(f"begins with {_begin(text)!r}")
        if self.values > MOST_VALUES:
            raise Unreadable(f"has more than {MOST_VALUES} values")
        try:
            return _json(text)
        except RecursionError:
            raise Unreadable(f"is nested deeper than {DEEPEST} levels") from None
        except ValueError as error:
            raise Unreadable(f"is not JSON: {error}") from None

    @property
    def values(self) -> int:
        """How many values the body has if it is JSON, at most."""
        return 1 + sum(map(self.body.count, (b",", b"[", b"{")))

    @property
    def weight(self) -> int:
        """About how many bytes it takes in memory once it is read."""
        read = len(self.body) + SIZE_OF_VALUE * self.values if self.readable else 0
        return len(self.body) + read

    @cached_property
    def readable(self) -> bool:
        """Whether the body is exactly one JSON object."""
        try:
            return isinstance(self.document, dict)
        except Unreadable:
            return False

    def curl(self) -> str:
        """A curl command that repeats the request; the token is a shell variable."""
        words = ["curl -sS -i -g"]  # -g: brackets in a query are literal.
        if self.request.method != "GET":
            words.append(f"-X {self.request.method}")
        if self.request.encoding != "identity":
            words.append("--compressed")
        if self.request.accept != "*/*":  # curl's default.
            words.append(f"-H 'Accept: {self.request.accept}'")
        if self.request.authorization is not None:
            words.append(f'-H "Authorization: {self.request.authorization}"')
        words += [f'-H "{name}: {value}"' for name, value in self.request.headers]
        mark = '"' if TOKEN in self.url else "'"  # A shell expands nothing in single quotes.
        return f"{' '.join(words)} {mark}{self.url}{mark}"


def _json(text: str) -> Any:
    """A document. Raises ValueError, or RecursionError if it is nested too deeply."""
    found = json.loads(text, object_pairs_hook=_object, parse_float=Decimal, parse_constant=_no_constant)
    if _depth(found) > DEEPEST:
        raise RecursionError
    if "\\ud" in text.lower():  # Half of a surrogate pair, as in a text cut inside an emoji.
        json.dumps(found, ensure_ascii=False, default=str).encode()
    return found


def _depth(document: Any) -> int:
    """How many levels of arrays and objects a document has; counted up to one more than are read."""
    level, depth = [document], 0
    while depth <= DEEPEST and (level := [each for each in level if isinstance(each, dict | list)]):
        depth += 1
        level = [each for one in level for each in (one.values() if isinstance(one, dict) else one)]
    return depth


def _begin(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _object(pairs: list[tuple[str, Any]]) -> Object:
    found = dict(pairs)
    if len(found) != len(pairs):
        (twice, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"{twice!r} occurs twice")
    return found


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is not JSON")
