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
WHO = ["grade", "sex"]
MOST_LISTED = 8


def pupils_tested(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the grades and sexes with another number of fitness rows than of pupils.

    The pupils are those of the school's own return. One failure a grade and sex, at the
    first row of that grade.
    """
    rows = batch.frame("fitness")
    wrong = _against(rows, _pupils(batch), batch.submissions("fitness"))
    wrong["_row"] = _first_rows(batch, rows, wrong)
    return failures(
        wrong,
        "fitness",
        "grade",
        "_tested",
        pupils=wrong["_pupils"],
        grade=wrong["grade"],
        sex=wrong["sex"],
        key=wrong["grade"] + "-" + wrong["sex"],
        difference=(wrong["_tested"] - wrong["_pupils"]).abs(),
    )


def tested_agree(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the levels with another number of fully tested pupils than the school counted.

    The count is that of the school's own return. One failure a level, at the first row of
    that level. `items` is the table of items by grade and sex.
    """
    rows = batch.frame("fitness")
    rows = rows.assign(_tested=_fully_tested(rows, given["items"]))
    counts = batch.frame("fitness_counts")
    counts = counts[counts["_submission"].isin(list(batch.handed_in("fitness_counts").values()))]
    owner = counts["_submission"].str.split("/").str[2]
    counted = dict(zip(zip(owner, counts["level"], strict=True), counts["fitness_tested"],
                       strict=True))  # fmt: skip
    by = ["_submission", "_level"]
    told = rows.groupby(by).agg(_row=("_row", "min"), _tested=("_tested", "sum")).reset_index()
    schools = told["_submission"].str.split("/").str[2]
    pairs = zip(schools, told["_level"], strict=True)
    told["_counted"] = pd.Series([counted.get(pair) for pair in pairs], dtype="Int64")
    difference = (told["_tested"].astype("Int64") - told["_counted"]).abs()
    wrong = (difference != 0).fillna(False)
    return failures(
        told[wrong],
        "fitness",
        "grade",
        "_tested",
        level=told["_level"][wrong],
        key=told["_level"][wrong],
        counted=told["_counted"][wrong],
        difference=difference[wrong],
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


def _fully_tested(frame: pd.DataFrame, items: Any) -> pd.Series:
    """Return who has no exemption and lacks none of the items of the own grade and sex."""
    complete = frame["exemption"].isna()
    groups = pd.MultiIndex.from_frame(frame[WHO].astype(object))
    for item, owed in _owed(items).items():
        if item in frame:
            complete &= ~(groups.isin(owed) & frame[item].isna())
    return complete.astype("int64")


def _against(rows: pd.DataFrame, pupils: pd.DataFrame, senders: list[str]) -> pd.DataFrame:
    """Return submission, grade and sex wherever rows and pupils are not as many."""
    by = ["_submission", *WHO]
    tested = rows.groupby(by).size().rename("_tested").reset_index()
    owners = pd.DataFrame({"_submission": pd.Series(senders, dtype="string")})
    owners["school_code"] = owners["_submission"].str.split("/").str[2]
    owed = owners.merge(pupils, on="school_code").drop(columns="school_code")
    tested = tested[tested["_submission"].isin(owed["_submission"])]
    both = owed.merge(tested, on=by, how="outer")
    both[["_tested", "_pupils"]] = both[["_tested", "_pupils"]].fillna(0).astype("Int64")
    return both[both["_tested"] != both["_pupils"]].copy()


def _pupils(batch: Batch) -> pd.DataFrame:
    """Return the pupils by school, grade and sex, as its latest return has them."""
    students = batch.frame("students")
    latest = list(batch.handed_in("students").values())
    by_sex = students[students["_submission"].isin(latest)].melt(
        id_vars=["_submission", "grade"],
        value_vars=["male", "female"],
        var_name="sex",
        value_name="_pupils",
    )
    by_sex["school_code"] = by_sex["_submission"].str.split("/").str[2]
    return by_sex.dropna()[["school_code", *WHO, "_pupils"]]


def _first_rows(batch: Batch, rows: pd.DataFrame, wrong: pd.DataFrame) -> pd.Series:
    by = ["_submission", "grade"]
    firsts = rows.groupby(by)["_row"].min().rename("_first")
    found = wrong[by].join(firsts, on=by)["_first"]
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
    rows = grouped.agg(["min", "size", list]).reset_index()
    rows["_row"] = rows["min"].astype("Int64")
    return failures(
        rows,
        "fitness",
        item,
        "size",
        grade=rows["grade"],
        class_name=rows["class_name"],
        key=_named(rows),
        rows=[_listed(numbers) for numbers in rows["list"]],
    )


def _named(rows: pd.DataFrame) -> list[str]:
    """Return grade and class of each row, as far as they are known."""
    pairs = zip(rows["grade"], rows["class_name"], strict=True)
    return ["-".join(str(part) for part in pair if not pd.isna(part)) for pair in pairs]


def _listed(numbers: list[int]) -> str:
    """Return a few row numbers one by one, many as the first and the last."""
    if len(numbers) <= MOST_LISTED:
        return "、".join(str(number) for number in numbers)
    return f"{min(numbers)}—{max(numbers)}"
