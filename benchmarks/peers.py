"""`make bench`: compares the mock with other mock servers, given the same contract or the same page.

All run at the same time, pinned to the same core, and are loaded in turns from the other core. Logs and
journals are switched off where possible. Writes RESULTS.md, results.json and chart.svg.
"""

import argparse
import contextlib
import itertools
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.chart import draw
from benchmarks.measure import (
    FIRST_PAGE,
    PATH,
    TOKEN,
    Load,
    Server,
    UnavailableError,
    free_port,
    get,
    load,
    machine,
    mock,
    need,
    serving,
)
from benchmarks.ours import HUGE, pages
from benchmarks.report import ANOTHER, OURS, RAW, write

HERE = Path(__file__).parent
CONTRACT = str(HERE.parent / "openapi.yaml")
NPM = HERE / "peers"

CONNECTIONS = (1, 32)
ASKED = 10_000
"""Requests sent before memory is measured; they also warm the server up."""

TRIES = 5
"""Requests per behaviour that a random response could show by chance."""


@dataclass(frozen=True)
class Peer:
    """A server to measure: its version, its command (given a folder with the recorded page), its requests."""

    name: str
    version: Callable[[], str]
    command: Callable[[Path, int], list[str]]
    targets: Sequence[str] = (FIRST_PAGE,)
    warm: int = 0
    """Seconds of load before the measurement."""


@dataclass
class Contender:
    """A running peer and its results."""

    peer: Peer
    server: Server
    facts: dict[str, Any]
    loads: dict[int, list[Load]] = field(default_factory=lambda: {each: [] for each in CONNECTIONS})


def package(name: str) -> Callable[[], str]:
    """A function that returns an npm package's version, or raises UnavailableError if it is not installed."""

    def installed() -> str:
        about = NPM / "node_modules" / name / "package.json"
        if not about.exists():
            raise UnavailableError(f"the npm package {name} is not installed")
        return f"{name} {json.loads(about.read_text())['version']}"

    return installed


def distribution(name: str) -> Callable[[], str]:
    """A function that returns the version of a Python distribution."""
    return lambda: f"{name} {version(name)}"


def node(script: str, *arguments: str) -> list[str]:
    """The command that runs a script with Node.js."""
    return [need("node"), str(NPM / script), *arguments]


def ours(_: Path, port: int) -> list[str]:
    """The mock of this repository, with more rows than any cache holds."""
    return mock("--rows", str(HUGE), port=port)


def raw(folder: Path, port: int) -> list[str]:
    """A minimal ASGI server."""
    return [sys.executable, "-m", "benchmarks.raw", str(port), str(folder / "body")]


def prism(*flags: str) -> Callable[[Path, int], list[str]]:
    """Prism, without its log."""
    script = "node_modules/@stoplight/prism-cli/dist/index.js"
    return lambda _, port: node(script, "mock", "-p", str(port), "-v", "silent", *flags, CONTRACT)


def mockoon(data: str) -> Callable[[Path, int], list[str]]:
    """Mockoon with a contract or an environment. Its log on standard output cannot be switched off."""
    script = "node_modules/@mockoon/cli/bin/run.js"
    # Not 0 entries: then Mockoon keeps all of them, and copies them at each request.
    off = ("--disable-log-to-file", "--disable-admin-api", "--max-transaction-logs", "1")
    return lambda _, port: node(
        script, "start", "--data", data, "--port", str(port), "--hostname", "127.0.0.1", *off
    )


def wiremock(folder: Path, port: int) -> list[str]:
    """WireMock with one stub: the recorded page, for any query."""
    jar = next((NPM / "node_modules/wiremock/build").glob("*.jar"), None)
    if jar is None:
        raise UnavailableError("the npm package wiremock has no jar")
    stub = {
        "request": {"method": "GET", "urlPath": PATH},
        "response": {
            "status": 200,
            "headers": {"Content-Type": "application/json"},
            "body": (folder / "body").read_text(),
        },
    }
    mappings = folder / "wiremock" / "mappings"
    mappings.mkdir(parents=True)
    (mappings / "page.json").write_text(json.dumps(stub))
    place = ("--root-dir", str(mappings.parent), "--port", str(port), "--bind-address", "127.0.0.1")
    return [need("java"), "-jar", str(jar), *place, "--no-request-journal", "--disable-banner"]


