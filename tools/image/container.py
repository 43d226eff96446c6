"""A container of an image: own process ids, network and mounts, and a read-only root.

Made with `unshare` and `nsenter` of util-linux, without a daemon or cgroups. Needs root, on Linux.
"""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NEEDED = {
    "buildah": "buildah",
    "curl": "curl",
    "ip": "iproute2",
    "mmdebstrap": "mmdebstrap",
    "nsenter": "util-linux",
    "unshare": "util-linux",
}
"""Programs, and their packages of Debian."""

START = """
mount --bind "$ROOT" "$ROOT"
mount -o remount,bind,ro "$ROOT"
mount -t proc proc "$ROOT/proc"
ip link set lo up
exec chroot --userspec="$OWNER" "$ROOT" env --ignore-environment "$@"
"""
"""Becomes the container's first process. Network and mounts are its own by then."""


def buildah(*words: str) -> str:
    """What buildah prints."""
    return subprocess.run(["buildah", *words], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def config(image: str) -> dict[str, Any]:
    """The configuration of an image: user, environment, command, health check, labels."""
    document: dict[str, Any] = json.loads(buildah("inspect", "--type", "image", image))
    found: dict[str, Any] = document["Docker"]["config"]
    return found


class Container:
    """A container that runs: `pid` is its first process as this machine has it."""

    def __init__(
        self, process: subprocess.Popen[str], config: dict[str, Any], variables: Sequence[str]
    ) -> None:
        self._process = process
        self._config = config
        self._variables = variables
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        # The first output comes from inside, so the process is there by now.
        self.banner = self._read_banner()
        self.pid = int(children.read_text(encoding="ascii").split()[0])

    def _read_banner(self) -> str:
        """All lines up to the one with a request to paste."""
        lines = []
        for line in self._process.stdout or ():
            lines.append(line)
            if line.strip().startswith("curl "):
                return "".join(lines)
        self._process.wait()
        raise AssertionError(f"it ended with exit code {self._process.returncode}: {''.join(lines)}")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside, as `podman exec` does."""
        user = self._config["User"].partition(":")
        enter = ["nsenter", "--target", str(self.pid), "--all", "--root", "--wd", f"--setuid={user[0]}"]
        inside = [*enter, f"--setgid={user[2]}", "env", "--ignore-environment", *self._variables]
        return subprocess.run([*inside, *words], capture_output=True, text=True, timeout=30)

    def outside(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of this machine in the container's network."""
        enter = ["nsenter", "--target", str(self.pid), "--net"]
        return subprocess.run([*enter, *words], capture_output=True, text=True, timeout=30)

    def stop(self, seconds: float) -> int:
        """Send SIGTERM to the first process, and return its exit code. Raises TimeoutExpired."""
        os.kill(self.pid, signal.SIGTERM)
        return self._process.wait(seconds)

    def kill(self) -> None:
        """End the container at once, if it runs."""
        if self._process.poll() is None:
            os.kill(self.pid, signal.SIGKILL)
        self._process.communicate()


@contextmanager
def running(image: str, *words: str, **environment: str) -> Iterator[Container]:
    """A container of an image, with these words or its own; ended and removed at the exit."""
    chosen = config(image)
    variables = [*chosen["Env"], *(f"{name}={value}" for name, value in environment.items())]
    name = buildah("from", image)
    try:
        root = buildah("mount", name)
        command = [*variables, *chosen["Entrypoint"], *(words or chosen["Cmd"])]
        namespaces = ["--mount", "--pid", "--net", "--ipc", "--uts", "--fork"]
        process = subprocess.Popen(
            ["unshare", *namespaces, "sh", "-euc", START, "sh", *command],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "ROOT": root, "OWNER": chosen["User"]},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started = Container(process, chosen, variables)
        try:
            yield started
        finally:
            started.kill()
    finally:
        buildah("rm", name)


def missing() -> list[str]:
    """Packages of Debian that are missing here."""
    return sorted({package for program, package in NEEDED.items() if shutil.which(program) is None})
