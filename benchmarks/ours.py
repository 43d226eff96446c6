"""`make bench-self`: compares the mock with a raw ASGI application that sends the same bytes on uvicorn.

Server CPU time per request, one connection, one core, medians of interleaved rounds.
"""

import random
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

from benchmarks.measure import (
    FIRST_PAGE,
    PATH,
    TASK,
    Series,
    Server,
    UnavailableError,
    free_port,
    get,
    load,
    machine,
    mock,
    serving,
)

ROUNDS = 5
SECONDS = 1
HUGE = 10**9
TARGETS = 20_000
"""Different requests per kind of work, more than a round can send."""

dice = random.Random(20251203)


def tasks(query: str) -> list[str]:
    """One page of each of TARGETS tasks, so that no response is cached."""
    return [f"{PATH.replace(TASK, str(UUID(int=dice.getrandbits(128))))}?{query}" for _ in range(TARGETS)]


def pages(last: int, query: str) -> list[str]:
    """TARGETS random pages of one task."""
    return [f"{PATH}?page={dice.randint(1, last)}&{query}" for _ in range(TARGETS)]


RARE = "status=11&start_at=2025-12-01&end_at=2025-12-03"

WORK = {
    "the same page again": [FIRST_PAGE],
    "another page each time": pages(60_000_000, "per_page=15"),
    "page 1 of 10^9 rows": tasks("page=1&per_page=15"),
    "page 60,000,000 of 10^9 rows": tasks("page=60000000&per_page=15"),
    "a rare status in a range of dates, a deep page": tasks(f"page=300000&per_page=15&{RARE}"),
    "1,000 rows a page": pages(800_000, "per_page=1000"),
}


def main() -> None:
    """Measure, and print a table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = free_port()
        ours = stack.enter_context(serving("mock", mock("--rows", str(HUGE), port=port), port))
        (folder / "body").write_bytes(get(ours.url + FIRST_PAGE)[1])
        port = free_port()
        raw_command = [sys.executable, "-m", "benchmarks.raw", str(port), str(folder / "body")]
        raw = stack.enter_context(serving("raw ASGI", raw_command, port))
        port = free_port()
        checked_flags = ("--rows", str(HUGE), "--validate-responses")
        checked = stack.enter_context(serving("checked", mock(*checked_flags, port=port), port))
        report(raw, ours, checked)


def report(raw: Server, ours: Server, checked: Server) -> None:
    """Load the three in turns, and print the cost of each kind of work."""
    base, costs = Series(), {work: Series() for work in WORK}
    with_checks = Series()
    for _ in range(ROUNDS):
        base.values.append(load(raw, [FIRST_PAGE], connections=1, seconds=SECONDS).cpu)
        for work, targets in WORK.items():
            costs[work].values.append(load(ours, targets, connections=1, seconds=SECONDS).cpu)
        each = WORK["another page each time"]
        with_checks.values.append(load(checked, each, connections=1, seconds=SECONDS).cpu)
    print(f"{machine()}\n")
    print("| work | CPU µs per request | of raw ASGI's speed | × page 1 |")
    print("|---|--:|--:|--:|")
    first = costs["page 1 of 10^9 rows"].median()
    print(f"| raw ASGI, the same bytes | {base.median():.0f} | 100 % | |")
    for work, cost in costs.items():
        row = f"| {work} | {cost.median():.0f} | {base.median() / cost.median():.0%} |"
        print(f"{row} {cost.median() / first:.2f} |")
    print(f"| another page, `--validate-responses` | {with_checks.median():.0f} | "
          f"{base.median() / with_checks.median():.0%} | |")  # fmt: skip
    rows = 1_000_000_000 / costs["1,000 rows a page"].median()
    print(f"\n1,000 rows a page: {rows:,.0f} rows per second on one core.")
    print(f"Start to first 200: {ours.start:.2f} s. Resident memory at the end: {ours.memory():.0f} MB.")


if __name__ == "__main__":
    try:
        main()
    except UnavailableError as error:
        sys.exit(f"bench-self: {error}")
