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

ROOT = Path(__file__).parent.parent

LINT = ROOT / "tools" / "spec-lint" / "requirements.txt"
NPM = sorted(ROOT.glob("*/*/package-lock.json"))
PIP = sorted([*ROOT.glob("requirements/*.txt"), *ROOT.glob("*/requirements.txt"), LINT])


def texts(node: Any) -> Iterator[str]:
    """All strings in a document."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from texts(child)


def pins(layer: str) -> dict[str, str]:
    """The versions in a lock file by name."""
    text = (ROOT / "requirements" / f"{layer}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^ ;\\]+)", text, re.MULTILINE))


def test_the_locked_versions_are_among_those_that_pyproject_allows() -> None:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, groups = document["project"], document["dependency-groups"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["contract"]]
    wanted += [each for group in groups.values() for each in group if isinstance(each, str)]
    locked = pins("dev")
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), requirement


def test_there_are_lock_files_of_both_kinds() -> None:
    assert len(NPM) >= 3
    assert len(PIP) >= 3


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
    packages = re.findall(r"^[^ #].*==", text, re.MULTILINE)
    assert packages
    assert text.count("--hash=sha256:") >= len(packages)
