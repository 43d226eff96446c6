"""Lock files have names, versions and hashes, but no URLs of a registry."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.locks import NPM, PIP, ROOT, of, pins


def texts(node: Any) -> Iterator[str]:
    """All strings in a document."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from texts(child)


def test_the_locked_versions_are_among_those_that_pyproject_allows() -> None:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, groups = document["project"], document["dependency-groups"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["contract"]]
    wanted += [each for group in groups.values() for each in group if isinstance(each, str)]
    locked = {pin.name: pin.specifier for pin in map(Requirement, pins(of("dev")))}
    for requirement in map(Requirement, wanted):
        version = str(locked[canonicalize_name(requirement.name)]).removeprefix("==")
        assert requirement.specifier.contains(version), requirement


def test_there_are_lock_files_of_both_kinds() -> None:
    assert len(NPM) >= 4
    assert len(PIP) >= 7


@pytest.mark.parametrize("file", NPM, ids=lambda file: file.parent.name)
def test_an_npm_lock_has_hashes_and_no_urls(file: Path) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))
    assert [text for text in texts(document) if "://" in text] == []
    packages = [entry for name, entry in document["packages"].items() if name]
    assert all("integrity" in entry for entry in packages)


@pytest.mark.parametrize("file", PIP, ids=lambda file: file.parent.name + "-" + file.name)
def test_a_pip_lock_has_hashes_and_no_urls(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "://" not in text
    assert pins(file)
    # Each line that begins a package is a pin, and each package has a hash.
    assert len(pins(file)) == sum(line[:1].isalnum() for line in text.splitlines())
    assert all("--hash=sha256:" in entry for entry in re.split(r"^(?=\w)", text, flags=re.MULTILINE) if entry)
