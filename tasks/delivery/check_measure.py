"""Whether one measure of a scored item was missed and what that costs, as formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.delivery.check_scheme import (
    ANSWER,
    AT_LEAST,
    GROWS,
    GROWS_FASTER,
    YEARS,
    Made,
    Measure,
)

COMPARED_PLACES = 9
"""Decimals to which a number is rounded before it meets its limit: 4.2 must be 4.2."""

ROUNDED = {"started": "ROUNDUP", "completed": "ROUNDDOWN"}


@dataclass(frozen=True)
class Place:
    """Where a measure stands: its cells by column, those of the points and of a whole.

    `whole` is empty where a whole of zero asks for nothing special.
    """

    words: Mapping[str, Any]
    at: Mapping[str, str]
    points: str
    whole: str

    def firm(self, measure: Measure) -> str:
        """Return the formula of what stays lost, whatever is still to come."""
        if not measure.may_turn:
            return f"={self.at['off']}"
        return f'=IF({self.at["complete"]}="{self.words["yes"]}",{self.at["off"]},0)'


def made_by(made: Made, cells: Sequence[str], words: Mapping[str, Any]) -> str:
    """Return the formula of a number made of two others; none where it cannot be computed."""
    none = words["none"]
    how = made.how.format(*cells)
    return f'=IF(COUNT({",".join(cells)})<2,"{none}",IF({cells[1]}=0,"{none}",{how}))'


def is_missed(measure: Measure, place: Place) -> str:
    """Return the formula that says met, not met, or nothing where it cannot be told."""
    words, at = place.words, place.at
    none = words["none"]
    value, limit = at["value"], at["of_standard"]
    near, bound = (f"ROUND({cell},{COMPARED_PLACES})" for cell in (value, limit))
    asked, fails = f"COUNT({value},{limit})<2", f"{near}>{bound}"
    if measure.kind == YEARS:
        return f'="{none}"'
    if measure.kind == ANSWER:
        is_right = ",".join(f'{value}="{each}"' for each in measure.expected)
        asked, fails = f'{value}="{none}"', f"NOT(OR({is_right}))"
    if measure.kind == AT_LEAST:
        fails = f"{near}<{bound}"
    if measure.kind == GROWS:
        asked, fails = f"COUNT({value})=0", f"{value}<0"
    if measure.kind == GROWS_FASTER:
        fails = f"{near}<={bound}"
    answer = f'IF({asked},"{none}",IF({fails},"{words["not_met"]}","{words["met"]}"))'
    if place.whole:
        nobody = f'AND(COUNT({place.whole})=1,{place.whole}=0,{at["complete"]}="{words["yes"]}")'
        answer = f'IF({nobody},"{words["met"]}",{answer})'
    return f"={answer}"


def cost_of(measure: Measure, place: Place) -> str:
    """Return the formula of the points that a miss costs, 0 where nothing was missed."""
    cost, at = measure.cost, place.at
    price = place.points if cost.off is None else f"{cost.off:f}"
    if cost.off_per is not None:
        lacking = f"{at['value']}-{at['of_standard']}"
        if measure.kind == AT_LEAST:
            lacking = f"{at['of_standard']}-{at['value']}"
        steps = f"({lacking})/{cost.unit:f}"
        if cost.steps in ROUNDED:
            steps = f"{ROUNDED[cost.steps]}(ROUND({steps},{COMPARED_PLACES}),0)"
        price = f"{steps}*{cost.off_per:f}"
    return f'=IF({at["verdict"]}="{place.words["not_met"]}",{price},0)'
