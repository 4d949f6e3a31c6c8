"""A county of two schools that asks for relief, and what the evaluation says to it."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from tasks import catalogue
from tasks.indicators.evaluate import evaluate
from tasks.model import ExpectedReturn, Findings, Status
from tests.builders import COUNTY, EDITION, returns_of
from tests.builders.county import Values, fitness_standard, regime
from tests.builders.returns import Row, a_county, a_relief, a_survey_return

SCHOOL, OTHER, COMBINED = "2113999001", "2113999002", "3123999004"
SNAPSHOT = date(2021, 9, 1)
"""A day on which the reliefs are in force."""

DEADLINE = "2024-08-31"
RURAL, TOWN, CENTRE = "220", "121", "111"


def asked(*requests: Row) -> list[Row]:
    """Return requests that are complete and in time, but for what they say themselves."""
    return [a_relief(**{"deadline": DEADLINE, "level": None} | request) for request in requests]


def a_county_of_two(requests: Sequence[Row] = (), **roster: str) -> tuple[list[Row], Values]:
    """Return two equal primary schools and a nine-year school; the first one's roster changed."""
    lines, values = copy.deepcopy(_made())
    lines[0].update(roster)
    values["bureau", "county_return"]["reliefs"] = list(requests)
    return lines, values


@cache
def _made() -> tuple[list[Row], Values]:
    taught: dict[str, tuple[str, ...]] = {SCHOOL: ("primary",), OTHER: ("primary",)}
    lines, values = a_county(taught | {COMBINED: ("primary", "junior")})
    for code in (SCHOOL, OTHER, COMBINED):
        del values[code, "fitness_return"]
    values["bureau", "survey_return"] = a_survey_return([("parent", 10), ("teacher", 10)], 2)
    return lines, values


def resized(values: Values, school: str, pupils: int, levels: Sequence[str] = ("primary",)) -> None:
    """Give every grade of some levels one class with so many pupils."""
    tables = values[school, "school_return"]
    for row in tables["students"]:
        if row["grade"].split("_")[0] in levels:
            row.update(male=pupils, female=0, boarding=0, migrant=0, left_behind=0, disabled=0)
    tables["classes"] = [
        {"grade": row["grade"], "class_name": "1班", "students": row["male"] + row["female"]}
        for row in tables["students"]
        if row.get("male") is not None
    ]


def teachers_of(values: Values, school: str, **changes: Any) -> None:
    """Change the primary teachers of a school."""
    values[school, "school_return"]["teachers"][0].update(changes)


def found_in(
    county: tuple[list[Row], Values],
    *,
    snapshot: date | None = SNAPSHOT,
    overlay: Mapping[str, Any] | None = None,
    owed: Sequence[tuple[str, str]] = (),
) -> Findings:
    """Return what is found when everything but `owed` was accepted."""
    roster, values = county
    given = {key: tables for key, tables in values.items() if key not in owed}
    expected = [
        ExpectedReturn(*key, f"{EDITION}/{COUNTY}/{key[0]}/{key[1]}/1", Status.ACCEPTED)
        for key in given
    ]
    return evaluate(
        returns_of(roster, given),
        (*expected, *(ExpectedReturn(*key) for key in owed)),
        regime(overlay),
        fitness_standard(),
        catalogue.code_lists(),
        catalogue.layouts(EDITION),
        edition=EDITION,
        county=COUNTY,
        county_name="示例县",
        snapshot=snapshot,
    )
