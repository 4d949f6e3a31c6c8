"""What was returned a year ago: by the schools themselves, else by the bureau's history."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tasks.layouts import Layout, Sheet
from tasks.model import Returns

PUPILS, HISTORY = "students", "history_students"


def last_year_of(
    returns: Returns, previous: Returns | None, layouts: Mapping[str, Layout]
) -> dict[str, pd.DataFrame]:
    """Return the tables of a year ago that a rule may be held against.

    One row is a row of the table then; `school_code` says whose. `previous` holds the returns
    that stood in the season before. Where a school has none, its pupils by grade come from
    what the bureau's own table of earlier years in `returns` says of that year.
    """
    sheets = {name: sheet for layout in layouts.values() for name, sheet in layout.by_table.items()}
    found = {}
    for name, frame in (previous.tables if previous else {}).items():
        if name in sheets:
            found[name] = _with_sums(frame, sheets[name])
    pupils = [part for part in (found.get(PUPILS), _by_the_bureau(returns)) if part is not None]
    if pupils:
        known = set(pupils[0]["school_code"]) if len(pupils) > 1 else set()
        rest = pupils[-1][~pupils[-1]["school_code"].isin(known)]
        found[PUPILS] = pd.concat([*pupils[:-1], rest], ignore_index=True)
    return found


def _with_sums(frame: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    computed = {
        field.name: frame[list(field.computed["add"])].sum(axis=1, skipna=False)
        for field in sheet.fields
        if "add" in field.computed and set(field.computed["add"]) <= set(frame.columns)
    }
    return frame.assign(**computed)


def _by_the_bureau(returns: Returns) -> pd.DataFrame | None:
    """Return school, grade and pupils of the year before the season, None if nobody says."""
    rows = returns.tables.get(HISTORY)
    if rows is None:
        return None
    season = rows["_submission"].str.split("/").str[0].astype("Int64")
    told = rows[(rows["year"] == season - 1).fillna(False)].dropna(subset=["students"])
    if told.empty:
        return None
    return pd.DataFrame(
        {
            "school_code": told["school_code"],
            "grade": told["grade"],
            "total": told["students"],
            "_submission": told["_submission"],
        }
    )
