"""A short soak: what is left of many requests. `make soak` is the long one."""

from pathlib import Path
from typing import Final

import pytest

from tests.hostile import soak

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="this machine has no smaps"),
]

MOST: Final = 4096
"""KiB by which the memory of two workers may vary."""


def test_many_users_tasks_tokens_and_scenarios_leave_nothing_behind() -> None:
    sights = [sight for sight, _ in soak.soak(12_000)]
    first, last = sights[len(sights) // 2], sights[-1]
    assert last.requests == 12_000
    assert (last.descriptors, last.processes) == (first.descriptors, first.processes)
    assert last.memory - first.memory < MOST


def test_every_request_differs() -> None:
    assert len({soak.request(number) for number in range(10_000)}) == 10_000
