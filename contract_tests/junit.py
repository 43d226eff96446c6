"""The results of a run, read from the JUnit file that pytest wrote of it."""

import re
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import ParseError

__all__ = ["FAILED", "PASSED", "REPORTED", "SKIPPED", "ParseError", "Result", "properties", "results"]

PASSED: Final = "passed"
FAILED: Final = "failed"
REPORTED: Final = "reported"
SKIPPED: Final = "skipped"


@dataclass(frozen=True)
class Result:
    """What became of one check, what it found, and the check whose failure it may follow from."""

    id: str
    outcome: str
    found: str = ""
    cause: str = ""


def results(junit: str) -> list[Result]:
    """The results in a JUnit file of pytest. Raises ParseError if it is none."""
    document = ElementTree.fromstring(junit)  # noqa: S314  # Written by pytest a moment ago.
    return [_result(case) for case in document.iter("testcase")]


def _result(case: ElementTree.Element) -> Result:
    name = case.get("name", "")
    for child in case:
        if child.tag in ("failure", "error"):
            return _found(name, FAILED, child.text or "")
        if child.tag == "skipped":
            reason = child.get("message", "")
            return _found(name, REPORTED if child.get("type") == "pytest.xfail" else SKIPPED, reason)
    return Result(name, PASSED)


def _found(name: str, outcome: str, text: str) -> Result:
    """A result by the id of its check, with which the text begins, or by the name of its test."""
    if begins := re.match(r"(.+?): follows from (.+?): (.*)", text, re.DOTALL):
        return Result(begins[1], outcome, begins[3], begins[2])
    begins = re.match(r"(.+?): (?:failed|reported|not exercised)\n", text)
    return Result(begins[1] if begins else name, outcome, text)


def properties(junit: str) -> list[tuple[str, str]]:
    """What a JUnit file of the suite says about the run as a whole. Raises ParseError."""
    document = ElementTree.fromstring(junit)  # noqa: S314  # Written by pytest a moment ago.
    found = document.iterfind("./testsuite/properties/property")
    return [(each.get("name", ""), each.get("value", "")) for each in found]
