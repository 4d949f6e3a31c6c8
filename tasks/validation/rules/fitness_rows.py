"""The fitness rows of a school against its pupils, and what was measured of whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.validation.batch import Batch
from tasks.validation.rules.failures import failures, together

BODY_MASS = "bmi"
BODY = ("height_cm", "weight_kg")
CENTIMETRES_PER_METRE = 100


def pupils_tested(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the grades and sexes with another number of fitness rows than of pupils.

    The pupils are those of the school's own return. One failure a grade and sex, at the
    first row of that grade.
    """
    rows = batch.frame("fitness")
    pupils = _pupils(batch)
    tested = rows.groupby(["school_code", "grade", "sex"]).size().rename("_tested")
    senders = batch.handed_in("fitness")
    both = pd.concat([tested, pupils], axis=1).reset_index()
    both = both[both["school_code"].isin(senders) & both["school_code"].isin(_reporting(batch))]
    both[["_tested", "_pupils"]] = both[["_tested", "_pupils"]].fillna(0).astype("Int64")
    wrong = both[both["_tested"] != both["_pupils"]].copy()
    wrong["_submission"] = wrong["school_code"].map(senders)
    wrong["_row"] = _first_rows(batch, rows, wrong)
    return failures(
        wrong,
        "fitness",
        "grade",
        "_tested",
        pupils=wrong["_pupils"],
        grade=wrong["grade"],
        sex=wrong["sex"],
        difference=(wrong["_tested"] - wrong["_pupils"]).abs(),
    )


def items_measured(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return, a class and item, how many pupils lack an item their grade and sex must have.

    `items` is the table of items by grade and sex. Pupils with an exemption owe none.
    """
    frame = batch.frame("fitness")
    frame = frame[frame["exemption"].isna()]
    parts = []
    for item, owed in _owed(given["items"]).items():
        if item not in frame:
            continue
        must = pd.MultiIndex.from_frame(frame[["grade", "sex"]].astype(object)).isin(owed)
        lacking = frame[must & frame[item].isna()]
        if len(lacking):
            parts.append(_by_class(lacking, item))
    return together(*parts)


def body_mass_between(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the pupils whose height and weight do not go together (BMI, kg/m²)."""
    frame = batch.frame("fitness")
    metres = frame["height_cm"].where(frame["height_cm"] > 0) / CENTIMETRES_PER_METRE
    frame = frame.assign(_bmi=(frame["weight_kg"] / metres**2).astype("Float64").round(1))
    wrong = (frame["_bmi"] < given["minimum"]) | (frame["_bmi"] > given["maximum"])
    return failures(frame[wrong.fillna(False)], "fitness", "weight_kg", "_bmi")


def _pupils(batch: Batch) -> pd.Series:
    """Return the pupils by school, grade and sex."""
    students = batch.frame("students")
    by_sex = students.melt(
        id_vars=["school_code", "grade"],
        value_vars=["male", "female"],
        var_name="sex",
        value_name="_pupils",
    )
    return by_sex.dropna().groupby(["school_code", "grade", "sex"])["_pupils"].sum()


def _reporting(batch: Batch) -> set[str]:
    return set(batch.frame("students")["school_code"].dropna())


def _first_rows(batch: Batch, rows: pd.DataFrame, wrong: pd.DataFrame) -> pd.Series:
    firsts = rows.groupby(["school_code", "grade"])["_row"].min().rename("_first")
    found = wrong[["school_code", "grade"]].join(firsts, on=["school_code", "grade"])["_first"]
    return found.astype("Int64").fillna(batch.sheet("fitness").first_row)


def _owed(items: Any) -> dict[str, list[tuple[str, str]]]:
    owed: dict[str, list[tuple[str, str]]] = {}
    for line in items:
        for item in BODY if line["item"] == BODY_MASS else (line["item"],):
            owed.setdefault(item, []).append((line["grade"], line["sex"]))
    return owed


def _by_class(lacking: pd.DataFrame, item: str) -> pd.DataFrame:
    by = ["_submission", "grade", "class_name"]
    grouped = lacking.groupby(by, dropna=False)["_row"]
    rows = grouped.agg(["min", "max", "size"]).reset_index()
    rows["_row"] = rows["min"].astype("Int64")
    return failures(
        rows,
        "fitness",
        item,
        "size",
        grade=rows["grade"],
        class_name=rows["class_name"],
        first_row=rows["min"],
        last_row=rows["max"],
    )
