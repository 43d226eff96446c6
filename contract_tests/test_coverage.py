"""The run must have exercised enough to prove something."""

import pytest

from contract_tests.coverage import DEMANDS
from contract_tests.plugin.causes import FOLLOWS_FROM, Causes
from contract_tests.report.redaction import Redaction
from contract_tests.report.text import follower
from contract_tests.runner import Runner


@pytest.mark.parametrize("demand", DEMANDS)
def test_enough_was_exercised(
    demand: str, runner: Runner, causes: Causes, redact: Redaction, request: pytest.FixtureRequest
) -> None:
    runner.results()
    if runner.client.ended is not None:
        pytest.skip(redact(runner.client.ended))
    missing = DEMANDS[demand](runner)
    if missing is not None:
        runner.gaps[demand] = missing
        sentence = (DEMANDS[demand].__doc__ or "").strip()
        message = f"{demand}: not exercised\n  demand  {sentence}\n  found   {missing}"
        if cause := causes.of_gaps:
            request.node.stash[FOLLOWS_FROM] = cause
            message = follower(demand, missing, cause)
        pytest.fail(redact(message), pytrace=False)
