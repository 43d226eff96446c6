"""The metrics for Prometheus. Imported on first use, since the client library takes two megabytes."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from mockserver.journal import BOUNDS, Journal

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST


class _Counted(Collector):
    """The counts of a journal as Prometheus metrics, made on request."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def collect(self) -> Iterator[Metric]:
        """The families of metrics."""
        responses = CounterMetricFamily(
            "mockserver_answers", "Responses, by method and HTTP status.", labels=("method", "status")
        )
        for (method, status), count in sorted(self._journal.statuses.items()):
            responses.add_metric((method, str(status)), count)
        yield responses
        yield CounterMetricFamily("mockserver_requests", "Requests received.", value=self._journal.received)
        names = [*map(str, BOUNDS), "+Inf"]
        buckets = list(zip(names, accumulate(self._journal.buckets), strict=True))
        yield HistogramMetricFamily(
            "mockserver_answer_seconds", "Seconds until the response started.", buckets, self._journal.seconds
        )


def render(journal: Journal) -> bytes:
    """The metrics in the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(_Counted(journal))
    return generate_latest(registry)
