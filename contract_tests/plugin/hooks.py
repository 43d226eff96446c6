"""The suite as a plugin of pytest: its options, the API under judgement, what is told at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests import expectations as promises
from contract_tests.client import Api
from contract_tests.plugin import mock
from contract_tests.plugin import settings as options
from contract_tests.plugin.settings import Choice
from contract_tests.report import html as report
from contract_tests.report.redaction import Mask
from contract_tests.runner import CannotJudge, Judgement, Outcome, Verdict, admit
from contract_tests.transport import over_http

HERE = Path(__file__).parent.parent

NOT_JUDGED = 2
"""Exit code: the API could not be judged."""

CHOICE: pytest.StashKey[Choice] = pytest.StashKey()
JUDGEMENT: pytest.StashKey[Judgement] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the suite's options."""
    options.add(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Read the options. Raises pytest.UsageError for what cannot be."""
    choice = options.choose(config)
    if getattr(config.option, "numprocesses", None) and (choice.terms.live or choice.report):
        raise pytest.UsageError("a live API is judged, and a report is written, by one process: leave out -n")
    config.stash[CHOICE] = choice


def pytest_collection(session: pytest.Session) -> None:
    """Start the mock, unless another API is judged; it gets ready while tests are collected."""
    config = session.config
    judges_elsewhere = getattr(config.option, "numprocesses", None)  # In the workers of pytest-xdist.
    if config.stash[CHOICE].url is None and not config.option.collectonly and not judges_elsewhere:
        mock.start(config)


@pytest.fixture(scope="session")
def choice(pytestconfig: pytest.Config) -> Choice:
    """What is judged, and how."""
    return pytestconfig.stash[CHOICE]


@pytest.fixture(scope="session")
def judgement(choice: Choice, pytestconfig: pytest.Config) -> Iterator[Judgement]:
    """The judgement on the API that was named, or on the mock."""
    try:
        url = choice.url or mock.url_of(pytestconfig.stash[mock.MOCK])
        transport = over_http(url)
        api = Api(url, transport, choice.token, choice.target, promises.load(), choice.dialect, choice.terms)
        pytestconfig.stash[JUDGEMENT] = Judgement(api)
        admit(api)
    except (CannotJudge, OSError) as error:
        pytest.exit(choice.mask(str(error)), returncode=NOT_JUDGED)
    yield pytestconfig.stash[JUDGEMENT]
    api.close()


@pytest.fixture(scope="session")
def mask(choice: Choice) -> Mask:
    """Covers what no report shows."""
    return choice.mask


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the report, and tell broken laws from an API that could not be judged."""
    judgement = session.config.stash.get(JUDGEMENT, None)
    if judgement is None:
        return
    choice = session.config.stash[CHOICE]
    verdicts = list(judgement.reached())
    if choice.report is not None:
        choice.report.write_text(report.page(judgement, choice.mask), encoding="utf-8")
    ours = all(item.path.is_relative_to(HERE) for item in session.items)
    broken = any(each.outcome is Outcome.BROKEN for each in verdicts)
    if exitstatus == pytest.ExitCode.TESTS_FAILED and ours and not broken:
        session.exitstatus = NOT_JUDGED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Say how many laws held, and which were not judged or are but reported."""
    judgement = config.stash.get(JUDGEMENT, None)
    if judgement is None:
        return
    mask = config.stash[CHOICE].mask
    terminalreporter.section("contract")
    for line in summary(judgement):
        terminalreporter.write_line(mask(line))


def summary(judgement: Judgement) -> Iterator[str]:
    """The lines that are told at the end; not masked yet."""
    verdicts = list(judgement.reached())
    by_outcome = {outcome: [each for each in verdicts if each.outcome is outcome] for outcome in Outcome}
    for each in by_outcome[Outcome.REPORTED]:
        yield f"reported    {each.law.id}: {each.found} (assumes {', '.join(each.assumes)})"
    for reason, ids in _grouped(by_outcome[Outcome.NOT_JUDGED]).items():
        shown = ", ".join(ids[:6]) + (f" and {len(ids) - 6} more" if len(ids) > 6 else "")
        yield f"not judged  {shown}: {reason}"
    counts = ", ".join(f"{len(found)} {outcome}" for outcome, found in by_outcome.items())
    yield f"{judgement.api.url}: {counts}; {judgement.api.pace.asked} requests"


def _grouped(verdicts: list[Verdict]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for each in verdicts:
        groups.setdefault(each.found, []).append(each.law.id)
    return groups
