"""Figures that others have published, computed again. A new figure is a new file in cases/."""

from __future__ import annotations

import math
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tasks import catalogue
from tasks.indicators.arithmetic import product, quotient
from tasks.indicators.balance import balance_of, composite, differential_coefficient
from tasks.indicators.regime import Regime, read_regime
from tasks.indicators.retention import read_retention
from tasks.indicators.splitting import shares
from tasks.rounding import exact, half_up, printed

CASES = Path(__file__).parent / "cases"


def case(name: str) -> Any:
    return yaml.safe_load((CASES / f"{name}.yml").read_text(encoding="utf-8"))


@cache
def quality_2017() -> Regime:
    return read_regime(catalogue.standards("quality_2017"))


@pytest.mark.parametrize("what", ["mean", "sd", "cv"])
def test_five_schools_give_the_published_mean_and_coefficient(what):
    example = case("balance/books_of_five_schools")
    values = [
        quotient(exact(amount), exact(students))
        for amount, students in zip(example["amounts"], example["students"], strict=True)
    ]

    found = balance_of(values, example["students"])

    assert printed(getattr(found, what), example[what]["places"]) == example[what]["printed"]


def test_the_coefficient_of_the_five_schools_is_weighted_by_pupils():
    example = case("balance/books_of_five_schools")
    amounts, students = example["amounts"], example["students"]
    values = [amount / count for amount, count in zip(amounts, students, strict=True)]

    found = printed(differential_coefficient(values, students), 4)

    assert found == example["cv_four_places"]
    assert found not in example["not_these"]
    assert found != printed(differential_coefficient(values, [1] * len(values)), 4)


@pytest.mark.parametrize("number", range(7))
def test_a_published_coefficient_is_deviation_by_mean(number):
    example = case("balance/jiujiang_2023_primary")
    found = quotient(Decimal(example["sd"][number]), Decimal(example["mean"][number]))

    assert half_up(found, example["places"]) == Decimal(example["cv"][number])


def test_the_published_composite_of_seven_is_their_mean():
    example = case("balance/jiujiang_2023_primary")
    found = composite([Decimal(cv) for cv in example["cv"]])

    assert printed(found, example["places"]) == example["composite"]


def test_one_coefficient_of_the_published_seven_is_above_the_limit():
    example = case("balance/jiujiang_2023_primary")
    limit = exact(quality_2017().at("regime.balance.maximum.primary"))
    places = quality_2017().places("cv")

    above = [
        indicator.id
        for indicator, cv in zip(quality_2017().indicators, example["cv"], strict=True)
        if half_up(Decimal(cv), places) > limit
    ]

    assert above == example["above_the_limit"]


@pytest.mark.parametrize("row", case("composite/anhui_districts")["rows"])
def test_published_composites_of_eight_are_their_mean(row):
    example = case("composite/anhui_districts")
    found = composite([Decimal(cv) for cv in example["rows"][row]["cv"]])

    assert printed(found, example["places"]) == example["rows"][row]["composite"]


@pytest.mark.parametrize("row", case("composite/anhui_districts")["rows"])
def test_districts_that_were_passed_are_within_the_limit_of_the_composite(row):
    example = case("composite/anhui_districts")["rows"][row]
    balance = read_regime(catalogue.standards("balance_2012"))
    limit = exact(balance.at(f"regime.balance.maximum.{example['level']}"))
    coefficients = [Decimal(cv) for cv in example["cv"]]
    names = [indicator.id for indicator in balance.sheets["balance"]]

    assert len(coefficients) == len(names)
    assert half_up(composite(coefficients), balance.places("cv")) <= limit
    assert max(coefficients) > limit


@pytest.mark.parametrize("level", ["primary", "junior"])
def test_the_published_example_of_splitting(level):
    example = case("splitting/nine_year_books")
    weights = quality_2017().split_weights(example["school_type"], ("primary", "junior"))
    students = {name: exact(count) for name, count in example["students"].items()}

    part = product(exact(example["amount"]), shares(students, weights)[level])

    assert printed(part, example["places"]) == example["parts"][level]


def test_the_published_resource_of_a_primary_pupil_after_splitting():
    example = case("splitting/nine_year_books")
    weights = quality_2017().split_weights(example["school_type"], ("primary", "junior"))
    students = {name: exact(count) for name, count in example["students"].items()}
    part = product(exact(example["amount"]), shares(students, weights)["primary"])

    found = quotient(part, students["primary"])

    wanted = example["per_primary_student"]
    assert printed(found, wanted["places"]) == wanted["printed"]


@pytest.mark.parametrize("level", ["primary", "junior"])
def test_standards_and_their_floors_are_those_of_the_working_tool(level):
    share = exact(quality_2017().at("regime.school_rule.rest_not_below"))
    found = {
        indicator.id: (indicator.minimum[level], product(indicator.minimum[level], share))
        for indicator in quality_2017().indicators
    }

    wanted = {
        name: (Decimal(line["minimum"]), Decimal(line["floor"]))
        for name, line in case("floors/quality_2017")[level].items()
    }
    assert found == wanted


@pytest.mark.parametrize("formula", ["national", "capped"])
@pytest.mark.parametrize("school", case("retention/taizhou_schools")["schools"])
def test_published_retention_by_either_formula(formula, school):
    example = case("retention/taizhou_schools")
    rule = read_retention(quality_2017().at(f"quality.Q1.formulas.{formula}"))
    cohort = {name: exact(count) for name, count in example["schools"][school].items()}

    found = rule.percent({"cohort_died": Decimal(0)} | cohort)

    assert printed(found, 0) == example["published"]


def test_binary_numbers_give_the_same_coefficient_to_twelve_digits():
    example = case("balance/books_of_five_schools")
    weights = example["students"]
    values = [amount / count for amount, count in zip(example["amounts"], weights, strict=True)]
    everyone = sum(weights)
    mean = sum(value * weight for value, weight in zip(values, weights, strict=True)) / everyone
    squares = sum(w * (v - mean) ** 2 for v, w in zip(values, weights, strict=True)) / everyone

    assert math.isclose(
        float(differential_coefficient(values, weights)), math.sqrt(squares) / mean, rel_tol=1e-12
    )
