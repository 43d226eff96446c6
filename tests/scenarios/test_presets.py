"""The bundled presets, and the user's own file."""

import logging
import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.scenarios import presets
from mockserver.scenarios.presets import QUIET, Preset, Presets, PresetsError, PresetsFile

BUNDLED = [
    "empty", "huge", "slow", "flaky", "rate-limited", "expired", "down", "campaign", "drift", "live-like",
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "scenarios.toml"


def complaint(file: Path) -> str:
    """The message about a file without its name, after a check that the message begins with it."""
    with pytest.raises(PresetsError) as caught:
        presets.load(file)
    message = str(caught.value)
    assert message.startswith(f"{file}: ")
    return message.removeprefix(f"{file}: ")


def test_each_bundled_preset_has_a_description_in_both_languages() -> None:
    bundled = presets.bundled()
    assert list(bundled.scenarios) == BUNDLED
    assert bundled.tasks == {}
    for preset in bundled.scenarios.values():
        assert " · " in preset.about


def test_a_file_adds_presets_replaces_presets_and_sets_those_of_tasks(file: Path) -> None:
    file.write_text(
        '[scenarios.mine]\nabout = "for me"\nis = "slow,seed=7"\n[scenarios.slow]\nis = "delay=9"\n'
        '[tasks]\nF232D184-DD54-42A0-8ACE-0BF8D660F4CC = "mine"\n'
    )
    loaded = presets.load(file)
    assert list(loaded.scenarios) == [*BUNDLED, "mine"]
    assert loaded.scenarios["mine"] == Preset.model_validate({"about": "for me", "is": "slow,seed=7"})
    assert loaded.scenarios["slow"] == Preset.model_validate({"is": "delay=9"})
    assert loaded.tasks == {"f232d184-dd54-42a0-8ace-0bf8d660f4cc": "mine"}
    assert loaded.texts["slow"] == "delay=9"


def test_an_empty_file_adds_nothing(file: Path) -> None:
    file.write_text("")
    loaded = presets.load(file)
    assert (list(loaded.scenarios), loaded.tasks) == (BUNDLED, {})


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("=", "is not TOML: "),
        ("[scenarios", "is not TOML: "),
        (f"a = {'9' * 5000}", "is not TOML: "),
        (f"a = {'[' * 5000}", "is not TOML: "),
        ("[scenario.x]\nis = ''", "scenario: unknown; this table has 'scenarios' and 'tasks'"),
        ("scenarios = 1", "scenarios: should be a table"),
        ("tasks = ['a']", "tasks: should be a table"),
        ("[scenarios]\nx = 'slow'", "scenarios.x: should be a table with 'is'"),
        ("[scenarios.x]", "scenarios.x.is: missing"),
        ("[scenarios.x]\nis = ''\nno = 1", "scenarios.x.no: unknown; this table has 'is' and 'about'"),
        ("[scenarios.x]\nis = 1", "scenarios.x.is: should be a string such as 'slow,seed=7'"),
        ("[scenarios.x]\nis = ''\nabout = 1", "scenarios.x.about: should be a string"),
        ("[scenarios.X]\nis = ''", "scenarios.X: should have at most 40 lower-case letters, digits and"),
        ("[scenarios.'a=b']\nis = ''", "scenarios.a=b: should have at most 40 lower-case letters, digits"),
        (f"[scenarios.{'x' * 41}]\nis = ''", f"scenarios.{'x' * 41}: should have at most 40 lower-case"),
        ("[tasks]\nx = 1", "tasks.x: should be a string such as 'slow,seed=7'"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused_with_the_key_and_the_rule(
    file: Path, content: str, problem: str
) -> None:
    file.write_text(content)
    assert complaint(file).startswith(problem)


def test_a_file_that_cannot_be_read_is_refused(file: Path) -> None:
    assert complaint(file) == "cannot be read: No such file or directory"
    assert complaint(file.parent) == "cannot be read: Is a directory"


def test_a_byte_order_mark_is_ignored(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf[tasks]\nX = 'slow'")
    assert presets.load(file).tasks == {"x": "slow"}


def test_a_binary_file_is_refused(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    assert complaint(file).startswith("is not TOML: 'utf-8' codec can't decode byte 0xff")


def write(file: Path, content: str) -> None:
    """Write a file with a later modification time."""
    before = file.stat().st_mtime_ns if file.exists() else 0
    file.write_text(content)
    os.utime(file, ns=(before + 10**9, before + 10**9))


def accept(_: Presets) -> None:
    """A check that accepts all presets."""


def refuse_broken(loaded: Presets) -> None:
    if "broken" in loaded.scenarios:
        raise PresetsError("it is broken")


def test_the_texts_are_collected_once_for_all_requests() -> None:
    """Otherwise a catalogue would be read in quadratic time."""
    loaded = presets.bundled()
    assert loaded.texts is loaded.texts


def test_without_a_file_the_bundled_presets_stay() -> None:
    presets_file = PresetsFile(None, accept)
    assert presets_file.current() is presets_file.current()
    assert list(presets_file.current().scenarios) == BUNDLED


def test_a_file_is_reloaded_after_a_change_and_not_before(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mockserver")
    write(file, "[scenarios.one]\nis = 'seed=1'")
    presets_file = PresetsFile(file, accept)
    assert presets_file.current() is presets_file.current()
    assert caplog.messages == []
    write(file, "[scenarios.one]\nis = 'seed=2'")
    assert presets_file.current().texts["one"] == "seed=2"
    assert caplog.messages == [f"{file}: reloaded"]
    assert presets_file.current() is presets_file.current()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("=", "{file}: is not TOML: "),
        ("[scenarios.broken]\nis = ''", "it is broken"),
        (None, "{file}: cannot"),
    ],
)
def test_a_broken_change_of_a_file_leaves_the_presets_and_logs_one_warning(
    file: Path, caplog: pytest.LogCaptureFixture, content: str | None, problem: str
) -> None:
    write(file, "[scenarios.one]\nis = 'seed=1'")
    presets_file = PresetsFile(file, refuse_broken)
    before = presets_file.current()
    if content is None:
        file.unlink()
    else:
        write(file, content)
    for _ in range(3):
        assert presets_file.current() is before
    (message,) = caplog.messages
    assert message.startswith(problem.format(file=file))
    assert message.endswith("(keeping the previous scenarios)")
    file.unlink(missing_ok=True)
    write(file, "[scenarios.one]\nis = 'seed=12345'")
    assert presets_file.current().texts["one"] == "seed=12345"


@pytest.mark.parametrize("content", ["=", "[scenarios.broken]\nis = ''"])
def test_a_file_that_is_broken_at_the_start_is_refused(file: Path, content: str) -> None:
    write(file, content)
    with pytest.raises(PresetsError):
        PresetsFile(file, refuse_broken)


class Clock:
    """Unix time that a test sets."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@given(part=st.floats(0, 1, exclude_max=True))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_first_half_of_a_file_replaces_the_whole(tmp_path: Path, part: float) -> None:
    """However the file is cut, and although many a cut leaves valid TOML."""
    file, new = tmp_path / "own.toml", tmp_path / "new.toml"
    names = "".join(f"[scenarios.s{n}]\nis = 'seed={n}'\n" for n in range(10))
    whole = f"{names}[tasks]\nx = 's1'\n"
    file.write_text(whole)
    presets_file = PresetsFile(file, accept)
    write(file, whole[: int(len(whole) * part)])
    assert presets_file.current().texts["s9"] == "seed=9"
    assert presets_file.current().tasks == {"x": "s1"}
    new.write_text(whole.replace("seed=9", "seed=10"))
    new.replace(file)
    assert presets_file.current().texts["s9"] == "seed=10"


def test_names_are_deleted_once_the_file_has_been_unchanged_for_a_while(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    write(file, "[scenarios.one]\nis = 'seed=1'\n[tasks]\nx = 'one'")
    presets_file = PresetsFile(file, accept, clock)
    write(file, "[scenarios.two]\nis = 'seed=2'")
    for _ in range(2):
        assert "one" in presets_file.current().texts
    (message,) = caplog.messages
    assert message == (
        f"{file}: lacks 2 names, such as 'one' (keeping the previous scenarios for {QUIET:g} seconds more)"
    )
    clock.now += QUIET - 0.1
    assert "one" in presets_file.current().texts
    clock.now += 0.1
    assert (presets_file.current().texts["two"], presets_file.current().tasks) == ("seed=2", {})
    assert "one" not in presets_file.current().texts


def test_names_deleted_long_before_a_request_are_gone_at_once(file: Path) -> None:
    clock = Clock()
    file.write_text("[scenarios.one]\nis = 'seed=1'")
    presets_file = PresetsFile(file, accept, clock)
    file.write_text("[scenarios.other]\nis = 'seed=2'")
    clock.now = file.stat().st_ctime + QUIET
    assert "one" not in presets_file.current().texts


def test_an_emptied_file_changes_nothing_however_long_it_stays_so(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is what an editor leaves for a moment, and a full disk for good."""
    clock = Clock()
    write(file, "[scenarios.one]\nis = 'seed=1'")
    presets_file = PresetsFile(file, accept, clock)
    write(file, "")
    for _ in range(3):
        assert "one" in presets_file.current().texts
        clock.now += 10 * QUIET
    assert caplog.messages == [f"{file}: is empty (keeping the previous scenarios)"]


def catalogue(names: int) -> str:
    return "".join(f"[scenarios.case-{n}]\nis = 'rows={n}'\n" for n in range(names))


def test_a_large_file_is_reloaded_while_requests_go_on_with_the_previous_one(file: Path) -> None:
    """Only one thread at a time, however often the file changes meanwhile."""
    reading, go_on = threading.Semaphore(0), threading.Semaphore(1)
    checked: list[int] = []

    def check(loaded: Presets) -> None:
        checked.append(len(loaded.scenarios) - len(BUNDLED))
        reading.release()
        assert go_on.acquire(timeout=10)

    def names(presets: Presets) -> int:
        return len(presets.scenarios) - len(BUNDLED)

    def finish() -> int:
        """Let a reload go on, and return how many names it has left."""
        assert presets_file._loading is not None
        go_on.release()
        presets_file._loading.join(10)
        return names(presets_file._current)

    write(file, catalogue(1))
    presets_file = PresetsFile(file, check)
    assert reading.acquire(timeout=10)
    for size in (1000, 2000):
        write(file, catalogue(size))
        before = names(presets_file.current())
        assert reading.acquire(timeout=10)
        write(file, catalogue(2000))
        assert names(presets_file.current()) == before
        assert finish() == size
    assert checked == [1, 1000, 2000]
