"""`make test-supply`: the audit and the list of parts with the real tools, and without a network."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tools import locks
from tools.bootstrap import ROOT
from tools.supply import environment, parts
from tools.supply.parts import PartsError

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

STRICT = (
    "import sys\n"
    "from cyclonedx.schema import SchemaVersion\n"
    "from cyclonedx.validation.json import JsonStrictValidator\n"
    "sys.exit(str(JsonStrictValidator(SchemaVersion.V1_6).validate_str(sys.stdin.read()) or '') or None)\n"
)
"""Validates a document by the strict schema of CycloneDX."""


@pytest.fixture(scope="module", autouse=True)
def _prepared() -> None:
    environment.prepare()


@pytest.fixture(scope="module", params=parts.LAYERS)
def layer(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def document(layer: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parts") / f"{layer}.cdx.json"
    parts.write(locks.of(layer), path)
    return path


def read(document: Path) -> dict[str, Any]:
    loaded = json.loads(document.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def strictly_valid(text: str) -> bool:
    done = subprocess.run(
        [environment.program("python"), "-c", STRICT], input=text, text=True, capture_output=True
    )
    assert done.returncode in (0, 1)
    return done.returncode == 0


def test_a_list_of_parts_is_strictly_valid_cyclonedx(document: Path) -> None:
    assert strictly_valid(document.read_text(encoding="utf-8"))
    spoilt = read(document)
    spoilt["components"][0]["colour"] = "blue"
    assert not strictly_valid(json.dumps(spoilt))


def test_it_names_the_product_and_its_version(document: Path) -> None:
    product = read(document)["metadata"]["component"]
    assert (product["name"], product["version"]) == (PROJECT["name"], PROJECT["version"])
    assert product["licenses"] == [{"license": {"acknowledgement": "declared", "id": PROJECT["license"]}}]


def test_it_has_each_package_of_the_lock_with_its_hashes(layer: str, document: Path) -> None:
    lock = locks.of(layer).read_text(encoding="utf-8")
    expected = {
        entry.split()[0]: set(re.findall(r"sha256:([0-9a-f]{64})", entry))
        for entry in re.split(r"^(?=\w)", lock, flags=re.MULTILINE)
        if "==" in entry
    }
    found = {
        f"{part['name']}=={part['version']}": {
            each["content"] for source in part["externalReferences"] for each in source["hashes"]
        }
        for part in read(document)["components"]
    }
    assert found == expected
    assert all(part["purl"].startswith("pkg:pypi/") for part in read(document)["components"])


def test_it_tells_nothing_of_the_machine_it_was_written_on(
    layer: str, document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://user:pass@index.example.org/simple")
    again = tmp_path / "again.json"
    parts.write(locks.of(layer), again)
    assert again.read_bytes() == document.read_bytes()
    assert str(ROOT) not in document.read_text(encoding="utf-8")


def test_a_lock_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PartsError, match=r"^cyclonedx-py failed for .*none\.txt"):
        parts.write(tmp_path / "none.txt", tmp_path / "parts.json")


@pytest.mark.parametrize("kind", ["python", "npm"])
def test_an_audit_without_a_network_says_so_and_proves_nothing(kind: str) -> None:
    nowhere = dict.fromkeys(("HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:1")
    files = {"python": locks.PIP, "npm": locks.NPM}[kind]
    done = subprocess.run(
        [sys.executable, "-m", "tools.supply.audit", kind],
        cwd=ROOT,
        env={**os.environ, **nowhere, "npm_config_fetch_retries": "0"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 3, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [str(file.relative_to(ROOT)) for file in files]
    assert all(": NOT AUDITED: the advisory service of " in line for line in lines)
