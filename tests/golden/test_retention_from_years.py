"""Published cohorts give their published retention when the intake comes from earlier years."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from tasks import catalogue
from tasks.history.formula import read_formula
from tasks.indicators.retention import read_retention
from tasks.rounding import printed

CASE = yaml.safe_load(
    (Path(__file__).parent / "cases" / "retention" / "taizhou_schools.yml").read_text("utf-8")
)
FORMULAS = catalogue.standards("quality_2017")["quality"]["Q1"]["formulas"]


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("school", CASE["schools"])
def test_published_retention_by_either_formula(school, name):
    cohort = {field: Decimal(count) for field, count in CASE["schools"][school].items()}

    found = read_formula(FORMULAS[name]).percent({"cohort_died": Decimal(0)} | cohort)

    assert printed(found, 0) == CASE["published"]


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("lost", range(0, 60, 7))
def test_the_formula_is_the_one_of_the_evaluation(name, lost):
    figures = {"cohort_intake": 201, "cohort_transferred_in": 23, "cohort_transferred_out": 11,
               "cohort_died": 1, "cohort_graduates": 212 - lost}  # fmt: skip
    cohort = {field: Decimal(count) for field, count in figures.items()}

    assert read_formula(FORMULAS[name]).percent(cohort) == read_retention(FORMULAS[name]).percent(
        cohort
    )
