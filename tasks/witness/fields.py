"""Any number of one school by the name of its field, counted again from the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from tasks.witness.county import County, School
from tasks.witness.fractions_of import Value, all_of, fraction, known, share

PUPILS = ("male", "female", "boarding", "migrant", "left_behind", "disabled", "last_year")
OF_ALL_LEVELS = ("students", "classes")


def field_of(county: County, school: School, field: str, level: str = "") -> Value:
    """Return a number of one level of a school, or of the school where no level is named."""
    if not level and field in OF_ALL_LEVELS:
        return all_of(COMPUTED[field](county, school, each) for each in school.levels)
    if level and field in COMPUTED:
        return COMPUTED[field](county, school, level)
    if level and field in PUPILS:
        return _pupils(county, school, field, level)
    table = county.table_of(field, bool(level))
    return county.number(table, school.code, field, level) if table else None


def _pupils(county: County, school: School, field: str, level: str) -> Value:
    rows = county.of_grades("students", school.code, level)
    found = known(fraction(row.get(field)) for row in rows)
    return sum(found, Fraction(0)) if found else None


def _largest(county: County, school: School, level: str) -> Value:
    return max(county.class_sizes(school, level), default=None)


def _over_limit(county: County, school: School, level: str) -> Value:
    most = fraction(county.at(county.at("regime.class_size.standard"))[level])
    sizes = county.class_sizes(school, level)
    return Fraction(sum(1 for size in sizes if most is not None and size > most)) if sizes else None


def retention_formula(county: County) -> Mapping[str, Any]:
    """Return the formula of retention that the regime's setting names."""
    formulas = county.at(county.at("regime.retention.formulas"))
    found: Mapping[str, Any] = formulas[county.setting("retention_formula")]
    return found


def retention_percent(rule: Mapping[str, Any], cohort: Mapping[str, Value]) -> Value:
    """Return the retention of a cohort in percent, None where a figure is missing."""
    above, below = (_signed(rule[each], cohort) for each in ("numerator", "denominator"))
    percent, cap = share(above, below), fraction(rule.get("cap_percent"))
    return percent if percent is None or cap is None else min(percent, cap)


def _signed(terms: Mapping[str, Any], cohort: Mapping[str, Value]) -> Value:
    plus = all_of(cohort[name] for name in terms["add"])
    less = all_of(cohort[name] for name in terms.get("subtract", ()))
    return None if plus is None or less is None else plus - less


def _retention(county: County, school: School, level: str) -> Value:
    rule = retention_formula(county)
    names = [
        name
        for each in ("numerator", "denominator")
        for verb in ("add", "subtract")
        for name in rule[each].get(verb, ())
    ]
    cohort = {name: county.number("cohorts", school.code, name, level) for name in names}
    return retention_percent(rule, cohort)


COMPUTED: Mapping[str, Callable[[County, School, str], Value]] = {
    "students": lambda county, school, level: county.students(school, level),
    "classes": lambda county, school, level: county.classes(school, level),
    "largest_class": _largest,
    "classes_over_limit": _over_limit,
    "retention_percent": _retention,
}
"""What is no cell of a form but counted from several, by level."""
