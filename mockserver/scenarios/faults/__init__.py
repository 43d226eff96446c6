"""The faults, one module each."""

from typing import Final

from mockserver.scenarios.faults.code import Code
from mockserver.scenarios.faults.delay import Delay
from mockserver.scenarios.faults.drift import Drifting
from mockserver.scenarios.faults.drop import Drop
from mockserver.scenarios.faults.fault import Fault
from mockserver.scenarios.faults.hang import Hang
from mockserver.scenarios.faults.limit import Limit
from mockserver.scenarios.faults.truncate import Truncate

FAULTS: Final[tuple[type[Fault], ...]] = (Limit, Delay, Hang, Drop, Code, Truncate, Drifting)
"""Every fault, the outermost first: the order in which a request meets them."""

__all__ = ["FAULTS", "Fault"]
