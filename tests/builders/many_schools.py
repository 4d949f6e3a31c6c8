"""A county of many schools with the longest names there are, for the looks of its papers."""

from __future__ import annotations

from functools import cache
from typing import Any

from tasks.dossiers.view import View
from tasks.model import BUREAU, ExpectedReturn, Findings, Status
from tests.builders import COUNTY, EDITION
from tests.builders.dossiers import a_view, findings_of
from tests.builders.returns import (
    Tables,
    a_county_return,
    a_roster_row,
    a_school_return,
    a_survey_return,
)

SCHOOLS = 120
LONG = "示例县城关镇经济技术开发区滨河新城实验教育集团第{:03d}外国语学校附属一贯制东校区"
"""With its number a name of forty characters, the longest that is met."""


def many_names(schools: int = SCHOOLS) -> dict[str, str]:
    """Return the name of each school by its code."""
    return {f"3123998{number:03d}": LONG.format(number) for number in range(1, schools + 1)}


def many_rows(schools: int = SCHOOLS) -> list[dict[str, Any]]:
    """Return the roster, a line a school."""
    return [
        a_roster_row("primary", "junior", code=code, school_name=name)
        for code, name in many_names(schools).items()
    ]


def a_view_of_many(schools: int = SCHOOLS, **changes: Any) -> View:
    """Return the view on the county; name only what differs."""
    given = {"findings": many_findings(schools), "roster": many_rows(schools), "issues": {}}
    return a_view(**given | changes)


@cache
def many_findings(schools: int = SCHOOLS) -> Findings:
    """Return what is found of a county of so many schools, each of two levels."""
    names = many_names(schools)
    values: dict[tuple[str, str], Tables] = {
        (code, "school_return"): a_school_return(
            "primary", "junior", code=code,
            teachers={"primary": {"backbone": int(code[-3:]) % 9}},
        )
        for code in names
    }  # fmt: skip
    values[BUREAU, "county_return"] = a_county_return()
    values[BUREAU, "survey_return"] = a_survey_return()
    return findings_of(values, roster=many_rows(schools), expected=_expected(values))


def _expected(values: dict[tuple[str, str], Tables]) -> tuple[ExpectedReturn, ...]:
    return tuple(
        ExpectedReturn(school, form, f"{EDITION}/{COUNTY}/{school}/{form}/1", Status.ACCEPTED)
        for school, form in values
    )
