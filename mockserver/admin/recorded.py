"""Requests of the journal with their parameters parsed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mockserver.contract import Contract
from mockserver.http.query import PathTemplate, Query, QueryReader, split_query
from mockserver.journal import Entry, Journal
from mockserver.scenarios.carriers import split_path


@dataclass(frozen=True)
class Received:
    """One request. `parameters` are those of path and query, typed as in the contract.

    `token` is the hash of the token, None without a token; `status` and `milliseconds` are None without a
    response.
    """

    time: datetime
    method: str
    path: str
    scenario: str
    parameters: Mapping[str, Any]
    token: str | None
    status: int | None
    milliseconds: float | None

    def has(self, parameters: Mapping[str, Any]) -> bool:
        """Whether the request had at least these parameters."""
        return all(self.parameters.get(name) == value for name, value in parameters.items())


class RequestReader:
    """Parses requests as the operation `list_numbers` does; `names` are its parameters."""

    def __init__(self, contract: Contract) -> None:
        self._template = PathTemplate(contract.path("list_numbers"))
        parameters = contract.operations["list_numbers"]
        self.names = [each.name for each in parameters]
        self._reader = QueryReader(parameters)

    def read(self, journal: Journal) -> list[Received]:
        """The requests in a journal, oldest first."""
        return [self.parse(entry) for entry in journal.entries]

    def query_of(self, entry: Entry) -> tuple[Mapping[str, Sequence[str]], Query]:
        """The query of a request, as all values of each name, and parsed."""
        sent = split_query(entry.query)
        return sent, self._reader.read(sent)

    def parse(self, entry: Entry, query: Query | None = None) -> Received:
        """One request, its parameters typed as in the contract; `query` is its query if already parsed."""
        scenario, path = split_path(entry.path)
        query = query or self.query_of(entry)[1]
        return Received(
            time=datetime.fromtimestamp(entry.time, UTC),
            method=entry.method,
            path=path,
            scenario=scenario,
            parameters={**(self._template.match(path.rstrip("/")) or {}), **query.values},
            token=entry.token,
            status=entry.status,
            milliseconds=None if entry.seconds is None else round(entry.seconds * 1000, 3),
        )
