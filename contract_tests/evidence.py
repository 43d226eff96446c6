"""Everything a run has received: exchanges, and the pages and records in them."""

from collections.abc import Iterable, Iterator

from contract_tests.dialect import Dialect
from contract_tests.exchange import Exchange
from contract_tests.expectations import Breach, Expectations
from contract_tests.page import Page, Row, read, status_of
from contract_tests.results import Failed, Skipped


class Evidence:
    """A growing list of exchanges. It sends nothing."""

    def __init__(
        self, expectations: Expectations, dialect: Dialect, exchanges: Iterable[Exchange] = ()
    ) -> None:
        self.expectations = expectations
        self.exchanges = list(exchanges)
        self.read_in(dialect)

    def read_in(self, dialect: Dialect) -> None:
        """Read everything in this dialect from now on."""
        self.dialect = dialect
        self._pages: dict[int, Page] = {}
        self._records: list[tuple[Row, Exchange]] = []
        self._known: set[str] = set()
        self._breaches: list[tuple[Breach, Row, Exchange]] = []
        self._scanned = self._validated = 0

    def status_of(self, exchange: Exchange) -> int:
        """The HTTP status of an answer, or the one it stands for in this dialect."""
        return status_of(exchange, self.dialect)

    def page(self, exchange: Exchange) -> Page:
        """The page in an answer. Raises Skipped or Failed if there is none."""
        if id(exchange) not in self._pages:
            self._pages[id(exchange)] = read(exchange, self.dialect, self.expectations.nullable)
        return self._pages[id(exchange)]

    def pages(self, start: int = 0) -> Iterator[Page]:
        """Every page of numbers received, from the exchange at `start` on."""
        for exchange in self.exchanges[start:]:
            try:
                yield self.page(exchange)
            except (Failed, Skipped):
                continue

    @property
    def records(self) -> list[tuple[Row, Exchange]]:
        """Every distinct record received, with the exchange it was first seen in."""
        start, self._scanned = self._scanned, len(self.exchanges)
        for page in self.pages(start):
            for row in page.rows:
                key = repr(row)
                if key not in self._known:
                    self._known.add(key)
                    self._records.append((row, page.exchange))
        return self._records

    @property
    def breaches(self) -> list[tuple[Breach, Row, Exchange]]:
        """Every breach of the schema in these records."""
        for row, exchange in self.records[self._validated :]:
            self._breaches += [(each, row, exchange) for each in self.expectations.record.breaches(row)]
        self._validated = len(self._records)
        return self._breaches
