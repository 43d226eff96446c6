"""Checks that a generated client can be published, and extracts the example of its README."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from clients.languages import VERSION, Language

PLACEHOLDERS: Final = re.compile(
    rf"GIT_(?:USER|REPO|HOST)\w*|\S*@openapitools\.org|openapitools\.org|github\.com/openapitools\S*"
    rf"|openapi-generator contributors|openapi generator community|unlicense\b|nolicense\b"
    rf"|{re.escape(VERSION)}",
    re.IGNORECASE,
)
"""Placeholders of generators for names, addresses and licences, and ours for the version."""

LEFTOVERS: Final = (
    "git_push.sh", "gradlew*", "build.gradle", "build.sbt", "AndroidManifest.xml", "tox.ini", "setup.py",
    "*requirements.txt", "phpunit.xml.dist", ".travis.yml", ".gitlab-ci.yml", ".github", ".gitignore",
    ".openapi-generator*", ".php-cs-fixer*", ".phplint.yml", "*.orig",
)  # fmt: skip
"""Files for a project's repository rather than for its package."""

MADE: Final = {"build", "check", "dist", "node_modules", "target", "vendor"}
"""Folders that the commands of a check create."""

_EXAMPLE: Final = re.compile(r"^## Example$.*?^```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def example(readme: str) -> str:
    """The code under `## Example`; empty if there is none."""
    found = _EXAMPLE.search(readme)
    return found[1] if found else ""


def faults(folder: Path, language: Language, version: str) -> list[str]:
    """The problems that prevent a freshly generated client from being published, one line each."""
    return [
        *_missing(folder, "README.md", language.name, version, "unofficial"),
        *_missing(folder, "LICENSE", "MIT License"),
        *_missing(folder, language.manifest, language.name, version),
        *(["README.md: no code under ## Example"] if not example(_text(folder / "README.md")) else []),
        *_superfluous(folder),
    ]


def _missing(folder: Path, file: str, *words: str) -> Iterator[str]:
    text = _text(folder / file)
    if not text:
        yield f"{file}: missing"
        return
    yield from (f"{file}: no {word!r}" for word in words if word not in text)


def _superfluous(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        place = file.relative_to(folder)
        if MADE.intersection(place.parts[:1]):
            continue
        if any(file.match(pattern) for pattern in LEFTOVERS):
            yield f"{place}: left by the generator"
        yield from (f"{place}: {found}" for found in sorted(set(PLACEHOLDERS.findall(_text(file)))))


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
