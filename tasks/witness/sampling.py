"""How many people a survey should ask, in all and of each group."""

from __future__ import annotations

import math
from fractions import Fraction

from tasks.model import BUREAU
from tasks.witness.county import County
from tasks.witness.fractions_of import PERCENT, Value, fraction

PEOPLE_OF_WAN_BY_PERMILLE = 10
"""Ten thousand people and one in a thousand of them: ten questionnaires."""


def sampling_values(county: County) -> dict[str, Value]:
    """Return the sampling plan of the survey by the id of its facts."""
    population = county.number("county", BUREAU, "population_wan")
    total = None if population is None else _needed(county, population)
    found: dict[str, Value] = {"county.R.plan.total": total}
    for group, share in _shares(county, total).items():
        found[f"county.R.plan.{group}"] = share
    return found


def _needed(county: County, population: Fraction) -> Fraction:
    rule = county.at("recognition.sample")
    least = Fraction(rule["small_county_questionnaires"])
    if population < Fraction(str(rule["small_county_below_wan"])):
        return least
    permille = fraction(county.setting("survey_sample")) or Fraction(0)
    return max(least, Fraction(math.ceil(population * PEOPLE_OF_WAN_BY_PERMILLE * permille)))


def _shares(county: County, total: Value) -> dict[str, Value]:
    """Return what each group gets: the first its percentage, the others the same as each other.

    What is left over goes one by one to those that are named first.
    """
    rule, groups = county.at("recognition.sample"), list(county.codes["respondents"].codes)
    if total is None:
        return dict.fromkeys(groups)
    first, percent = rule["first_group"], Fraction(str(rule["parents_at_least_percent"]))
    found: dict[str, Value] = {first: Fraction(math.ceil(total * percent / PERCENT))}
    left = int(total) - int(found[first] or 0)
    others = [group for group in groups if group != first]
    for place, group in enumerate(others):
        found[group] = Fraction(math.ceil(Fraction(left - place, len(others))))
    return found
