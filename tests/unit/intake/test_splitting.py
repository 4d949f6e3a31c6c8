"""Splitting common resources between the levels of a school."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks.indicators.arithmetic import total
from tasks.indicators.splitting import shares
from tasks.rounding import half_up
from tests.builders.county import regime

NINE_YEAR, TWELVE_YEAR, COMPLETE = "312", "345", "341"


def numbers(**students: int) -> dict[str, Decimal]:
    return {level: Decimal(count) for level, count in students.items()}


@pytest.mark.parametrize(
    ("school_type", "students", "wanted"),
    [
        (NINE_YEAR, {"primary": 110, "junior": 100}, {"primary": "0.5", "junior": "0.5"}),
        (COMPLETE, {"junior": 120, "senior": 100}, {"junior": "0.5", "senior": "0.5"}),
        (
            TWELVE_YEAR, {"primary": 132, "junior": 120, "senior": 100},
            {"primary": "0.333333", "junior": "0.333333", "senior": "0.333333"},
        ),
    ],
)  # fmt: skip
def test_a_pupil_weighs_by_type_and_level(school_type, students, wanted):
    weights = regime().split_weights(school_type, tuple(students))

    found = shares(numbers(**students), weights)

    places = len(wanted["junior"]) - 2
    assert {level: str(half_up(share, places)) for level, share in found.items()} == wanted


def test_the_parts_add_up_to_the_whole():
    weights = regime().split_weights(TWELVE_YEAR, ("primary", "junior", "senior"))
    found = shares(numbers(primary=311, junior=207, senior=133), weights)

    assert half_up(total(found.values()), 30) == 1


def test_a_school_whose_pupils_are_of_one_level_gives_it_all():
    weights = regime().split_weights(NINE_YEAR, ("primary", "junior"))

    assert shares(numbers(primary=300, junior=0), weights) == {"primary": 1, "junior": 0}


def test_a_school_of_one_level_has_no_weights():
    assert regime().split_weights("211", ("primary",)) == {}


def test_without_pupils_there_is_no_share():
    weights = regime().split_weights(NINE_YEAR, ("primary", "junior"))

    assert shares(numbers(primary=0, junior=0), weights) == {"primary": None, "junior": None}
