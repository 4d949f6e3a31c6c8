"""The computed numbers that the second engine leaves alone, family by family, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tasks.model import Fact

REPORTED = "a figure as it was reported"
LATER = "entered after the evaluation, from what earlier years published"
COUNTED = "a step to the county's fitness, which is counted from the pupils again"
STEP = "a step to a number of the county that is compared"
BESIDE = "shown beside, nothing of the county hangs on it"

FAMILIES: Mapping[str, str] = {
    r"county[.]history[.].*": LATER,
    r"s[.]\d+[.]((primary|junior)[.])?fitness[.].*": COUNTED,
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
