"""Classes of a grade whose mean totals lie closer together than chance lets them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.rounding import printed
from tasks.screening.chance import chi_square_below
from tasks.screening.signals import Screened, Unscreened, signal

SCREEN = "even_classes"


def even_classes(scored: pd.DataFrame, settings: Mapping[str, Any]) -> Screened:
    """Return one signal a school: the spread of class means against that of drawn classes.

    `scored` has one row a pupil with `school_code`, `class`, `grade`, `sex` and
    `total_tenths`. Totals are taken as differences from the mean of school, grade and sex.
    Between classes drawn by lot the sum of squares, in units of the variance between pupils,
    is chi-square with as many degrees as there are classes beyond the first of each grade.
    """
    about = settings["screens"][SCREEN]
    known = scored[scored["total_tenths"].notna()]
    known = known.assign(rest=known["total_tenths"].astype(float))
    by_peers = known.groupby(["school_code", "grade", "sex"], observed=True)["rest"]
    known["rest"] -= by_peers.transform("mean")
    by_class = known.groupby(["school_code", "grade", "class"], observed=True)["rest"]
    classes = by_class.agg(["size", "mean", "sum"])
    squares = by_class.agg(lambda rest: float((rest**2).sum()))
    classes["within"] = squares - classes["size"] * classes["mean"] ** 2
    classes = classes[classes["size"] >= about["least_pupils_a_class"]]
    schools = sorted(map(str, known["school_code"].unique()))
    found, lacking = [], []
    parts = {str(name): part for name, part in classes.groupby(level="school_code")}
    for school in schools:
        part = parts.get(school, classes.iloc[:0])
        degrees, between, within = _spread(part)
        if degrees < about["least_classes_beyond_first"] or not within:
            lacking.append(Unscreened(school, SCREEN, "few_classes"))
            continue
        ratio = between / within
        numbers = {"classes": len(part), "percent": printed(ratio / degrees * 100, 1)}
        found.append(signal(school, SCREEN, chi_square_below(ratio, degrees), numbers))
    return Screened(tuple(found), tuple(lacking))


def _spread(classes: pd.DataFrame) -> tuple[int, float, float]:
    """Return the degrees, the sum of squares between classes, the variance within them."""
    grades = classes.groupby(level="grade")
    several = classes[grades["size"].transform("size") > 1]
    if not len(several):
        return 0, 0.0, 0.0
    by_grade = several.groupby(level="grade")
    middle = by_grade["sum"].transform("sum") / by_grade["size"].transform("sum")
    between = (several["size"] * (several["mean"] - middle) ** 2).sum()
    pupils, count = int(several["size"].sum()), len(several)
    degrees = count - by_grade.ngroups
    return degrees, float(between), float(several["within"].sum()) / max(pupils - count, 1)
