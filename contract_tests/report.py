"""Placeholder."""

from contract_tests.judge import Judgement
from contract_tests.masking import Mask


def page(judgement: Judgement, gaps: dict[str, str], mask: Mask) -> str:
    return ""
