"""Missing programs and libraries are listed with how to install them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.needs import Need, NeedError, chosen, demand, tool

ROOT = Path(__file__).parent.parent


def test_everything_missing_is_listed_with_how_to_install_it() -> None:
    missing = (
        tool("no-such-program", "apt-get install unobtainium"),
        Need("a library", (sys.executable, "-c", "import no_such_library"), "https://example.org"),
    )
    with pytest.raises(NeedError) as error:
        demand([*missing, *missing, Need("python", (sys.executable, "-V"), ""), tool(sys.executable, "")])
    assert str(error.value).splitlines()[1:-1] == [
        "  no-such-program: apt-get install unobtainium",
        "  a library: https://example.org",
    ]


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(NeedError, match=r"no such language: cobol; available are go, cpp$"):
        chosen(["go", "cobol"], {"go": 1, "cpp": 2})


def test_a_language_named_twice_is_taken_once() -> None:
    assert chosen(["cpp", "go", "cpp"], {"go": 1, "cpp": 2}) == [2, 1]


@pytest.mark.parametrize("program", ["examples.languages", "clients.generate go", "clients.check bash"])
def test_an_empty_path_lists_what_is_missing(program: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *program.split()],
        cwd=ROOT,
        env={**os.environ, "PATH": str(tmp_path), "LANGS": "go php"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    first, *needs, last = done.stderr.splitlines()
    assert first == "required, but not found:"
    assert all(need.startswith("  ") and (": apt-get" in need or ": https://" in need) for need in needs)
    assert last.startswith('LANGS="…"')
