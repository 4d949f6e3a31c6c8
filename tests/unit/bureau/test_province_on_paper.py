"""How many workers a province needs is reckoned from what a county took."""

from __future__ import annotations

from tests.bench.season_province import BUSY, province


def test_a_province_costs_its_counties_and_workers_share_the_night():
    night = province(lambda schools: 36.0 * schools, counties=2, schools=400, hours=1)

    assert night.seconds == 2 * 36.0 * 200
    assert night.workers == 5
    assert night.workers * 3600 * BUSY >= night.seconds > (night.workers - 1) * 3600 * BUSY


def test_a_cost_that_grows_faster_than_the_schools_makes_large_counties_dear():
    few, many = (
        province(lambda schools: schools**2, counties=each, schools=100, hours=1).seconds
        for each in (1, 10)
    )

    assert few == 10 * many
