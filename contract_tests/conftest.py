"""The fixtures of the suite; registers it where pytest finds this folder without an argument for it."""

from collections.abc import Callable, Iterator

import pytest

from contract_tests import expectations
from contract_tests.calibration import dialect_file
from contract_tests.client import Client
from contract_tests.plugin import mock, output, register
from contract_tests.plugin.causes import Causes
from contract_tests.plugin.ending import REASON, RUNNER
from contract_tests.plugin.hooks import SETTINGS
from contract_tests.plugin.settings import Settings
from contract_tests.report.redaction import Redaction
from contract_tests.report.text import properties
from contract_tests.results import End, Skipped, Unavailable
from contract_tests.runner import CannotRun, Runner, preflight
from contract_tests.transport import over_http


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Register the suite, which adds its options."""
    del parser
    register(pluginmanager)


@pytest.fixture(scope="session")
def settings(pytestconfig: pytest.Config) -> Settings:
    return pytestconfig.stash[SETTINGS]


@pytest.fixture(scope="session")
def redact(settings: Settings) -> Redaction:
    return settings.redact


def calibrate(runner: Runner, settings: Settings) -> None:
    """Find out the habits of the API if they count, and write them if a file is given."""
    if settings.calibrate is not None:
        assumed = runner.client.dialect
        runner.calibrate(thorough=True)
        text = dialect_file.text(runner.client, runner.habits, settings.redact)
        settings.calibrate.write_text(text, encoding="utf-8")
        if not settings.policy.calibrated:
            runner.client.adopt(assumed)
    elif settings.policy.calibrated:
        runner.calibrate()


@pytest.fixture(scope="session")
def runner(
    settings: Settings,
    pytestconfig: pytest.Config,
    record_testsuite_property: Callable[[str, object], None],
) -> Iterator[Runner]:
    try:
        url = settings.url or mock.url_of(pytestconfig.stash[mock.MOCK])
        with Client(
            url=url,
            transport=over_http(url),
            token=settings.token,
            target=settings.target,
            expectations=expectations.load(),
            dialect=settings.dialect,
            policy=settings.policy,
        ) as client:
            pytestconfig.stash[RUNNER] = Runner(client, settings.checks)
            preflight(client)
            calibrate(pytestconfig.stash[RUNNER], settings)
            yield pytestconfig.stash[RUNNER]
            for name, value in properties(output.gathered(pytestconfig.stash[RUNNER], settings)):
                record_testsuite_property(name, settings.redact(value))
    except Unavailable as outage:
        pytest.exit(settings.redact(str(outage)), returncode=End.UNAVAILABLE)
    except (CannotRun, Skipped, OSError) as error:
        pytestconfig.stash[REASON] = str(error)
        pytest.exit(settings.redact(str(error)), returncode=End.NOT_JUDGED)


@pytest.fixture(scope="session")
def causes(request: pytest.FixtureRequest, runner: Runner) -> Causes:
    return Causes(request.session, runner)
