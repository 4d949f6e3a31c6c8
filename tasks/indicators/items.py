"""A part that is a list of requirements, each of a kind: answers, shares, sizes, ratings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tasks.indicators.county_items import (
    enter_answer,
    enter_limits,
    enter_outside,
    enter_rating,
)
from tasks.indicators.entries import wrong
from tasks.indicators.evaluation import Evaluation
from tasks.indicators.guarantee import (
    enter_care,
    enter_pay,
    enter_quota,
    enter_rotation,
    enter_share_of_teachers,
)
from tasks.indicators.guarantee_of_schools import (
    enter_class_size,
    enter_rooms,
    enter_school_size,
    enter_small_schools,
    enter_special_education,
)
from tasks.indicators.nearby import enter_nearby
from tasks.indicators.parts import Part
from tasks.indicators.quality import enter_county_share, enter_monitoring, enter_retention
from tasks.indicators.regime import Requirement
from tasks.indicators.sites import Unit
from tasks.model import Judgement

ANSWER = "answer"
OF_UNITS: Mapping[str, Callable[[Evaluation, Requirement, Sequence[Unit]], None]] = {
    "rooms": enter_rooms,
    "school_size": enter_school_size,
}
"""Kinds that look at the schools which the resource indicators are computed for."""

OF_COUNTY: Mapping[str, Callable[[Evaluation, Requirement], None]] = {
    ANSWER: enter_answer,
    "care": enter_care,
    "class_size": enter_class_size,
    "county_share": enter_county_share,
    "limits": enter_limits,
    "monitoring": enter_monitoring,
    "nearby": enter_nearby,
    "outside": enter_outside,
    "pay": enter_pay,
    "quota": enter_quota,
    "rating": enter_rating,
    "retention": enter_retention,
    "rotation": enter_rotation,
    "share": enter_share_of_teachers,
    "small_schools": enter_small_schools,
    "special_education": enter_special_education,
}


def enter_items(evaluation: Evaluation, part: Part, units: Sequence[Unit]) -> list[Judgement]:
    """Enter the numbers of all items of a part and judge each, in the order of the form.

    Returns the county's judgements. Raises `CatalogueError` where an item is of no known kind.
    """
    found = []
    for item in evaluation.regime.requirements(part.sheet):
        kind = item.data.get("kind", ANSWER)
        if kind in OF_UNITS:
            OF_UNITS[kind](evaluation, item, units)
        elif kind in OF_COUNTY:
            OF_COUNTY[kind](evaluation, item)
        else:
            raise wrong(item.data, f"{item.id}: there is no kind {kind}", part.sheet)
        found.append(evaluation.judgements[-1])
    return found
