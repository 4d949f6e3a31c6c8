"""Mean, deviation and coefficient of variation, weighted by pupils."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from tasks.indicators.arithmetic import quotient
from tasks.indicators.balance import balance_of, composite, differential_coefficient
from tasks.rounding import printed


def test_equal_schools_have_no_spread():
    assert differential_coefficient([4.1, 4.1, 4.1], [10, 20, 30]) == 0


def test_a_school_without_any_counts_with_its_pupils():
    found = balance_of([0, 10], [100, 100])

    assert (found.mean, found.sd, found.cv) == (5, 5, 1)


def test_a_large_school_weighs_more_than_a_small_one():
    found = balance_of([2, 6], [300, 100])

    assert found.mean == 3
    assert found.sd**2 == pytest.approx(Decimal(3))


def test_where_nobody_has_any_there_is_no_coefficient():
    assert differential_coefficient([0, 0], [10, 10]) is None


def test_without_pupils_there_is_no_balance():
    assert balance_of([], []) is None
    assert differential_coefficient([3], [0]) is None


def test_series_of_a_frame_are_understood_exactly():
    frame = pd.DataFrame({"value": [0.1, 0.3], "students": pd.array([1, 1], dtype="Int64")})

    assert differential_coefficient(frame["value"], frame["students"]) == Decimal("0.5")


def test_every_value_needs_its_pupils():
    with pytest.raises(ValueError, match="number of students"):
        balance_of([1, 2], [1])


def test_the_composite_is_the_plain_mean():
    assert composite([Decimal("0.2"), Decimal("0.4")]) == Decimal("0.3")
    assert composite([]) is None


def test_a_mean_that_ends_in_a_half_is_not_lost_in_the_last_digit():
    """Eight teachers of 1,280 pupils are 0.625 per hundred, which prints as 0.63."""
    amounts = [Decimal(1), Decimal(5), Decimal(2)]
    students = [Decimal(400), Decimal(206), Decimal(674)]
    values = [quotient(part, whole, 100) for part, whole in zip(amounts, students, strict=True)]

    assert printed(balance_of(values, students).mean, 2) == "0.63"
