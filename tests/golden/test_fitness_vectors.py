"""Every value of every worked case of the national fitness standard."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from tasks.indicators.fitness.scores import score
from tasks.rounding import half_up
from tests.builders.fitness import RANGES, national_standard, pupils

VECTORS = Path(__file__).with_name("fitness_vectors.csv")
CASES = pd.read_csv(VECTORS, comment="#", dtype="string").set_index("id")
POINTS = [name for name in CASES if name.startswith(("score_", "bonus_")) and name != "bonus_total"]


@pytest.fixture(scope="module")
def scored() -> pd.DataFrame:
    """Return all cases scored at once, as the pipeline does it."""
    measured = CASES[list(RANGES)].astype("Float64")
    frame = pd.concat([CASES[["grade", "sex"]], measured], axis=1)
    return score(pupils(*frame.to_dict("records")).set_axis(CASES.index), national_standard())


def text(value: object) -> str:
    """Return a result as a printed table shows it, nothing where it is absent."""
    return "" if pd.isna(value) else str(value)


def points(hundredths: object, places: int) -> str:
    """Return hundredths of a point as printed points."""
    return "" if pd.isna(hundredths) else str(half_up(Decimal(int(hundredths)) / 100, places))


@pytest.mark.parametrize("case", CASES.index)
@pytest.mark.parametrize("column", POINTS)
def test_points_of_an_item(scored, case, column):
    assert text(scored.at[case, column]) == text(CASES.at[case, column])


@pytest.mark.parametrize("case", CASES.index)
@pytest.mark.parametrize("column", ["bmi", "bmi_level", "level", "missing"])
def test_bmi_level_and_missing_items(scored, case, column):
    assert text(scored.at[case, column]) == text(CASES.at[case, column])


@pytest.mark.parametrize("case", CASES.index)
@pytest.mark.parametrize(
    ("expected", "column", "places"),
    [
        ("standard_score", "standard_score_hundredths", 1),
        ("exact_total", "exact_total_hundredths", 2),
    ],
)
def test_sums(scored, case, expected, column, places):
    assert points(scored.at[case, column], places) == text(CASES.at[case, expected])


@pytest.mark.parametrize("case", CASES.index)
def test_bonus_and_total(scored, case):
    tenths = scored.at[case, "total_tenths"]

    assert text(scored.at[case, "bonus"]) == text(CASES.at[case, "bonus_total"])
    assert text(pd.NA if pd.isna(tenths) else tenths / 10) == text(CASES.at[case, "total"])


def test_every_column_of_the_cases_is_looked_at():
    given = {"note", "grade", "sex", *RANGES}
    looked_at = {*POINTS, "bmi", "bmi_level", "level", "missing", "standard_score"}

    assert set(CASES) == given | looked_at | {"exact_total", "bonus_total", "total"}
