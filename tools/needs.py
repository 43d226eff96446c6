"""Programs and libraries that targets of `make` need. Missing ones are listed, not installed."""

import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

Command = tuple[str, ...]
Chosen = TypeVar("Chosen")


class NeedError(Exception):
    """The command cannot run on this machine. The message gives the reason and what to do."""


@dataclass(frozen=True)
class Need:
    """A tool or library, and how to install it.

    The probe is a command that succeeds if it is installed; a single word only has to be on the path.
    """

    name: str
    probe: Command
    get: str

    def met(self) -> bool:
        """Whether it is installed."""
        if shutil.which(self.probe[0]) is None:
            return False
        if len(self.probe) == 1:
            return True
        return subprocess.run(self.probe, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0


def debian(package: str) -> str:
    """The command that installs a Debian package."""
    return f"apt-get install {package}"


def tool(name: str, get: str) -> Need:
    """The need for a program."""
    return Need(name, (name,), get)


def header(path: str, get: str) -> Need:
    """The need for a C++ header, and so for its library."""
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
    """The values of these names, each once; all if no name is given. Raises NeedError for an unknown name."""
    if unknown := [word for word in words if word not in known]:
        raise NeedError(f"no such language: {', '.join(unknown)}; available are {', '.join(known)}")
    return [known[word] for word in dict.fromkeys(words or known)]


def demand(needs: Iterable[Need]) -> None:
    """Raise NeedError if anything is missing; the message lists it with how to install it."""
    if missing := [f"  {need.name}: {need.get}" for need in dict.fromkeys(needs) if not need.met()]:
        less = 'LANGS="…" in the same command limits it to the languages you name'
        raise NeedError("\n".join(["required, but not found:", *missing, less]))
