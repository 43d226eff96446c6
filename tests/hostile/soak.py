"""Sends a server many requests and shows what is left of them: `make soak`."""

import socket
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from tests.hostile.processes import connections, descriptors, family, memory, until
from tests.servers import greeting, starting

REQUESTS: Final = 1_000_000

STEPS: Final = 10
"""Rows of the table after the first."""

CLIENTS: Final = 4

PIPELINED: Final = 25
"""Requests that a client sends at once."""

SCENARIOS: Final = (
    "", "", "/@seed={n}", "/@rows={n}", "/@limit=1000,seed={n}", "/@code=500:20%+429:20%,seed={n}",
    "/@drift=any:20%,seed={n}", "/@clock=stepped,rows={n}", "/@clock=running,speed=9,seed={n}", "/@slwo-{n}",
    "/@huge,seed={n}", "/@delay=0.001,seed={n}",
)  # fmt: skip
"""Prefixes of paths, most of which are sent once only."""

QUERIES: Final = (
    "page=1", "page={n}&per_page=3", "page=1&status={s}&per_page=5", "page=2&status[]={s}&encryption=true",
    "page=1&start_at=2025-12-02&per_page=1", "page=0", "page=1&unknown-{n}={n}", "page=1&sub_user_id={u}",
)  # fmt: skip

PATHS: Final = ("/agent-api/user/{u}/task/{t}/number?{q}",) * 9 + ("/nowhere/{u}?{q}",)


@dataclass(frozen=True)
class Sight:
    """A server at one moment: requests answered, memory in KiB, descriptors and processes."""

    requests: int
    memory: int
    descriptors: int
    processes: int


def request(number: int) -> bytes:
    """A request that differs from all others: in user, task, token and, mostly, scenario and query."""
    digest = blake2b(number.to_bytes(8, "big"), digest_size=48).digest()
    user, task = (UUID(bytes=digest[at : at + 16], version=4) for at in (0, 16))
    values = {"n": number, "u": user, "t": task, "s": number % 13}
    query = QUERIES[digest[40] % len(QUERIES)].format(**values)
    path = PATHS[digest[41] % len(PATHS)].format(**values, q=query)
    scenario = SCENARIOS[digest[42] % len(SCENARIOS)].format(**values)
    extra = (f"Origin: http://x-{number}.test\r\n", "Accept-Encoding: gzip\r\n", "", "")[digest[43] % 4]
    token = f"Authorization: Bearer token-{number}\r\n"
    return f"GET {scenario}{path} HTTP/1.1\r\nHost: localhost\r\n{token}{extra}\r\n".encode()


def send(base: str, numbers: Iterable[int]) -> Counter[int]:
    """Send requests on one connection; how often each status was answered."""
    url = urlsplit(base)
    statuses: Counter[int] = Counter()
    numbers = iter(numbers)
    with (
        socket.create_connection((url.hostname or "", url.port or 0), timeout=120) as connection,
        connection.makefile("rb") as answers,
    ):
        while batch := list(islice(numbers, PIPELINED)):
            connection.sendall(b"".join(map(request, batch)))
            for _ in batch:
                status = int(answers.readline().split()[1])
                length = 0
                while (line := answers.readline()) != b"\r\n":
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                assert len(answers.read(length)) == length
                statuses[status] += 1
    return statuses


def soak(requests: int, workers: int = 2) -> Iterator[tuple[Sight, Counter[int]]]:
    """What a server looks like in the course of many requests, and the statuses so far.

    The first look comes after a tenth of the requests, when every cache is filled.
    """
    statuses: Counter[int] = Counter()
    with starting() as start, ThreadPoolExecutor(CLIENTS) as pool:
        process = start("--port", "0", "--workers", str(workers), "--log-level", "error")
        base, _ = greeting(process)
        send(base, [0])
        share = requests // STEPS // CLIENTS
        for step in range(STEPS):
            first = step * CLIENTS * share
            parts = [range(first + client, first + CLIENTS * share, CLIENTS) for client in range(CLIENTS)]
            for counted in pool.map(send, [base] * CLIENTS, parts):
                statuses += counted
            until(lambda: connections(urlsplit(base).port or 0) == 0)
            yield sight(process.pid, statuses.total()), statuses


def sight(pid: int, requests: int) -> Sight:
    """A process and its descendants."""
    processes = family(pid)
    return Sight(requests, sum(map(memory, processes)), sum(map(descriptors, processes)), len(processes))


def main() -> None:
    """Print a row for each tenth of the requests."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS
    print(f"{'requests':>10}{'memory (KiB)':>14}{'descriptors':>13}{'processes':>11}")
    statuses: Counter[int] = Counter()
    for seen, counted in soak(requests):
        print(f"{seen.requests:10,}{seen.memory:14,}{seen.descriptors:13}{seen.processes:11}", flush=True)
        statuses = counted
    print("answers:", ", ".join(f"{status} {count:,}" for status, count in sorted(statuses.items())))


if __name__ == "__main__":
    main()
