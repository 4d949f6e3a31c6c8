"""The years before of the demo county end and begin where this year's returns say."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from tasks import catalogue
from tasks.demo.county import DemoCounty
from tasks.model import BUREAU
from tests.builders.demo import a_demo_county


@pytest.fixture(scope="module")
def clean() -> DemoCounty:
    return a_demo_county(clean=True)


def returns(county: DemoCounty) -> dict[str, Any]:
    """Return the tables of every school return by school code."""
    return {code: tables for (code, form), tables in county.values.items()
            if form == "school_return"}  # fmt: skip


def history(county: DemoCounty) -> dict[tuple[int, str, str], int]:
    """Return the pupils by year, school as it is now, and grade."""
    tables = county.values[BUREAU, "history_return"]
    now = {row["old_code"]: row["new_code"] for row in tables["successions"] if "old_code" in row}
    found: Counter[tuple[int, str, str]] = Counter()
    for row in tables["history_students"]:
        code = now.get(row["school_code"], row["school_code"])
        found[row["year"], code, row["grade"]] += row["students"]
    return found


def test_the_years_before_end_where_this_year_says_the_pupils_were(clean):
    found = history(clean)
    levels = catalogue.code_lists()["grades"].rows
    for school, tables in returns(clean).items():
        for change in tables["changes"]:
            grades = [row for row in tables["students"]
                      if levels[row["grade"]]["level"] == change["level"]]  # fmt: skip
            grades = [row for row in grades if (2024, school, row["grade"]) in found]
            for below, row in pairwise(grades):
                assert found[2024, school, below["grade"]] == row["last_year"]
            last = sum(found[2024, school, row["grade"]] for row in grades)
            assert last == change["start"]


def test_the_years_before_begin_with_the_cohorts_that_have_just_finished(clean):
    found = history(clean)
    first = {"primary": (2019, "primary_1"), "junior": (2022, "junior_1")}
    checked = 0
    for school, tables in returns(clean).items():
        for cohort in tables["cohorts"]:
            if cohort["cohort_graduates"]:
                year, grade = first[cohort["level"]]
                assert found[year, school, grade] == cohort["cohort_intake"], school
                checked += 1
    assert checked > 20


def test_a_class_hardly_changes_from_one_year_before_to_the_next(clean):
    found = history(clean)
    assert {year for year, _, _ in found} == set(range(2019, 2025))
    for (year, school, grade), number in found.items():
        level, place = grade.split("_")
        later = found.get((year + 1, school, f"{level}_{int(place) + 1}"))
        assert later is None or abs(later - number) <= max(3, 0.05 * number)


def test_schools_of_the_years_before_are_told_where_they_went(clean):
    tables = clean.values[BUREAU, "history_return"]
    listed = {row["school_code"] for row in clean.roster}
    gone = {row["school_code"] for row in tables["history_students"]} - listed

    assert [row["change"] for row in tables["successions"]] == ["opened", "merged", "renamed"]
    assert gone == {row["old_code"] for row in tables["successions"] if "old_code" in row}
    assert {row["new_code"] for row in tables["successions"]} <= listed
    for row in tables["successions"]:
        years = [
            each["year"]
            for each in tables["history_students"]
            if each["school_code"] == row.get("old_code")
        ]
        assert all(year < row["year"] for year in years)


def test_a_county_without_the_school_has_neither_its_past_nor_its_bounds():
    small = a_demo_county(schools=3, clean=True)

    assert small.values[BUREAU, "history_return"]["successions"] == []
    bounds = small.values[BUREAU, "plan_return"]["plan_bounds"]
    assert {row["school_code"] for row in bounds} <= {row["school_code"] for row in small.roster}
    assert len(bounds) == 1
    assert small.values[BUREAU, "county_return"]["reliefs"] == []