def files(folder: Path, port: int) -> list[str]:
    """The npm package `mockserver` with a single file: the recorded page."""
    place = folder / "files" / PATH.lstrip("/")
    place.mkdir(parents=True)
    head = "HTTP/1.1 200 OK\nContent-Type: application/json; charset=utf-8\n\n"
    (place / "GET.mock").write_text(head + (folder / "body").read_text())
    return node("mockserver.cjs", str(port), str(folder / "files"))


def scalar(_: Path, port: int) -> list[str]:
    """Scalar's mock server."""
    return node("scalar.mjs", str(port), CONTRACT)


def connexion(_: Path, port: int) -> list[str]:
    """Connexion's own mock. It needs a function that checks tokens; its log cannot be switched off."""
    run = [sys.executable, "-m", "connexion", "run", CONTRACT, "--mock=all"]
    return ["env", "BEARERINFO_FUNC=benchmarks.tokens.accept", *run, "-H", "127.0.0.1", "-p", str(port)]


PEERS = (
    Peer(RAW, distribution("uvicorn"), raw),
    Peer(OURS, distribution("longlonglong-mock"), ours),
    Peer(
        ANOTHER,
        distribution("longlonglong-mock"),
        ours,
        targets=pages(60_000_000, "per_page=15"),
    ),
    Peer("Scalar mock server", package("@scalar/mock-server"), scalar),
    Peer("WireMock, one stub", package("wiremock"), wiremock, warm=20),
    Peer("mockserver (npm), one file", package("mockserver"), files),
    Peer("Mockoon, OpenAPI import", package("@mockoon/cli"), mockoon(CONTRACT)),
    Peer("Mockoon, Faker templates", package("@mockoon/cli"), mockoon(str(NPM / "mockoon.json"))),
    Peer("Connexion `--mock=all`", distribution("connexion"), connexion),
    Peer("Prism, static", package("@stoplight/prism-cli"), prism()),
    Peer("Prism, `--dynamic`", package("@stoplight/prism-cli"), prism("--dynamic")),
)


def rows(server: Server, query: str) -> list[Any]:
    """The records that a server returns; none if it refuses the request."""
    status, body = get(f"{server.url}{PATH}?per_page=15&{query}")
    data = json.loads(body).get("data") if status == 200 else None
    return data if isinstance(data, list) else []


def yes(*, held: bool) -> str:
    """A result in one word."""
    return "yes" if held else "no"


def paging(server: Server) -> str:
    """Whether pages have different rows: yes, no, or random if the same page differs each time."""
    first, second = rows(server, "page=1"), rows(server, "page=2")
    if rows(server, "page=1") != first:
        return "random"
    return yes(held=bool(second) and first != second)


def filtering(server: Server) -> bool:
    """Whether a filter by status returns only that status, each time."""
    answers = [rows(server, "page=1&status=5") for _ in range(TRIES)]
    return all(answer and all(row.get("status") == 5 for row in answer) for answer in answers)


def behaviour(server: Server) -> dict[str, str]:
    """The behaviour of a server, measured with requests."""
    return {
        "pages differ": paging(server),
        "filters filter": yes(held=filtering(server)),
        "repeats": yes(held=len({get(server.url + FIRST_PAGE)[1] for _ in range(TRIES)}) == 1),
        "401 without token": yes(held=get(server.url + FIRST_PAGE, {})[0] == 401),
        "422 for page=0": yes(held=get(f"{server.url}{PATH}?page=0")[0] == 422),
    }


