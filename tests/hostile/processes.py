"""Processes as /proc shows them."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

CONNECTED: Final = ("01", "08")
"""Established, and closed by the other end."""


def children(pid: int, command: str = "") -> set[int]:
    """The children of a process that are running, with a text in their command line."""
    return {child for child, parent in _parents().items() if parent == pid and command in _command(child)}


def workers(pid: int) -> set[int]:
    """The worker processes of a server."""
    return children(pid, "spawn_main")


def family(pid: int) -> set[int]:
    """A process and all its descendants."""
    parents, found, size = _parents(), {pid}, 0
    while len(found) > size:
        size = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found


def is_running(pid: int) -> bool:
    """Whether a process exists, and is more than an exit code that nobody has fetched."""
    return pid in _parents()


def descriptors(pid: int) -> int:
    """The number of open file descriptors."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def memory(pid: int) -> int:
    """The memory of a process alone and its share of the rest, in KiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def connections(port: int) -> int:
    """Open connections to a port of this machine, each counted at both ends, by the table of the kernel."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()]
    mine = f":{port:04X}"
    return sum(mine in row[1][8:] + row[2][8:] and row[3] in CONNECTED for row in rows)


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for a condition. Raises AssertionError if it does not come true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.02)


def _parents() -> dict[int, int]:
    """The parent of each running process."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[:2]
        except OSError:
            continue  # It has just ended.
        if state not in "ZX":
            found[int(folder.name)] = int(parent)
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return ""
