"""The computed numbers that the second engine leaves alone, family by family, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tasks.model import Fact

REFERENCE = "held against a published reference of its own"
ANSWERS = "counts answers and verdicts, no figures"
ROSTER = "counts lines of the roster and of the collection"
REPORTED = "a figure as it was reported"
PLAN = "how many should be asked, no result"
SCORED = "points of a scheme, each laid open in its own lines"
LATER = "entered after the evaluation, from what earlier years published"
STEP = "a step to a number of the county that is compared"
BESIDE = "shown beside, nothing of the county hangs on it"

FAMILIES: Mapping[str, str] = {
    r"county[.]((primary|junior)[.])?fitness[.].*": REFERENCE,
    r"s[.]\d+[.]((primary|junior)[.])?fitness[.].*": REFERENCE,
    r"county[.]\w+[.](schools_disagreeing|items_met)": ANSWERS,
    r"county[.]((primary|junior)[.]schools_|schools[.]|missing_returns).*": ROSTER,
    r"county[.](Q9|funds)[.].*": REPORTED,
    r"county[.]R[.](plan|sample).*": PLAN,
    r"county[.]([ABCW]\d+|scheme)[.].*": SCORED,
    r"county[.]history[.].*": LATER,
    r"s[.]\d+[.](primary|junior)[.](evaluated_\w+|share|\w+[.]base)": STEP,
    r"s[.]\d+[.](students|classes|G[34][.]\w+|\w+[.]whole)": STEP,
    r"s[.]\d+[.]relief[.].*": STEP,
    r"s[.]\d+[.](primary|junior)[.](\w+[.]shortfall|indicators_met|retention_percent)": BESIDE,
    r"s[.]\d+[.]\w+_(percent|yuan)": BESIDE,
}
"""The reason by a pattern that the whole id of a fact fits.

A computed number that is in no family must be witnessed, so that a new one is noticed.
"""


def reason_for(fact: Fact) -> str:
    """Return why the second engine leaves a number alone; nothing where it must not.

    What is computed from no other fact stands in a cell of a return.
    """
    if not fact.inputs:
        return REPORTED
    found = (reason for family, reason in FAMILIES.items() if re.fullmatch(family, fact.id))
    return next(found, "")
