"""What was returned a year ago, and returns that do not fit to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from tasks.model import Origin, Returns
from tests.builders import EDITION, returns_of
from tests.builders.broken import Broken, school
from tests.builders.returns import Tables, a_school_return

LAST_EDITION = "2024"


def a_year_ago(
    roster: list[Mapping[str, Any]], values: Mapping[tuple[str, str], Tables]
) -> Returns:
    """Return returns as those of the season before; `values` are as for `returns_of`."""
    now = returns_of(roster, values)
    tables = {name: frame.assign(_submission=_then(frame)) for name, frame in now.tables.items()}
    origins = {}
    for (submission, table), origin in now.origins.items():
        key = LAST_EDITION + submission.removeprefix(EDITION)
        origins[key, table] = Origin(key, origin.sha256, origin.sheet, origin.cells)
    return Returns(now.roster, tables, origins)


def _then(frame: pd.DataFrame) -> pd.Series:
    return LAST_EDITION + frame["_submission"].astype("string").str.removeprefix(EDITION)


def _after(cell: str, *also: str, **changes: Any) -> Broken:
    """Return a sound school return, and one of a year ago with some cells changed."""
    return replace(school(cell, *also), last_year=a_school_return(**changes))


def of_last_year() -> dict[str, Broken]:
    """Return what breaks the rules that hold this year against the last."""
    return {
        "students-cohort-follows": _after(
            "学生!B5",
            "students-last-year-as-returned",
            students={"primary_1": {"male": 60, "female": 60}},
        ),
        "students-last-year-as-returned": _after(
            "学生!I5", students={"primary_1": {"male": 50, "female": 40}}
        ),
        "changes-start-as-returned": _after("学生变动!B4", changes={"primary": {"end": 481}}),
        "conditions-premises-changed": _after(
            "办学条件!C5", conditions={"teaching_area_m2": 2000.0}
        ),
        "conditions-equipment-changed": _after("办学条件!C9", conditions={"books": 5000}),
        "teachers-changed": _after("教师!L4", teachers={"primary": {"backbone": 20}}),
        "school-changed-since-last-year": _after(
            "基本情况!C5", school={"school_name": "另一所学校"}
        ),
    }
