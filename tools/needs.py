"""What the targets of `make` need on this machine. Nothing is installed: what is missing is named."""

import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

Command = tuple[str, ...]
Chosen = TypeVar("Chosen")


class NeedError(Exception):
    """What was asked for cannot be run here. The message says why, and what to do."""


@dataclass(frozen=True)
class Need:
    """A tool or library, and how to get it.

    The probe is a command that succeeds where it is there; of a lone word it is enough that it can be found.
    """

    name: str
    probe: Command
    get: str

    def met(self) -> bool:
        """Whether it is there."""
        if shutil.which(self.probe[0]) is None:
            return False
        if len(self.probe) == 1:
            return True
        return subprocess.run(self.probe, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0


def debian(package: str) -> str:
    """How to get a package of Debian."""
    return f"apt-get install {package}"


def tool(name: str, get: str) -> Need:
    """The need of a program."""
    return Need(name, (name,), get)


def header(path: str, get: str) -> Need:
    """The need of a header of C++, and so of its library."""
    return Need(path, ("g++", "-E", "-x", "c++", "-include", path, "/dev/null"), get)


GXX: Final = tool("g++", debian("g++"))
CURL: Final = tool("curl", debian("curl"))
JDK: Final = Need(
    "a JDK, 17 or later",
    ("sh", "-c", "javac -version 2>&1 | grep -E ' (1[7-9]|[2-9][0-9])'"),
    debian("default-jdk-headless"),
)
JQ: Final = tool("jq", debian("jq"))
NODE: Final = Need(
    "Node.js 20 or later",
    ("node", "-e", "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)"),
    "https://nodejs.org",
)
PHP: Final = tool("php", debian("php-cli"))
PHP_CURL: Final = Need("curl for PHP", ("php", "-r", "curl_version();"), debian("php-curl"))


def chosen(words: Sequence[str], known: Mapping[str, Chosen]) -> list[Chosen]:
    """What these words stand for, each once; all if there is none. Raises NeedError for an unknown one."""
    if unknown := [word for word in words if word not in known]:
        raise NeedError(f"no such language: {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[word] for word in dict.fromkeys(words or known)]


def demand(needs: Iterable[Need]) -> None:
    """Raise NeedError, naming all that is missing and how to get it, unless everything is there."""
    if missing := [f"  {need.name}: {need.get}" for need in dict.fromkeys(needs) if not need.met()]:
        less = 'LANGS="…" in the same command takes only the languages you name'
        raise NeedError("\n".join(["these are needed and missing:", *missing, less]))
