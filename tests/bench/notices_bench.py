"""What the notices of a county cost every morning, by its size: the folders, the day, the mails.

`JUNHENG_BENCH_SCHOOLS=50,200,800` names the sizes; the county is made as for the board.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tasks import steps
from tests.bench.made_counties import county_of_size, power, sizes
from tests.bench.measurement import Measurement, measured

MORNING, NEXT_DAY = "2025-10-19T06:00:00+08:00", "2025-10-20T06:00:00+08:00"
WORK: Mapping[str, Callable[[], object]] = {
    "notices: all for the first time": lambda: steps.notices(MORNING),
    "notices: nothing new": lambda: steps.notices(MORNING),
    "notices: the next morning": lambda: steps.remind(NEXT_DAY),
    "notices: mails written": lambda: steps.mails_due(NEXT_DAY),
}


def measurements() -> Iterator[Measurement]:
    """Yield for each size what each of the steps takes, and how all of them grow."""
    whole: dict[int, float] = {}
    for size in sizes():
        with county_of_size(size):
            found = [measured(name, f"{size} schools", work) for name, work in WORK.items()]
        whole[size] = sum(each.processor_seconds or 0.0 for each in found)
        yield from found
    if len(whole) > 1:
        told = f"{min(whole)} to {max(whole)} schools"
        yield Measurement(
            "notices: growth", told, 0.0, whole[max(whole)],
            figure=f"processor time ~ schools^{power(whole):.2f}",
        )  # fmt: skip
