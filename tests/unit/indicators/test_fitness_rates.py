"""What counts in the numerator and the denominator of each fitness rate."""

from __future__ import annotations

import copy
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

from tasks.indicators.fitness.rates import rates
from tasks.indicators.fitness.scores import score
from tasks.indicators.fitness.tables import read_standard
from tests.builders.fitness import (
    a_boy,
    many_pupils,
    national_standard,
    pupils,
    standard_settings,
    standard_tables,
)

EXCELLENT = {"rope_skipping_per_min": 149}
FAILING = {"vital_capacity_ml": 1, "sit_and_reach_cm": -9, "run_50m_s": 14}
OBESE_AND_INCOMPLETE = {"weight_kg": 60, "run_50m_s": None}


def a_school(code: str, *rows: dict[str, object]) -> pd.DataFrame:
    """Return the scores of one school's pupils with its code beside them."""
    return score(pupils(*rows), national_standard()).assign(school_code=code)


def a_school_with(students: int | None, code: str) -> pd.DataFrame:
    """Return how many pupils a school says it has."""
    frame = pd.DataFrame({"school_code": [code], "students": [students]})
    return frame.astype({"students": "Int64"})


def test_each_rate_counts_what_its_formula_says():
    scored = a_school(
        "1",
        a_boy(**EXCELLENT),
        a_boy(),
        a_boy(**FAILING),
        a_boy(**OBESE_AND_INCOMPLETE),
        a_boy(exemption="exempt"),
        a_boy(exemption="postponed"),
    )

    students = a_school_with(8, code="1")

    found = rates(scored, ["school_code"], national_standard(), students).iloc[0]

    fractions = {
        rate.code: (found[f"{rate.code}_numerator"], found[f"{rate.code}_denominator"])
        for rate in national_standard().rates
    }
    assert fractions == {
        "participation": (3, 7),
        "tested_of_students": (3, 7),
        "tested_of_uploaded": (3, 5),
        "pass": (2, 3),
        "good_or_better": (2, 3),
        "excellent": (1, 3),
        "fail": (1, 3),
        "obesity": (1, 4),
    }
    assert found["obesity_percent"] == Decimal(25)
    assert found["tested_of_uploaded_percent"] == Decimal(60)


def test_a_rate_without_denominator_is_none_and_never_zero():
    found = rates(a_school("1", a_boy(exemption="exempt")), [], national_standard()).iloc[0]

    assert found["pass_percent"] is None
    assert found["tested_of_uploaded_percent"] is None
    assert found["enrolled"] == 1


def test_without_the_number_of_students_only_the_rates_of_the_uploaded_are_known():
    found = rates(a_school("1", a_boy()), [], national_standard()).iloc[0]

    assert pd.isna(found["students"])
    assert found["participation_percent"] is None
    assert found["tested_of_students_percent"] is None
    assert found["tested_of_uploaded_percent"] == Decimal(100)


def test_students_of_whom_nobody_was_uploaded_are_not_forgotten():
    students = pd.concat([a_school_with(2, code="1"), a_school_with(5, code="2")])

    found = rates(a_school("1", a_boy()), ["school_code"], national_standard(), students)

    assert found["school_code"].to_list() == ["1", "2"]
    assert found["enrolled"].to_list() == [1, 0]
    assert found["participation_percent"].to_list() == [Decimal(50), Decimal(0)]
    assert found["pass_percent"].to_list() == [Decimal(100), None]


def test_one_unknown_number_of_students_leaves_the_sum_unknown():
    students = pd.concat([a_school_with(2, code="1"), a_school_with(None, code="2")])

    found = rates(a_school("1", a_boy()), [], national_standard(), students).iloc[0]

    assert pd.isna(found["students"])
    assert found["participation_percent"] is None


@pytest.mark.parametrize(("answer", "percent"), [("students", 25), ("uploaded", 50)])
def test_the_open_question_of_the_standard_chooses_what_participation_is_measured_against(
    answer, percent
):
    settings = copy.deepcopy(standard_settings())
    settings["settings"]["participation_denominator"]["value"] = answer
    standard = read_standard(standard_tables(), settings)
    scored = a_school("1", a_boy(), a_boy(run_50m_s=None))

    found = rates(scored, [], standard, a_school_with(4, code="1")).iloc[0]

    assert found["participation_percent"] == Decimal(percent)
    assert found["tested_of_students_percent"] == Decimal(25)
    assert found["tested_of_uploaded_percent"] == Decimal(50)


def test_no_pupils_give_no_group_but_one_row_in_all():
    scored = a_school("1")

    assert len(rates(scored, ["school_code"], national_standard())) == 0
    assert rates(scored, [], national_standard()).at[0, "enrolled"] == 0


def test_counts_add_up_in_every_group():
    frame = many_pupils(500, seed=7)
    scored = pd.concat([frame[["grade", "sex"]], score(frame, national_standard())], axis=1)

    found = rates(scored, ["grade", "sex"], national_standard())

    by_status = found[["exempt", "postponed", "incomplete", "scored"]].sum(axis=1)
    by_level = found[["excellent", "good", "passed", "failed"]].sum(axis=1)
    assert (found["enrolled"] == by_status).all()
    assert (found["scored"] == by_level).all()
    assert found["enrolled"].sum() == 500


def test_pupils_without_a_group_are_a_group_of_their_own():
    scored = pd.concat([a_school("1", a_boy()), a_school("1", a_boy()).assign(school_code=None)])

    assert rates(scored, ["school_code"], national_standard())["enrolled"].to_list() == [1, 1]


def test_totals_that_rounding_lifted_a_level_are_counted():
    lifted = {"vital_capacity_ml": 1600, "run_50m_s": 10.3, "sit_and_reach_cm": 14.6}
    scored = a_school("1", a_boy(**lifted, rope_skipping_per_min=38), a_boy())

    found = rates(scored, [], national_standard()).iloc[0]

    assert (found["level_by_rounding"], found["excellent"]) == (1, 1)


def test_the_standard_decides_the_denominator():
    national = national_standard()
    participation = replace(national.rates[0], denominator={"enrolled": 1})
    of_all = replace(national, rates=(participation,))

    found = rates(a_school("1", a_boy(), a_boy(exemption="exempt")), [], of_all)

    assert found.at[0, "participation_percent"] == Decimal(50)
    assert "pass_percent" not in found
