"""The file that calibration writes: it reads back to the same dialect, and shows why."""

import logging
import re
import tomllib
from pathlib import Path

import pytest

from contract_tests import dialect
from contract_tests.calibration import calibrate, dialect_file
from contract_tests.calibration.probe import Need
from contract_tests.dialect import QUESTIONS, Dialect
from contract_tests.report.redaction import Redaction
from mockserver.drift.access import TOKEN
from tests.contract_tests.calibration.habits import HABITS
from tests.contract_tests.calibration.test_calibration import client_of
from tests.contract_tests.test_dialect import KNOWN
from tests.drift.server import Remembering, drifting, mock

APP = Remembering(mock(rows=240))


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("mockserver"), "disabled", True)


def written(*names: str) -> tuple[str, Dialect]:
    """The file for an API of these habits, and the dialect that calibration has found."""
    server = drifting(APP, *(HABITS[name][0] for name in names))
    with client_of(server) as client:
        habits = calibrate(client)
        return dialect_file.text(client, habits, Redaction(TOKEN)), client.dialect


@pytest.mark.parametrize(
    "names",
    [
        (),
        ("codes of its own",),
        ("invalid values are ignored", "newest first", "brackets only"),
        ("at most 100 numbers a page", "no last page of nothing", "a date is a whole day"),
    ],
)
def test_the_file_reads_back_to_the_dialect_that_was_found(names: tuple[str, ...], tmp_path: Path) -> None:
    text, found = written(*names)
    path = tmp_path / "dialect.toml"
    path.write_text(text, encoding="utf-8")
    assert dialect.load(path, KNOWN) == found
    assert dialect.load(path, KNOWN).model_fields_set == found.model_fields_set


def test_an_api_with_a_dialect_from_a_file_has_nothing_left_to_ask(tmp_path: Path) -> None:
    path = tmp_path / "dialect.toml"
    path.write_text(written("newest first")[0], encoding="utf-8")
    server = drifting(APP, HABITS["newest first"][0])
    with client_of(server, dialect.load(path, KNOWN)) as client:
        assert calibrate(client, Need.ALWAYS) == ()


def test_every_line_has_its_question_and_its_evidence() -> None:
    text, _ = written("newest first")
    entries = text.strip().split("\n\n")[1:]
    assert len(entries) == len(tomllib.loads(text))
    for entry in entries:
        question, *evidence, line = entry.splitlines()
        key = line.partition(" = ")[0]
        assert question.removeprefix("# ").partition(";")[0] == QUESTIONS[key]
        assert re.fullmatch(r"#   GET http://127\.0\.0\.1/agent-api/.+", evidence[0])
        assert re.match(r"#   (0|[1-5][0-9]{2}): ", evidence[1])


def test_a_habit_that_differs_says_what_the_contract_assumes() -> None:
    text, _ = written("newest first")
    assert '# row-order; the contract assumes "oldest-first"\n' in text
    assert text.count("the contract assumes") == 1


def test_the_file_has_no_token_and_no_number() -> None:
    text, _ = written("Bearer only")
    assert f"Bearer {TOKEN}" not in text
    assert not re.search(r"(?<![0-9a-f])1[3-9][0-9]{9}(?![0-9])", text)
