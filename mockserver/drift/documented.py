"""Drifts that only show when a request is sent as the documentation prints it."""

import re
from typing import Final

from mockserver.drift.kinds import Drift, Request, receiving


@receiving
def false_of_python(request: Request) -> Request:
    """`encryption=False`, as the Python example sends it, is refused."""
    odd = request.query.get("encryption") == ["False"]
    return request.asking({**request.query, "encryption": ["no"]}) if odd else request


@receiving
def false_of_python_true(request: Request) -> Request:
    """`encryption=False`, as the Python example sends it, encrypts: it is not the word `false`."""
    odd = request.query.get("encryption") == ["False"]
    return request.asking({**request.query, "encryption": ["true"]}) if odd else request


@receiving
def dates_of_table(request: Request) -> Request:
    """A date as the documentation prints it, `2025/12/3 0:00`, is ignored."""
    printed = re.compile(r"[0-9]{4}/[0-9]+/[0-9]+ [0-9]+:[0-9]{2}")
    query = request.query.items()
    return request.asking(
        {name: texts for name, texts in query if not any(printed.fullmatch(text) for text in texts)}
    )


@receiving
def capitals_of_table(request: Request) -> Request:
    """With `encryption=FALSE`, as the documentation prints it, `status` is ignored."""
    if request.query.get("encryption") != ["FALSE"]:
        return request
    return request.asking(
        {name: texts for name, texts in request.query.items() if not name.startswith("status")}
    )


# fmt: off
DOCUMENTED: Final[tuple[Drift, ...]] = (
    false_of_python, false_of_python_true, dates_of_table, capitals_of_table,
)
