"""Requests of the journal with their parameters parsed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mockserver.contract import Contract
from mockserver.http.query import PathTemplate, QueryReader, split_query
from mockserver.journal import Entry, Journal, token_hash
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

    def parse(self, entry: Entry) -> Received:
        """One request, its parameters typed as in the contract."""
        scenario, path = split_path(entry.path)
        query = self._reader.read(split_query(entry.query))
        token = entry.authorization.decode("latin-1").partition(" ")[2].strip()
        return Received(
            time=datetime.fromtimestamp(entry.time, UTC),
            method=entry.method,
            path=path,
            scenario=scenario,
            parameters={**(self._template.match(path.rstrip("/")) or {}), **query.values},
            token=token_hash(token) if token else None,
            status=entry.status,
            milliseconds=None if entry.seconds is None else round(entry.seconds * 1000, 3),
        )
