"""Starts a server, loads it with wrk and measures the CPU time of its processes per request.

Machines are noisy: compare only servers that were measured in turns in the same run.
"""

import contextlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

USER = "5832d184-dd53-42a0-8ace-0bf8d660f4cc"
TASK = "f232d184-dd54-42a0-8ace-0bf8d660f4cc"
PATH = f"/agent-api/user/{USER}/task/{TASK}/number"
FIRST_PAGE = f"{PATH}?page=1&per_page=15&encryption=false"

TOKEN = {"Authorization": "Bearer benchmark"}

SERVER_CORE, CLIENT_CORE = "0", "1"

READY = 60
"""Seconds a server has to answer its first request."""


class UnavailableError(Exception):
    """A tool or server is not available. The message names what is missing."""


def need(tool: str) -> str:
    """The path of a program. Raises UnavailableError if there is none."""
    path = shutil.which(tool)
    if path is None:
        raise UnavailableError(f"{tool} is not installed")
    return path


def free_port() -> int:
    """A free port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def descendants(pid: int) -> list[int]:
    """The ids of a process and all its descendants."""
    found = [pid]
    for each in found:
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{each}/task/{each}/children").read_text()
            found += [int(child) for child in children.split()]
    return found


@dataclass
class Server:
    """A running server."""

    name: str
    url: str
    pid: int
    start: float = 0.0
    """Seconds from its start to its first 200 response."""

    def cpu(self) -> float:
        """CPU time so far in microseconds, over all threads of all its processes."""
        spent = 0
        for pid in descendants(self.pid):
            for thread in Path(f"/proc/{pid}/task").iterdir():
                with contextlib.suppress(OSError):
                    spent += int((thread / "schedstat").read_text().split()[0])
        return spent / 1000

    def memory(self) -> float:
        """Resident memory in megabytes, over all its processes."""
        total = 0
        for pid in descendants(self.pid):
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{pid}/status").read_text()
                total += int((re.search(r"VmRSS:\s+(\d+)", status) or [0, 0])[1])
        return total / 1024


def get(url: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    """Status and body of the response to one request; status 0 if there is none."""
    try:
        with urlopen(Request(url, headers=TOKEN if headers is None else headers), timeout=5) as answer:
            return answer.status, answer.read()
    except URLError as error:
        return getattr(error, "code", 0), getattr(error, "read", bytes)()
    except OSError:
        return 0, b""


@contextlib.contextmanager
def serving(name: str, command: Sequence[str], port: int, *, cwd: Path | None = None) -> Iterator[Server]:
    """A server pinned to one core, ready to answer; stopped on exit.

    Raises UnavailableError if it does not answer in time.
    """
    pinned = ["taskset", "-c", SERVER_CORE, *command]
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryFile("w+") as output:
        begun = time.perf_counter()
        process = subprocess.Popen(pinned, stdout=output, stderr=output, cwd=cwd, start_new_session=True)
        try:
            while get(url + FIRST_PAGE)[0] != 200:
                if process.poll() is not None or time.perf_counter() - begun > READY:
                    output.seek(0)
                    last = output.read()[-300:]
                    raise UnavailableError(f"{name} does not answer 200 to the first page: {last!r}")
                time.sleep(0.01)
            yield Server(name, url, process.pid, time.perf_counter() - begun)
        finally:
            for pid in reversed(descendants(process.pid)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, 15)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            if process.poll() is None:
                process.kill()
                process.wait()


def mock(*flags: str, port: int) -> list[str]:
    """The command that starts this mock."""
    return [sys.executable, "-m", "mockserver", "serve", "--port", str(port), *flags]


@dataclass
class Load:
    """The figures reported by wrk, and the server's CPU time."""

    requests: int
    cpu: float
    """The server's CPU time per request in microseconds."""
    p50: float
    p99: float
    """Milliseconds."""


LUA = """
local targets = {}
for line in io.lines("%s") do targets[#targets + 1] = line end
local next = 0
wrk.headers["Authorization"] = "Bearer benchmark"
request = function()
  next = next %% #targets + 1
  return wrk.format("GET", targets[next])
end
"""


def load(server: Server, targets: Sequence[str], *, connections: int, seconds: float) -> Load:
    """Load a server with wrk from the other core, cycling through the targets.

    Raises UnavailableError without wrk, and RuntimeError if a response was not successful.
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "targets").write_text("\n".join(targets) + "\n")
        (Path(folder) / "load.lua").write_text(LUA % (Path(folder) / "targets"))
        command = [need("wrk"), "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--latency"]
        before = server.cpu()
        output = subprocess.run(
            ["taskset", "-c", CLIENT_CORE, *command, "-s", f"{folder}/load.lua", server.url],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        spent = server.cpu() - before
    if "Non-2xx" in output:
        raise RuntimeError(f"{server.name} refused some requests: {output}")
    requests = int(_found(r"(\d+) requests in", output))
    return Load(requests, spent / requests, _latency("50%", output), _latency("99%", output))


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise RuntimeError(f"no match for {pattern} in the output of wrk: {text}")
    return match[1]


def _latency(quantile: str, output: str) -> float:
    match = re.search(rf"{quantile}\s+([\d.]+)(us|ms|s)", output)
    if match is None:
        raise RuntimeError(f"no latency in the output of wrk: {output}")
    return float(match[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[match[2]]


@dataclass
class Series:
    """Measurements of one quantity, one per round."""

    values: list[float] = field(default_factory=list)

    def median(self) -> float:
        """The median of the measurements."""
        return statistics.median(self.values)


def machine() -> str:
    """The machine of the measurement, in one line."""
    info = Path("/proc/cpuinfo").read_text()
    model = _found(r"model name\s*: (.*)", info)
    return f"{model}, {os.cpu_count()} cores, Linux, Python {sys.version.split()[0]}"
