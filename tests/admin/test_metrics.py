"""The metrics, parsed as Prometheus parses them."""

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from mockserver.admin import metrics
from mockserver.journal import BOUNDS, Journal
from tests.asgi import scope_of


def samples(journal: Journal) -> dict[str, list[Sample]]:
    """The samples of each family, after a check that each is documented."""
    families = list(text_string_to_metric_families(metrics.render(journal).decode()))
    assert all(family.documentation for family in families)
    return {family.name: family.samples for family in families}


def test_responses_are_counted_by_method_and_status() -> None:
    journal = Journal()
    for method, status in (("GET", 200), ("GET", 200), ("GET", 404), ("HEAD", 200)):
        journal.answer(journal.receive(scope_of("/", method=method)), status)
    journal.receive(scope_of("/"))
    found = samples(journal)
    assert {tuple(sample.labels.values()): sample.value for sample in found["mockserver_answers"]} == {
        ("GET", "200"): 2,
        ("GET", "404"): 1,
        ("HEAD", "200"): 1,
    }
    assert [sample.value for sample in found["mockserver_requests"]] == [5]


def test_the_histogram_of_times_contains_all_responses() -> None:
    journal = Journal()
    for _ in range(7):
        journal.answer(journal.receive(scope_of("/")), 200)
    found = samples(journal)["mockserver_answer_seconds"]
    buckets = [sample.value for sample in found if sample.name.endswith("_bucket")]
    assert buckets == sorted(buckets)
    assert len(buckets) == len(BOUNDS) + 1
    values = {sample.name: sample.value for sample in found}
    assert buckets[-1] == values["mockserver_answer_seconds_count"] == 7
    assert 0 < values["mockserver_answer_seconds_sum"] == journal.seconds


def test_a_server_without_requests_has_metrics() -> None:
    found = samples(Journal())
    assert found["mockserver_answers"] == []
    assert [sample.value for sample in found["mockserver_requests"]] == [0]