def ask(server: Server, targets: Sequence[str], times: int) -> None:
    """Send `times` requests over one connection. Raises UnavailableError if one is refused."""
    connection = HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    try:
        for target in itertools.islice(itertools.cycle(targets), times):
            connection.request("GET", target, headers=TOKEN)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise UnavailableError(f"{server.name} answered {answer.status} to {target}")
    except (OSError, HTTPException) as error:
        raise UnavailableError(f"{server.name} failed to answer: {error!r}") from error
    finally:
        connection.close()


def join(peer: Peer, folder: Path, stack: ExitStack) -> Contender:
    """Start a peer, and measure all but its speed. Raises UnavailableError if it does not work."""
    known, port = peer.version(), free_port()
    server = stack.enter_context(serving(peer.name, peer.command(folder, port), port))
    facts: dict[str, Any] = {"name": peer.name, "version": known, "start": server.start}
    facts |= {"bytes": len(get(server.url + FIRST_PAGE)[1]), "rows": len(rows(server, "page=1"))}
    facts["behaviour"] = behaviour(server)
    ask(server, peer.targets, ASKED)
    facts["memory"] = server.memory()
    if peer.warm:
        load(server, peer.targets, connections=1, seconds=peer.warm)
    return Contender(peer, server, facts)


def gather(folder: Path, stack: ExitStack) -> tuple[list[Contender], dict[str, str]]:
    """Start all peers that are available; the others are returned with the reason why not."""
    contenders, skipped = [], {}
    for peer in PEERS:
        print(f"starting {peer.name}", file=sys.stderr)
        try:
            contenders.append(join(peer, folder, stack))
        except (UnavailableError, RuntimeError) as error:
            print(f"skipped: {error}", file=sys.stderr)
            # After the colon comes the peer's own output, which is printed but not recorded.
            skipped[peer.name] = str(error).split(":")[0]
    return contenders, skipped


def drive(contenders: list[Contender], rounds: int, seconds: int) -> None:
    """Load all in turns, so that other work on the machine affects all of them."""
    for each in range(rounds):
        print(f"round {each + 1} of {rounds}", file=sys.stderr)
        for contender, connections in itertools.product(contenders, CONNECTIONS):
            targets = contender.peer.targets
            one = load(contender.server, targets, connections=connections, seconds=seconds)
            contender.loads[connections].append(one)


def tools() -> dict[str, str]:
    """The versions of node, java and wrk, where installed."""
    known = {}
    for name, flag in {"node": "--version", "java": "-version", "wrk": "--version"}.items():
        with contextlib.suppress(UnavailableError):
            done = subprocess.run([need(name), flag], capture_output=True, text=True, check=False)
            number = re.search(r"\d+\.\d+\.\d+", done.stdout + done.stderr)
            known[name] = number[0] if number else "of unknown version"
    return known


def record(folder: Path) -> None:
    """Record the first page, for the servers that can only repeat it."""
    port = free_port()
    with serving("this mock", ours(folder, port), port) as server:
        (folder / "body").write_bytes(get(server.url + FIRST_PAGE)[1])


def found(contender: Contender) -> dict[str, Any]:
    """All results of a contender, as written to results.json."""
    loads = {str(each): [vars(one) for one in loads] for each, loads in contender.loads.items()}
    return contender.facts | {"loads": loads}


def measure(rounds: int, seconds: int) -> dict[str, Any]:
    """Measure all peers; the results as written to results.json."""
    need("wrk")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        record(folder)
        contenders, skipped = gather(folder, stack)
        drive(contenders, rounds, seconds)
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "tools": tools(),
        "rounds": rounds,
        "seconds": seconds,
        "asked": ASKED,
        "peers": [found(each) for each in contenders],
        "skipped": skipped,
    }


def main() -> None:
    """Measure, and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=1, help="length of each peer's turn")
    chosen = parser.parse_args()
    results = measure(chosen.rounds, chosen.seconds)
    (HERE / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    text = write(results)
    (HERE / "RESULTS.md").write_text(text)
    (HERE / "chart.svg").write_text(draw(results))
    print(text)


if __name__ == "__main__":
    try:
        main()
    except UnavailableError as error:
        sys.exit(f"bench: {error}")
