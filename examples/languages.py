"""What each example needs, and where Debian has it. `python -m examples.languages` names what is missing."""

import os
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """A folder of examples: a shell command that succeeds where all is there, and Debian's packages."""

    name: str
    probe: str
    packages: str


LANGUAGES = (
    Language("curl", "command -v curl && command -v jq", "curl jq"),
    Language("go", "go version | grep -E 'go1\\.(2[3-9]|[3-9][0-9])'", "golang-go"),
    Language("javascript", "node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'", "nodejs"),
    Language("java", "javac -version 2>&1 | grep -E ' (1[7-9]|[2-9][0-9])'", "default-jdk-headless"),
    Language("php", "php -r 'exit((int) !extension_loaded(\"curl\"));'", "php-cli php-curl"),
    Language("python", "command -v python3", "python3"),
    Language(
        "cpp",
        "printf '#include <curl/curl.h>\\n#include <nlohmann/json.hpp>\\n' | g++ -fsyntax-only -x c++ -",
        "g++ libcurl4-openssl-dev nlohmann-json3-dev",
    ),
)


def chosen() -> tuple[Language, ...]:
    """The languages that EXAMPLES names, separated by spaces, or all; a ValueError for an unknown name."""
    names = os.environ.get("EXAMPLES", "").split() or [language.name for language in LANGUAGES]
    known = {language.name: language for language in LANGUAGES}
    for name in names:
        if name not in known:
            raise ValueError(f"EXAMPLES names {name!r}, which is none of {', '.join(known)}")
    return tuple(known[name] for name in names)


def missing(languages: tuple[Language, ...]) -> tuple[Language, ...]:
    """Those that cannot be run on this machine."""
    return tuple(
        language
        for language in languages
        if subprocess.run(["sh", "-c", language.probe], capture_output=True).returncode
    )


def main() -> None:
    """Exit 1 and say how to get it if something is missing."""
    try:
        lacking = missing(chosen())
    except ValueError as error:
        sys.exit(str(error))
    for language in lacking:
        message = f"{language.name} cannot be run here; on Debian: apt-get install {language.packages}"
        print(message, file=sys.stderr)
    if lacking:
        sys.exit('make test-examples EXAMPLES="curl python" runs those you name alone')


if __name__ == "__main__":
    main()
