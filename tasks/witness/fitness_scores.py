"""The fitness test of one pupil after another, by the printed tables.

A measured value and a threshold are compared as the binary numbers a spreadsheet holds. That is
exact: the shortest text of a binary number is what was typed, and every threshold is short.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Any

from tasks.rounding import exact

Group = tuple[str, str]
"""Grade and sex."""

Line = Mapping[str, str]
BMI = "bmi"
NOT_TESTED = ("exempt", "postponed")
SCORED, INCOMPLETE = "scored", "incomplete"
WITH_BMI, OBESE = "with_bmi", "obese"
AT_HALF, BY_ROUNDING = "rounded_up_at_half", "level_by_rounding"
NAMES = {"pass": "passed", "fail": "failed"}
"""What the pupils of a level are counted as, where it is not called like the level."""

SQUARE_CM_OF_M = Decimal(100) ** 2
HALF = Decimal("0.5")
HUNDREDTHS, OF_A_TENTH = 100, 10
HALF_A_TENTH = OF_A_TENTH // 2


@dataclass(frozen=True)
class Steps:
    """Thresholds in rising order, and the points for reaching none, one, two of them."""

    item: str
    sign: int
    limits: Sequence[float]
    points: Sequence[int]

    def reached(self, value: float) -> int:
        """Return the points of a result."""
        return self.points[bisect_right(self.limits, value * self.sign)]


@dataclass(frozen=True)
class Test:
    """What the pupils of one grade and sex are tested in.

    `weighed` has steps and percent of each item, `bands` the lower edges of the body mass
    index, half a unit below the printed ones, with its levels and points.
    """

    weighed: Sequence[tuple[Steps, int]]
    bonuses: Sequence[Steps]
    bmi_percent: int
    bands: Sequence[tuple[Decimal, str, int]]


class Scorer:
    """The tables of the standard, asked pupil by pupil."""

    def __init__(self, tables: Mapping[str, Sequence[Line]], standard: Mapping[str, Any]) -> None:
        grades, sexes = (standard["groups"][name] for name in ("grades", "sexes"))
        unit = Decimal(1).scaleb(-int(standard["bmi"]["decimals"]))
        self._tests = {
            (grade, sex): _test(tables, (grade, sex), unit) for grade in grades for sex in sexes
        }
        self._cap = int(standard["total"]["bonus_cap"])
        *above, lowest = standard["levels"]["from_best"]
        self._levels = [(int(exact(each["minimum"]) * HUNDREDTHS), each["code"]) for each in above]
        self._lowest = lowest["code"]

    def counted_as(self, pupil: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the names under which a pupil is counted, beside being listed at all."""
        if pupil.get("exemption") in NOT_TESTED:
            return (pupil["exemption"],)
        test = self._tests.get((pupil.get("grade") or "", pupil.get("sex") or ""))
        if test is None:
            return (INCOMPLETE,)
        level, points = _body(test, pupil)
        body: tuple[str, ...] = () if not level else (WITH_BMI,)
        body += (OBESE,) if level == OBESE else ()
        hundredths = self._hundredths(test, pupil, points) if level else None
        if hundredths is None:
            return (*body, INCOMPLETE)
        return (*body, SCORED, *self._of_total(hundredths))

    def _hundredths(self, test: Test, pupil: Mapping[str, Any], body: int) -> int | None:
        """Return the total in hundredths of a point, None where an item was not measured."""
        found, extra = body * test.bmi_percent, 0
        for steps, percent in test.weighed:
            value = _number(pupil.get(steps.item))
            if value is None:
                return None
            found += steps.reached(value) * percent
        for steps in test.bonuses:
            value = _number(pupil.get(steps.item))
            extra += 0 if value is None else steps.reached(value)
        return found + min(extra, self._cap) * HUNDREDTHS

    def _of_total(self, hundredths: int) -> tuple[str, ...]:
        rest = hundredths % OF_A_TENTH
        up = OF_A_TENTH - rest if rest >= HALF_A_TENTH else -rest
        level, before = self._level(hundredths + up), self._level(hundredths)
        at_half = (AT_HALF,) if rest == HALF_A_TENTH else ()
        by_rounding = (BY_ROUNDING,) if level != before else ()
        return (NAMES.get(level, level), *at_half, *by_rounding)

    def _level(self, hundredths: int) -> str:
        return next((code for least, code in self._levels if hundredths >= least), self._lowest)


def _test(tables: Mapping[str, Sequence[Line]], group: Group, unit: Decimal) -> Test:
    mine = {
        name: [line for line in tables[name] if (line["grade"], line["sex"]) == group]
        for name in ("weights", "scores", "bonus", "bmi")
    }
    signs = {line["item"]: -1 if line["direction"] == "lower" else 1 for line in tables["items"]}
    percents = {line["item"]: int(line["weight_percent"]) for line in mine["weights"]}
    bands = [
        (Decimal(line["minimum"]) - unit * HALF if line["minimum"] else Decimal(0),
         line["level"], int(line["score"]))
        for line in mine["bmi"]
    ]  # fmt: skip
    return Test(
        [(_steps(mine["scores"], item, "score", signs[item]), percent)
         for item, percent in percents.items() if item != BMI],
        [_steps(mine["bonus"], item, "bonus", signs[item])
         for item in dict.fromkeys(line["item"] for line in mine["bonus"])],
        percents[BMI],
        sorted(bands, reverse=True),
    )  # fmt: skip


def _steps(lines: Sequence[Line], item: str, column: str, sign: int) -> Steps:
    given = sorted(
        (float(line["threshold"]) * sign, int(line[column]))
        for line in lines
        if line["item"] == item
    )
    return Steps(item, sign, [limit for limit, _ in given], [0, *(points for _, points in given)])


def _number(value: Any) -> float | None:
    found = None if value is None else float(value)
    return found if found is None or isfinite(found) else None


def _body(test: Test, pupil: Mapping[str, Any]) -> tuple[str, int]:
    """Return level and points of the body mass index; no level where it cannot be told.

    The index is rounded half up, so it is in a band from half a unit below the band's edge.
    Weight is held against edge times height squared, and nothing is divided.
    """
    height, weight = _number(pupil.get("height_cm")), _number(pupil.get("weight_kg"))
    if height is None or weight is None or height <= 0 or weight <= 0:
        return "", 0
    tall, heavy = exact(height), exact(weight)
    square, scaled = tall * tall, heavy * SQUARE_CM_OF_M
    for edge, level, points in test.bands:
        if scaled >= edge * square:
            return level, points
    return "", 0
