"""Pupil by pupil, the program gives what a plain reckoning with decimals gives."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd
import pytest

from tasks.indicators.fitness.scores import score
from tests.builders.fitness import RANGES, national_standard, pupils
from tests.fitness_reference import BODY, Reference, Report

Pupil = dict[str, str | None]

HEIGHTS = ("height_cm", "weight_kg")
PUPILS = 5000
FINER = Decimal("0.01")


@cache
def reference() -> Reference:
    """Return the reckoning one by one, its tables read once."""
    return Reference()


def a_pupil(**values: str | None) -> Pupil:
    """Return a pupil of whom nothing was measured but `values`."""
    return dict.fromkeys(("grade", "sex", "exemption", *RANGES)) | values


def scored(given: list[Pupil]) -> pd.DataFrame:
    """Return what the program gives these pupils."""
    rows = [
        {n: float(v) if n in RANGES and v is not None else v for n, v in pupil.items()}
        for pupil in given
    ]
    return score(pupils(*rows), national_standard())


def reports_of(frame: pd.DataFrame) -> list[Report]:
    """Return the result of the program in the words of the reference."""
    return [_report(row) for row in frame.astype(object).to_dict("records")]


def _report(row: dict[str, Any]) -> Report:
    known = {name: value for name, value in row.items() if not pd.isna(value)}

    def points(prefix: str) -> dict[str, int]:
        names = (name for name in known if name.startswith(prefix))
        return {name.removeprefix(prefix): int(known[name]) for name in names}

    def over(name: str, unit: int) -> Decimal | None:
        return Decimal(int(known[name])) / unit if name in known else None

    return Report(
        status=known["status"],
        missing=known["missing"].split(),
        bmi=Decimal(repr(known["bmi"])) if "bmi" in known else None,
        bmi_level=known.get("bmi_level"),
        scores=points("score_"),
        bonuses=points("bonus_"),
        standard_score=over("standard_score_hundredths", 100),
        bonus=over("bonus", 1),
        exact_total=over("exact_total_hundredths", 100),
        total=over("total_tenths", 10),
        level=known.get("level"),
    )


def differing(given: list[Pupil]) -> list[tuple[Pupil, Report, Report]]:
    """Return the pupils whom the two give different results, with both."""
    expected = [reference().report(pupil) for pupil in given]
    found = reports_of(scored(given))
    pairs = zip(given, found, expected, strict=True)
    return [(pupil, one, other) for pupil, one, other in pairs if one != other]


def steps_around(item: str, threshold: Decimal) -> list[str]:
    """Return a threshold, a step of its table to either side, and a hair to either side."""
    step = Decimal(1).scaleb(-reference().decimals[item])
    return [f"{threshold + sign * each}" for each in (step, step * FINER) for sign in (-1, 1)] + [
        f"{threshold}"
    ]


def around_every_threshold(tables: dict[tuple[str, str, str], Any]) -> Iterator[Pupil]:
    """Yield pupils of whom one item was measured, around each threshold of its table."""
    for (item, grade, sex), steps in tables.items():
        for threshold, _ in steps:
            for value in steps_around(item, threshold):
                yield a_pupil(grade=grade, sex=sex, **{item: value})


@pytest.mark.parametrize("table", ["scores", "bonuses"])
def test_at_every_threshold_of_every_table_and_on_both_sides_of_it(table):
    given = list(around_every_threshold(getattr(reference(), table)))

    assert len(given) == 5 * sum(map(len, getattr(reference(), table).values()))
    assert differing(given) == []


def test_on_both_sides_of_every_edge_of_the_body_mass_bands():
    metre = "100"
    given = [
        a_pupil(grade=grade, sex=sex, height_cm=metre, weight_kg=f"{Decimal(edge) + change}")
        for (grade, sex), bands in reference().bands.items()
        for band in bands
        for edge in (band["minimum"], band["maximum"])
        if edge
        for change in map(Decimal, ("-0.1", "-0.06", "-0.05", "-0.04", "0", "0.04", "0.05", "0.1"))
    ]

    assert differing(given) == []
    assert len(given) == 8 * 6 * len(reference().bands)


class Dice:
    """Draws pupils who are close to the edges, lack something, or are not measured at all."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pupil(self) -> Pupil:
        """Return one pupil."""
        grade, sex = self.random.choice(sorted(reference().weights))
        values = {name: self._value(name, grade, sex) for name in RANGES}
        if self.random.random() < 0.5:
            values["weight_kg"] = self._weight(values["height_cm"], grade, sex)
        who: Pupil = {"grade": grade, "sex": sex, "exemption": None}
        if self.random.random() < 0.04:
            who["exemption"] = self.random.choice(["exempt", "postponed", ""])
        if self.random.random() < 0.02:
            who[self.random.choice(["grade", "sex"])] = self.random.choice([None, "senior_1"])
        return who | values

    def _value(self, item: str, grade: str, sex: str) -> str | None:
        least, most, decimals = RANGES[item]
        drawn, steps = self.random.random(), self._steps(item, grade, sex)
        if drawn < 0.02:
            return None
        if drawn < 0.04:
            return "0"
        if drawn < 0.7 and steps:
            return self.random.choice(steps_around(item, self.random.choice(steps)))
        return f"{Decimal(str(round(self.random.uniform(least, most), decimals)))}"

    def _steps(self, item: str, grade: str, sex: str) -> list[Decimal]:
        key = (item, grade, sex)
        both = (*reference().scores.get(key, ()), *reference().bonuses.get(key, ()))
        return [threshold for threshold, _ in both]

    def _weight(self, height_cm: str | None, grade: str, sex: str) -> str | None:
        band = self.random.choice(reference().bands[grade, sex])
        edge = Decimal(band["minimum"] or band["maximum"])
        metres = Decimal(height_cm or 150) / 100
        change = Decimal(self.random.choice(["-0.05", "-0.01", "0", "0.05"]))
        return f"{((edge + change) * metres**2):.3f}"


