"""The keys that select the data: which numbers a task has, and how far its campaign is."""

from typing import Final, Literal, get_args

from mockserver.dataset import MOST_ROWS, NumberPlan
from mockserver.scenarios import values
from mockserver.scenarios.key import Bilingual, Key

ClockKind = Literal["frozen", "running", "stepped"]

FASTEST: Final = 1_000_000.0
"""The highest speed of a clock."""

_PLANS: Final = get_args(NumberPlan)
_CLOCKS: Final = get_args(ClockKind)

DATASET_KEYS: Final = (
    Key(
        "seed",
        Bilingual("换一批数据和另一组随机故障", "selects other data and other random faults"),
        Bilingual("0 到 2**63-1 的整数", "an integer from 0 to 2**63-1"),
        lambda text: values.integer(text, 2**63 - 1),
    ),
    Key(
        "rows",
        Bilingual("每个任务的号码数", "numbers in every task"),
        Bilingual("0 到 10**12 的整数", "an integer from 0 to 10**12"),
        lambda text: values.integer(text, MOST_ROWS),
    ),
    Key(
        "numbers",
        Bilingual(
            "使用未分配的号段或真实号段", "takes numbers from unassigned ranges or from allocated ones"
        ),
        Bilingual(" 或 ".join(_PLANS), " or ".join(_PLANS)),
        lambda text: values.name(text, _PLANS),
    ),
    Key(
        "clock",
        Bilingual(
            "任务的时钟：停止、随真实时间走或手动拨动",
            "makes the campaign stand still, run with real time, or move in steps",
        ),
        Bilingual("、".join(_CLOCKS), ", ".join(_CLOCKS[:-1]) + f" or {_CLOCKS[-1]}"),
        lambda text: values.name(text, _CLOCKS),
    ),
    Key(
        "speed",
        Bilingual(
            "running 时钟在真实一秒内走过的任务秒数", "seconds of the campaign per second of a running clock"
        ),
        Bilingual("0.001 到 1000000 的数", "a number from 0.001 to 1000000"),
        lambda text: values.number(text, 0.001, FASTEST),
    ),
    Key(
        "since",
        Bilingual("running 时钟的起点", "when a running clock started"),
        Bilingual("ISO 8601 时间或 Unix 秒数", "a time in ISO 8601 or Unix seconds"),
        values.instant,
    ),
)
