"""`make bench-micro`: shows that a page costs the same in a task of 10^3 rows and of 10^12.

Not part of the tests: the figures are for people to read, and no test depends on them.
"""

from datetime import datetime

import pytest
from faker import Generator
from pytest_benchmark.fixture import BenchmarkFixture

from mockserver import contract
from mockserver.dataset import NumberProvider, Numbers

SIZES = [10**exponent for exponent in range(3, 13)]
PROVIDER = NumberProvider(Generator(), contract.load().labels)
START, END = datetime(2025, 12, 2), datetime(2025, 12, 3, 12)


def numbers(rows: int) -> Numbers:
    """A dataset with this many rows."""
    return Numbers(b"benchmark", PROVIDER, rows=rows)


@pytest.mark.parametrize("rows", SIZES)
@pytest.mark.benchmark(group="a page in the middle")
def test_page(benchmark: BenchmarkFixture, rows: int) -> None:
    """15 rows, without a filter."""
    selection = numbers(rows).where()
    assert len(benchmark(selection.page, rows // 30, 15)) == 15


@pytest.mark.parametrize("rows", SIZES)
@pytest.mark.benchmark(group="a page of a filter, in the middle")
def test_filtered_page(benchmark: BenchmarkFixture, rows: int) -> None:
    """15 rows of two statuses in a range of dates, and their total."""
    dataset = numbers(rows)

    def page() -> int:
        selection = dataset.where(status={2, 5}, start_at=START, end_at=END)
        return len(selection.page(max(1, selection.total // 30), 15))

    assert benchmark(page) == 15


@pytest.mark.benchmark(group="a record")
def test_record(benchmark: BenchmarkFixture) -> None:
    """One record as JSON."""
    dataset = numbers(10**9)
    assert len(benchmark(dataset.write, [123_456_789])) == 1


@pytest.mark.benchmark(group="a record")
def test_record_of_a_faker(benchmark: BenchmarkFixture) -> None:
    """One record as a dict, from a Faker provider."""
    assert benchmark(PROVIDER.number_record, 1)["status"] == 1
