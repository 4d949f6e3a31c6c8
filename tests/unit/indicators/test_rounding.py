"""Half up, exactly, from the number that a person typed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks.rounding import exact, half_up, printed


@pytest.mark.parametrize(
    ("value", "expected"),
    [(4.1, "4.1"), (0.1 + 0.2, "0.30000000000000004"), (3, "3"), ("0.50", "0.50"), (1e-7, "1E-7")],
)
def test_a_binary_number_becomes_what_was_typed(value, expected):
    assert exact(value) == Decimal(expected)


def test_a_decimal_stays_what_it_is():
    value = Decimal("1.10")
    assert exact(value) is value


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (-0.125, 2, "-0.13"),
        (Decimal("0.4995"), 3, "0.500"),
        (Decimal("0.49949999999999999999999999999"), 3, "0.499"),
        (4.1, 2, "4.10"),
        (12345678901234567890, 2, "12345678901234567890.00"),
    ],
)
def test_a_half_goes_away_from_zero(value, places, expected):
    assert half_up(value, places) == Decimal(expected)
    assert printed(value, places) == expected


@pytest.mark.parametrize("value", [-0.001, Decimal("-0.00"), "-0"])
def test_nothing_is_printed_as_minus_zero(value):
    assert printed(value, 2) == "0.00"


def test_a_very_small_number_is_printed_without_exponent():
    assert printed(Decimal("1E-10"), 12) == "0.000000000100"
