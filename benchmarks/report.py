"""RESULTS.md, from the results of `make bench`."""

import statistics
from collections.abc import Sequence
from typing import Any

RAW = "raw ASGI, the same bytes"
OURS = "this mock, the same page again"
ANOTHER = "this mock, another page each time"


def median(peer: dict[str, Any], connections: int, what: str) -> float:
    """The median of the rounds."""
    rounds: list[float] = [found[what] for found in peer["loads"][str(connections)]]
    return statistics.median(rounds)


def cpu(peer: dict[str, Any]) -> float:
    """Microseconds of CPU for each request, at one connection."""
    return median(peer, 1, "cpu")


HEAD = """# The mock beside its peers

Made by `make bench` on {date}, from [results.json](results.json). {machine}; {tools}.

All servers ran at once, each held to the same core, and were driven by wrk from another core, in turns:
{rounds} rounds of {seconds} s at 1 and at 32 connections. Numbers are medians of the rounds. CPU is what the
server's processes spent on a request. Every server had answered {asked:,} requests before its memory was
read and its speed measured; WireMock was driven 20 s more, for the JVM to warm up. Start-up is one start.
Whatever else the machine did is in the latencies, the 99th percentile above all. Elsewhere only the ratios
mean anything.

![CPU time for each request](chart.svg)

| server | start s | CPU µs, 1 | CPU µs, 32 | p50 / p99 ms, 1 | p50 / p99 ms, 32 | MB | × again | × another |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
"""

BEHAVIOUR = """
1 and 32 are connections, MB is resident memory. The last two columns are the CPU time at 1 connection,
divided by that of “{ours}” and of “{another}”.

What each does, found out by asking it:

| server | rows | bytes | {names} |
|---|--:|--:|{rules}|
"""

NOTES = """
- *pages differ*: `page=1` and `page=2` have other rows (random: so has `page=1` asked twice).
- *filters filter*: `status=5` brought rows of status 5 alone, five times. Our templates for Mockoon only
  write the status that was asked for into random rows.
- *repeats*: the same request had the same bytes, five times.
- The servers do not do the same work: rows and bytes say how much each answers to the same request.
  WireMock, the file server and raw ASGI send a recorded page of this mock; the others make theirs from the
  contract, or from templates. This mock keeps answers: “again” sends kept bytes, “another” makes each page.
- Logs and journals are off where there is a switch; Mockoon and Connexion log each request to standard
  output.
- Scalar is the last version for Node.js 20. Connexion accepts any token by a function given to it.
"""


def cost(peer: dict[str, Any], bases: Sequence[float]) -> str:
    """A line of the first table."""
    cells = [
        peer["name"],
        f"{peer['start']:.2f}",
        *(f"{median(peer, each, 'cpu'):.0f}" for each in (1, 32)),
        *(f"{median(peer, each, 'p50'):.2f} / {median(peer, each, 'p99'):.2f}" for each in (1, 32)),
        f"{peer['memory']:.0f}",
        *(f"{cpu(peer) / base:.1f}" for base in bases),
    ]
    return f"| {' | '.join(cells)} |"


def behaviour(peer: dict[str, Any]) -> str:
    """A line of the second table."""
    cells = [peer["name"], str(peer["rows"]), str(peer["bytes"]), *peer["behaviour"].values()]
    return f"| {' | '.join(cells)} |"


def write(results: dict[str, Any]) -> str:
    """The results as Markdown. They must hold both lines of our own."""
    peers = {peer["name"]: peer for peer in results["peers"]}
    names = list(peers[OURS]["behaviour"])
    bases = cpu(peers[OURS]), cpu(peers[ANOTHER])
    tools = ", ".join(f"{name} {number}" for name, number in results["tools"].items())
    rules = "|".join("---" for _ in names)
    skipped = [f"- {name}: {reason}" for name, reason in results["skipped"].items()]
    lines = [
        HEAD.format_map(results | {"tools": tools}).rstrip(),
        *(cost(peer, bases) for peer in peers.values()),
        BEHAVIOUR.format(ours=OURS, another=ANOTHER, names=" | ".join(names), rules=rules).rstrip(),
        *map(behaviour, peers.values()),
        NOTES.rstrip(),
        f"\nVersions: {', '.join(dict.fromkeys(peer['version'] for peer in peers.values()))}.",
        "\nSkipped:\n" if skipped else "\nNothing was skipped.",
        *skipped,
    ]
    return "\n".join(lines) + "\n"
