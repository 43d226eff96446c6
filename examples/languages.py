"""The needs of each example. `python -m examples.languages` lists missing ones for LANGS, or for all."""

import os
import sys
from collections.abc import Mapping
from typing import Final

from tools.needs import (
    CURL,
    GXX,
    JDK,
    JQ,
    NODE,
    PHP,
    PHP_CURL,
    Need,
    NeedError,
    chosen,
    debian,
    demand,
    header,
    tool,
)

GO: Final = Need(
    "Go 1.23 or later", ("sh", "-c", "go version | grep -E 'go1\\.(2[3-9]|[3-9][0-9])'"), "https://go.dev/dl"
)

NEEDS: Final[Mapping[str, tuple[Need, ...]]] = {
    "curl": (CURL, JQ),
    "go": (GO,),
    "javascript": (NODE,),
    "java": (JDK,),
    "php": (PHP, PHP_CURL),
    "python": (tool("python3", debian("python3")),),
    "cpp": (
        GXX,
        header("curl/curl.h", debian("libcurl4-openssl-dev")),
        header("nlohmann/json.hpp", debian("nlohmann-json3-dev")),
    ),
}


def asked() -> list[str]:
    """The languages in LANGS, separated by spaces, or all. Raises NeedError for an unknown one."""
    return chosen(os.environ.get("LANGS", "").split(), {name: name for name in NEEDS})


def main() -> None:
    """Exit with 1 and installation advice if something is missing."""
    try:
        demand(need for name in asked() for need in NEEDS[name])
    except NeedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
