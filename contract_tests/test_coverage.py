"""The suite must have judged something: what it has to have seen."""

import pytest

from contract_tests.coverage import DEMANDS
from contract_tests.runner import Judgement


@pytest.mark.parametrize("demand", DEMANDS)
def test_something_was_judged(demand: str, judgement: Judgement) -> None:
    judgement.verdicts()
    missing = DEMANDS[demand](judgement)
    if missing is not None:
        judgement.gaps[demand] = missing
        sentence = (DEMANDS[demand].__doc__ or "").strip()
        pytest.fail(
            f"{demand}: could not be judged\n  demand  {sentence}\n  found   {missing}", pytrace=False
        )
