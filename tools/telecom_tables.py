"""Write `mockserver/dataset/places.csv` and `subscribers.csv`.

The facts (the place and operator of each seven-digit segment) are read from the PyPI package `phone`,
which is not a dependency of the mock. Run this only to update the tables: it changes every phone number
of the mock, which is a breaking change for its users.

    pip install phone==0.4.5
    python tools/telecom_tables.py
"""

import csv
import struct
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from phone import phone

TABLES = Path(__file__).parent.parent / "mockserver" / "dataset"

BLOCKS = 4096
"""Rows of subscribers.csv, each for the 10,000 numbers of one segment."""

OPERATORS = {1: "移动", 2: "联通", 3: "电信", 7: "广电"}
"""Codes of `phone.dat`; virtual operators (MVNOs) are left out."""

UNASSIGNED = ("154", "160", "161", "163", "164", "168", "169", "179", "194")
"""Prefixes of which only a few dozen of 10,000 segments are in use; those are avoided."""

SMALLEST_PLACE = 20
"""Places with fewer segments are former names of other places (临河, now 巴彦淖尔)."""

CORRECTIONS = {("内蒙古", "锡林郭勒"): ("026000", "0479")}
"""Post code and area code where `phone.dat` has a typo."""


class Place(NamedTuple):
    city: str
    pro: str
    post_code: str
    area_code: str


class Segment(NamedTuple):
    digits: str
    place: Place
    operator: int


def segments() -> Iterator[Segment]:
    """Every allocated segment of `phone.dat`, in ascending order."""
    book = phone.Phone()
    size = book.phone_fmt_length
    for position in range(book.phone_record_count):
        offset = book.first_phone_record_offset + position * size
        digits, content, operator = struct.unpack(book.phone_fmt, book.buf[offset : offset + size])
        pro, city, post_code, area_code = phone.get_record_content(book.buf, content).split("|")
        correction = CORRECTIONS.get((pro, city), (post_code.zfill(6), area_code))
        yield Segment(str(digits), Place(city, pro, *correction), operator)


def shares(counts: Counter[tuple[Place, int]]) -> dict[tuple[Place, int], int]:
    """Split BLOCKS in proportion to `counts`, at least one each (largest remainder)."""
    total = counts.total()
    exact = {group: count * BLOCKS / total for group, count in counts.items()}
    given = {group: max(1, int(value)) for group, value in exact.items()}
    by_remainder = sorted(exact, key=lambda group: (given[group] - exact[group], group))
    for group in by_remainder[: BLOCKS - sum(given.values())]:
        given[group] += 1
    return given


def spread(items: list[str], count: int) -> list[str]:
    """`count` of the items, evenly spaced."""
    return [items[position * len(items) // count] for position in range(count)]


def write(name: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with (TABLES / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    allocated = list(segments())
    sizes = Counter(segment.place for segment in allocated)
    groups: defaultdict[tuple[Place, int], list[str]] = defaultdict(list)
    for segment in allocated:
        ordinary = segment.operator in OPERATORS and not segment.digits.startswith(UNASSIGNED)
        if ordinary and sizes[segment.place] >= SMALLEST_PLACE:
            groups[segment.place, segment.operator].append(segment.digits)

    taken = {segment.digits for segment in allocated}
    free = [f"{prefix}{rest:04d}" for prefix in UNASSIGNED for rest in range(10_000)]
    stand_ins = iter(spread([digits for digits in free if digits not in taken], BLOCKS))

    given = shares(Counter({group: len(digits) for group, digits in groups.items()}))
    blocks = [
        (place.city, OPERATORS[operator], digits, next(stand_ins))
        for (place, operator), count in sorted(given.items())
        for digits in spread(groups[place, operator], count)
    ]
    write("places.csv", Place._fields, sorted({place for place, _ in given}))
    write("subscribers.csv", ("city", "mobile_type", "realistic", "unassigned"), blocks)
    print(f"{len(blocks)} blocks of subscribers in {len({place for place, _ in given})} places")


if __name__ == "__main__":
    main()