@pytest.fixture(scope="module")
def drawn() -> list[Pupil]:
    """Return thousands of pupils, drawn from one seed."""
    dice = Dice(seed=2014)
    return [dice.pupil() for _ in range(PUPILS)]


def test_thousands_of_pupils_get_what_the_reckoning_one_by_one_gives(drawn):
    assert differing(drawn) == []


def test_the_pupils_drawn_are_of_every_kind(drawn):
    expected = [reference().report(pupil) for pupil in drawn]

    statuses = Counter(report.status for report in expected)
    levels = Counter(report.level for report in expected)
    assert min(statuses[name] for name in ("scored", "incomplete", "exempt", "postponed")) > 30
    assert min(levels[name] for name in ("excellent", "good", "pass", "fail")) > 30
    assert {report.bmi_level for report in expected} > {"underweight", "normal", "obese"}
    assert sum(report.exact_total != report.total for report in expected) > 100
    assert {name for report in expected for name in report.bonuses} == {
        "rope_skipping_per_min", "sit_ups_per_min", "pull_ups", "run_1000m_s", "run_800m_s",
    }  # fmt: skip


def test_a_single_point_more_in_one_table_is_noticed(monkeypatch):
    key = ("run_50m_s", "primary_1", "male")
    steps = [(threshold, points + 1) for threshold, points in reference().scores[key]]
    monkeypatch.setitem(reference().scores, key, steps)

    found = differing([a_pupil(grade="primary_1", sex="male", run_50m_s="10.2")])

    assert [(one.scores, other.scores) for _, one, other in found] == [
        ({"run_50m_s": 100}, {"run_50m_s": 101})
    ]


def test_the_reckoning_one_by_one_weighs_every_item_of_every_grade_and_sex():
    assert all(sum(weights.values()) == 100 for weights in reference().weights.values())
    assert {(item, *group) for group, weights in reference().weights.items()
            for item in weights} - {(BODY, *group) for group in reference().weights} == set(
        reference().scores
    )  # fmt: skip
