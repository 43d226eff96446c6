"""Every law, a test each; its id is in brackets."""

import pytest

from contract_tests.check import Law
from contract_tests.checks import LAWS
from contract_tests.report.redaction import Mask
from contract_tests.report.text import tell
from contract_tests.runner import Judgement, Outcome


@pytest.mark.parametrize("law", [pytest.param(each, id=each.id) for each in LAWS])
def test_law(law: Law, judgement: Judgement, mask: Mask) -> None:
    verdict = judgement.verdict(law)
    if verdict.outcome is Outcome.BROKEN:
        pytest.fail(mask(tell(verdict)), pytrace=False)
    if verdict.outcome is Outcome.REPORTED:
        pytest.xfail(mask(tell(verdict)))
    if verdict.outcome is Outcome.NOT_JUDGED:
        pytest.skip(mask(f"not judged: {verdict.found}"))
