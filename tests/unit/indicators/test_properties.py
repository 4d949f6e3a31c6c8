"""What must hold of the formulas whatever the county: invented counties look for the exception."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.indicators.arithmetic import product, total
from tasks.indicators.balance import balance_of, differential_coefficient
from tasks.indicators.retention import read_retention
from tasks.indicators.splitting import shares
from tasks.model import Verdict
from tasks.rounding import half_up
from tests.builders.county import a_small_county, findings_of, judged, regime, set_school

PLACES = 20
"""Decimals in which two ways of one computation must agree; a form prints three."""

SCHOOL = "2113999001"
RANK = [Verdict.NOT_MET, Verdict.MET]

amounts = st.decimals(min_value=0, max_value=10_000, places=2)
pupils = st.integers(min_value=1, max_value=3_000)
school = st.tuples(amounts, pupils)
county = st.lists(school, min_size=1, max_size=30).filter(lambda it: any(each for each, _ in it))

CONDITIONS = {
    "teaching_area_m2": 5_000,
    "sports_ground_area_m2": 6_000,
    "equipment_value_wan_yuan": 150,
    "multimedia_rooms": 20,
}
"""Resources of a school of 480 pupils, and the most that the property tests give it."""


def coefficient(schools):
    """Return the coefficient of variation of schools given as (value, pupils)."""
    values, students = zip(*schools, strict=True)
    return differential_coefficient(values, students)


@given(county, st.decimals(min_value="0.001", max_value=1_000, places=3))
def test_a_coefficient_does_not_change_when_everybody_gets_more_in_proportion(schools, factor):
    scaled = [(value * factor, students) for value, students in schools]
    assert half_up(coefficient(scaled), PLACES) == half_up(coefficient(schools), PLACES)


@given(amounts.filter(bool), st.lists(pupils, min_size=1, max_size=30))
def test_a_coefficient_is_zero_when_all_schools_are_equal(value, students):
    assert half_up(coefficient([(value, count) for count in students]), PLACES) == 0


@given(county.flatmap(lambda it: st.tuples(st.just(it), st.permutations(it))))
def test_the_order_of_schools_does_not_matter(both):
    first, second = both
    assert half_up(coefficient(first), PLACES) == half_up(coefficient(second), PLACES)


@given(county, pupils)
def test_a_school_equal_to_the_mean_makes_nothing_more_uneven(schools, students):
    values, sizes = zip(*schools, strict=True)
    mean = balance_of(values, sizes).mean
    joined = coefficient([*schools, (mean, students)])
    assert half_up(joined, PLACES) <= half_up(coefficient(schools), PLACES)


@given(
    amounts,
    st.sampled_from([("312", ("primary", "junior")), ("341", ("junior", "senior")),
                     ("345", ("primary", "junior", "senior"))]),
    st.lists(pupils, min_size=3, max_size=3),
)  # fmt: skip
def test_splitting_conserves_the_total(whole, kind, sizes):
    school_type, levels = kind
    students = dict(zip(levels, map(Decimal, sizes), strict=False))
    weights = regime().split_weights(school_type, levels)
    parts = [product(whole, share) for share in shares(students, weights).values()]
    assert half_up(total(parts), PLACES) == half_up(whole, PLACES)


@given(pupils, st.integers(0, 200), st.integers(0, 200))
def test_the_retention_formulas_agree_where_every_pupil_graduates(intake, came, went):
    formulas = regime().at("quality.Q1.formulas")
    went = min(went, intake + came - 1)
    cohort = {
        "cohort_intake": intake, "cohort_transferred_in": came, "cohort_transferred_out": went,
        "cohort_died": 0, "cohort_graduates": intake + came - went,
    }  # fmt: skip
    found = [
        read_retention(formulas[name]).percent({key: Decimal(it) for key, it in cohort.items()})
        for name in ("national", "capped")
    ]
    assert found == [100, 100]


@settings(max_examples=25)
@given(
    st.fixed_dictionaries({name: st.integers(0, most) for name, most in CONDITIONS.items()}),
    st.sampled_from(sorted(CONDITIONS)),
    st.integers(1, 2_000),
)
def test_a_school_that_gets_more_of_anything_passes_no_worse(conditions, name, more):
    before, after = (
        school_verdict(conditions | {name: conditions[name] + extra}) for extra in (0, more)
    )
    assert RANK.index(before) <= RANK.index(after)


def school_verdict(conditions):
    roster, values = a_small_county("primary")
    set_school(values, SCHOOL, "conditions", indoor_sports_area_m2=0, **conditions)
    return judged(findings_of(roster, values), "resources", SCHOOL, "primary").verdict
