"""Scenarios by name: those that come along, and the user's own file."""

import logging
import os
from pathlib import Path

import pytest

from mockserver.scenarios import presets
from mockserver.scenarios.presets import Catalogue, CatalogueError, Named, Watched

SHIPPED = [
    "empty", "huge", "slow", "flaky", "rate-limited", "expired", "down", "campaign", "drift", "live-like",
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "scenarios.toml"


def complaint(file: Path) -> str:
    """What is wrong with a file, after checking that it is named."""
    with pytest.raises(CatalogueError) as caught:
        presets.load(file)
    message = str(caught.value)
    assert message.startswith(f"{file}: ")
    return message.removeprefix(f"{file}: ")


def test_these_scenarios_come_along_each_with_what_it_is_for() -> None:
    shipped = presets.shipped()
    assert list(shipped.scenarios) == SHIPPED
    assert shipped.tasks == {}
    for named in shipped.scenarios.values():
        assert " · " in named.about


def test_a_file_adds_names_replaces_names_and_gives_tasks_theirs(file: Path) -> None:
    file.write_text(
        '[scenarios.mine]\nabout = "for me"\nis = "slow,seed=7"\n[scenarios.slow]\nis = "delay=9"\n'
        '[tasks]\nF232D184-DD54-42A0-8ACE-0BF8D660F4CC = "mine"\n'
    )
    loaded = presets.load(file)
    assert list(loaded.scenarios) == [*SHIPPED, "mine"]
    assert loaded.scenarios["mine"] == Named("for me", "slow,seed=7")
    assert loaded.scenarios["slow"] == Named("", "delay=9")
    assert loaded.tasks == {"f232d184-dd54-42a0-8ace-0bf8d660f4cc": "mine"}
    assert loaded.texts["slow"] == "delay=9"


def test_an_empty_file_adds_nothing(file: Path) -> None:
    file.write_text("")
    loaded = presets.load(file)
    assert (list(loaded.scenarios), loaded.tasks) == (SHIPPED, {})


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("=", "is no TOML: "),
        ("[scenarios", "is no TOML: "),
        (f"a = {'9' * 5000}", "is no TOML: "),
        (f"a = {'[' * 5000}", "is no TOML: "),
        ("[scenario.x]\nis = ''", "scenario: should be [scenarios.NAME] or [tasks]"),
        ("scenarios = 1", "scenarios: should be a table"),
        ("tasks = ['a']", "tasks: should be a table"),
        ("[scenarios]\nx = 'slow'", "scenarios.x: should have 'is', may have 'about', and nothing else"),
        ("[scenarios.x]", "scenarios.x: should have 'is', may have 'about', and nothing else"),
        ("[scenarios.x]\nis = ''\nno = 1", "scenarios.x: should have 'is', may have 'about', and nothing"),
        ("[scenarios.x]\nis = 1", "scenarios.x.is: should be text such as 'slow,seed=7'"),
        ("[scenarios.x]\nis = ''\nabout = 1", "scenarios.x.about: should be text such as"),
        ("[scenarios.X]\nis = ''", "scenarios.X: a name has lower-case letters, digits and hyphens"),
        ("[scenarios.'a=b']\nis = ''", "scenarios.a=b: a name has lower-case letters, digits and hyphens"),
        (f"[scenarios.{'x' * 41}]\nis = ''", f"scenarios.{'x' * 41}: a name has lower-case letters"),
        ("[tasks]\nx = 1", "tasks.x: should be text such as 'slow,seed=7'"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_refused_with_the_place(
    file: Path, content: str, problem: str
) -> None:
    file.write_text(content)
    assert complaint(file).startswith(problem)


def test_a_file_that_is_not_there_is_refused(file: Path) -> None:
    assert complaint(file) == "cannot be read: No such file or directory"


def test_a_file_without_end_or_too_large_is_refused(file: Path) -> None:
    file.write_bytes(b"#" * (presets.LARGEST + 1))
    assert complaint(file) == "should be a file of at most 1,000,000 bytes"
    assert complaint(Path("/dev/zero")) == "should be a file of at most 1,000,000 bytes"
    assert complaint(file.parent) == "should be a file of at most 1,000,000 bytes"


def test_a_file_of_the_largest_size_is_read(file: Path) -> None:
    file.write_bytes(b"#" * presets.LARGEST)
    loaded = presets.load(file)
    assert (list(loaded.scenarios), loaded.tasks) == (SHIPPED, {})


def test_a_mark_that_windows_writes_before_the_text_is_passed_over(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf[tasks]\nX = 'slow'")
    assert presets.load(file).tasks == {"x": "slow"}


def test_a_binary_file_is_refused(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    assert complaint(file) == "is not text in UTF-8"


def write(file: Path, content: str) -> None:
    """Write a file as somebody does a moment later."""
    before = file.stat().st_mtime_ns if file.exists() else 0
    file.write_text(content)
    os.utime(file, ns=(before + 10**9, before + 10**9))


def accepts(_: Catalogue) -> None:
    """A check that finds nothing."""


def refuses_broken(loaded: Catalogue) -> None:
    if "broken" in loaded.scenarios:
        raise CatalogueError("it is broken")


def test_without_a_file_the_shipped_names_stay(file: Path) -> None:
    watched = Watched(None, accepts)
    assert watched.current() is watched.current()
    assert list(watched.current().scenarios) == SHIPPED


def test_a_file_is_read_again_when_it_has_changed_and_not_before(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mockserver")
    write(file, "[scenarios.one]\nis = 'seed=1'")
    watched = Watched(file, accepts)
    assert watched.current() is watched.current()
    assert caplog.messages == []
    write(file, "[scenarios.one]\nis = 'seed=2'")
    assert watched.current().texts["one"] == "seed=2"
    assert caplog.messages == [f"{file}: read again"]
    assert watched.current() is watched.current()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("=", "{file}: is no TOML: "),
        ("[scenarios.broken]\nis = ''", "it is broken"),
        (None, "{file}: cannot"),
    ],
)
def test_a_file_that_breaks_leaves_the_names_as_they_were_with_one_warning(
    file: Path, caplog: pytest.LogCaptureFixture, content: str | None, problem: str
) -> None:
    write(file, "[scenarios.one]\nis = 'seed=1'")
    watched = Watched(file, refuses_broken)
    before = watched.current()
    if content is None:
        file.unlink()
    else:
        write(file, content)
    for _ in range(3):
        assert watched.current() is before
    (message,) = caplog.messages
    assert message.startswith(problem.format(file=file))
    assert message.endswith("(the scenarios stay as they were)")
    file.unlink(missing_ok=True)
    write(file, "[scenarios.two]\nis = 'seed=12345'")
    assert watched.current().texts["two"] == "seed=12345"


@pytest.mark.parametrize("content", ["=", "[scenarios.broken]\nis = ''"])
def test_a_file_that_is_broken_from_the_start_is_refused(file: Path, content: str) -> None:
    write(file, content)
    with pytest.raises(CatalogueError):
        Watched(file, refuses_broken)
