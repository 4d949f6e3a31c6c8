"""How pupils are scored, at the edges of the tables and without complete results."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from tasks.indicators.fitness.scores import score
from tests.builders.fitness import (
    a_boy,
    a_junior_boy,
    national_standard,
    pupils,
    standard_tables,
)


def scores_of(*rows: Mapping[str, Any]) -> pd.DataFrame:
    """Return the scores of these pupils by the national standard."""
    return score(pupils(*rows), national_standard())


def the_score(column: str, row: Mapping[str, Any]) -> Any:
    """Return one result of one pupil, None where it is absent."""
    found = scores_of(row).at[0, column]
    return None if pd.isna(found) else found


@pytest.mark.parametrize(
    ("value", "expected"), [(1699, 95), (1700, 100), (1650, 95), (1599, 90), (500, 10), (499, 0)]
)
def test_more_is_better_takes_the_highest_row_reached_without_interpolation(value, expected):
    assert the_score("score_vital_capacity_ml", a_boy(vital_capacity_ml=value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(10.2, 100), (10.3, 95), (10.7, 78), (13.6, 10), (13.7, 0)]
)
def test_less_is_better_takes_the_highest_row_reached_without_interpolation(value, expected):
    assert the_score("score_run_50m_s", a_boy(run_50m_s=value)) == expected


@pytest.mark.parametrize(
    ("item", "value", "expected"),
    [
        ("run_50m_s", 10.21, 95),
        ("run_50m_s", 10.2000001, 95),
        ("run_50m_s", 10.1999999, 100),
        ("sit_and_reach_cm", 16.09, 95),
        ("sit_and_reach_cm", 16.0999999, 95),
        ("sit_and_reach_cm", -4.0, 10),
        ("sit_and_reach_cm", -4.01, 0),
        ("sit_and_reach_cm", -3.99, 10),
        ("vital_capacity_ml", 1699.9, 95),
        ("rope_skipping_per_min", 1e300, 100),
    ],
)
def test_a_value_finer_than_the_table_is_neither_rounded_up_nor_down(item, value, expected):
    assert the_score(f"score_{item}", a_boy(**{item: value})) == expected


def test_every_threshold_of_the_tables_gives_its_own_score():
    tables = csv.DictReader(
        line for line in standard_tables()["scores"].splitlines() if not line.startswith("#")
    )
    rows = list(tables)
    given = [
        {"grade": row["grade"], "sex": row["sex"], row["item"]: float(row["threshold"])}
        for row in rows
    ]

    found = scores_of(*given)

    assert [found.at[n, f"score_{row['item']}"] for n, row in enumerate(rows)] == [
        int(row["score"]) for row in rows
    ]


@pytest.mark.parametrize(
    ("count", "bonus"), [(109, 0), (110, 0), (111, 1), (112, 1), (148, 19), (149, 20), (205, 20)]
)
def test_the_bonus_starts_beyond_100_and_takes_the_largest_step_reached(count, bonus):
    found = scores_of(a_boy(rope_skipping_per_min=count))

    assert found.at[0, "bonus_rope_skipping_per_min"] == bonus
    assert found.at[0, "bonus"] == bonus
    assert found.at[0, "score_rope_skipping_per_min"] == 100


@pytest.mark.parametrize(
    ("seconds", "bonus"), [(235, 0), (232, 0), (231, 1), (230.5, 1), (100, 10)]
)
def test_the_bonus_of_a_run_counts_seconds_saved(seconds, bonus):
    assert the_score("bonus_run_1000m_s", a_junior_boy(run_1000m_s=seconds)) == bonus


def test_both_bonuses_of_a_junior_boy_add_up_to_120_at_most():
    found = scores_of(a_junior_boy(run_1000m_s=150, pull_ups=60))

    assert found.at[0, "total_tenths"] == 1200


def test_the_bonus_stops_at_the_cap_of_the_standard():
    capped = replace(national_standard(), bonus_cap=15)

    found = score(pupils(a_junior_boy(run_1000m_s=150, pull_ups=60)), capped)

    assert found.at[0, "bonus"] == 15
    assert found.at[0, "total_tenths"] == 1150


def test_a_measured_zero_scores_zero_and_a_missing_item_has_no_score():
    zero, missing = a_junior_boy(pull_ups=0), a_junior_boy(pull_ups=None)

    found = scores_of(zero, missing)

    assert found["status"].to_list() == ["scored", "incomplete"]
    assert found["missing"].to_list() == ["", "pull_ups"]
    assert found.at[0, "score_pull_ups"] == 0
    assert found.at[0, "total_tenths"] == 900
    assert found.loc[1, ["score_pull_ups", "bonus", "total_tenths", "level"]].isna().all()
    assert found.at[1, "score_run_1000m_s"] == 100


def test_everything_missing_is_named_in_the_order_of_the_items():
    found = scores_of(a_boy(height_cm=None, vital_capacity_ml=None, rope_skipping_per_min=None))

    assert found.at[0, "missing"] == "bmi vital_capacity_ml rope_skipping_per_min"


@pytest.mark.parametrize("sizes", [{"height_cm": 0}, {"weight_kg": 0}, {"height_cm": None}])
def test_without_a_real_height_and_weight_there_is_no_bmi(sizes):
    found = scores_of(a_boy(**sizes))

    assert found.at[0, "missing"] == "bmi"
    assert found.loc[0, ["bmi", "bmi_level", "score_bmi"]].isna().all()


@pytest.mark.parametrize(
    ("changes", "missing"),
    [({"grade": None}, "grade"), ({"grade": "senior_1"}, "grade"), ({"sex": None}, "sex")],
)
def test_a_pupil_of_no_group_is_incomplete(changes, missing):
    found = scores_of(a_boy(**changes))

    assert found.loc[0, ["status", "missing"]].to_list() == ["incomplete", missing]
    assert found.loc[0, ["bmi", "score_run_50m_s", "total_tenths"]].isna().all()


@pytest.mark.parametrize("exemption", ["exempt", "postponed"])
def test_an_exempt_or_postponed_pupil_has_a_status_and_nothing_else(exemption):
    found = scores_of(a_boy(exemption=exemption), a_boy(exemption=""), a_boy())

    assert found["status"].to_list() == [exemption, "scored", "scored"]
    first = found.loc[0].drop(["status", "missing", "rounded_up_at_half", "level_by_rounding"])
    assert first.isna().all()
    assert found.at[0, "missing"] == ""


def test_an_unknown_exemption_is_refused():
    with pytest.raises(ValueError, match="exemption"):
        scores_of(a_boy(exemption="maybe"))


def test_an_item_that_is_not_of_the_grade_and_sex_has_no_score():
    found = scores_of(a_junior_boy(run_800m_s=200, rope_skipping_per_min=150, sit_ups_per_min=40))

    unscored = ["score_run_800m_s", "score_rope_skipping_per_min", "score_sit_ups_per_min"]
    assert found.loc[0, unscored].isna().all()
    assert found.loc[0, ["status", "total_tenths"]].to_list() == ["scored", 1000]


@pytest.mark.parametrize(
    ("weight_kg", "bmi", "level"),
    [
        (13.44, 13.4, "underweight"),
        (13.45, 13.5, "normal"),
        (18.14, 18.1, "normal"),
        (18.1499999, 18.1, "normal"),
        (18.15, 18.2, "overweight"),
        (18.1500001, 18.2, "overweight"),
        (20.34, 20.3, "overweight"),
        (20.35, 20.4, "obese"),
    ],
)
def test_bmi_is_rounded_half_up_before_the_lookup_and_leaves_no_gap(weight_kg, bmi, level):
    found = scores_of(a_boy(height_cm=100, weight_kg=weight_kg))

    assert found.loc[0, ["bmi", "bmi_level"]].to_list() == [bmi, level]


@pytest.mark.parametrize(
    ("rope", "hundredths", "tenths", "level", "rounded", "by_rounding"),
    [
        (38, 8995, 900, "excellent", True, True),
        (31, 8955, 896, "good", True, False),
        (45, 9035, 904, "excellent", True, False),
    ],
)
def test_a_total_is_rounded_half_up_and_its_level_follows(
    rope, hundredths, tenths, level, rounded, by_rounding
):
    on_95 = {"vital_capacity_ml": 1600, "run_50m_s": 10.3, "sit_and_reach_cm": 14.6}

    found = scores_of(a_boy(**on_95, rope_skipping_per_min=rope))

    assert found.at[0, "exact_total_hundredths"] == hundredths
    assert found.at[0, "total_tenths"] == tenths
    assert found.at[0, "level"] == level
    assert found.at[0, "rounded_up_at_half"] == rounded
    assert found.at[0, "level_by_rounding"] == by_rounding


@pytest.mark.parametrize(("vital_capacity_ml", "tenths", "level"), [(1300, 830, "good")])
def test_a_total_without_half_a_tenth_is_not_marked(vital_capacity_ml, tenths, level):
    found = scores_of(a_boy(vital_capacity_ml=vital_capacity_ml))

    assert found.loc[0, ["total_tenths", "level"]].to_list() == [tenths, level]
    assert not found.at[0, "rounded_up_at_half"]


def test_order_index_and_scores_do_not_depend_on_the_company():
    together = pupils(a_junior_boy(), a_boy(), a_junior_boy(pull_ups=3)).set_axis([7, 7, 2])

    found = score(together, national_standard())
    alone = scores_of(a_boy())

    assert found.index.to_list() == [7, 7, 2]
    assert found.iloc[1].to_list()[:5] == alone.iloc[0].to_list()[:5]
    assert found["score_pull_ups"].fillna(-1).to_list() == [100, -1, 50]


def test_no_pupils_give_no_rows_and_all_columns():
    found = score(pupils(), national_standard())

    assert len(found) == 0
    assert list(found) == list(scores_of(a_boy()))
