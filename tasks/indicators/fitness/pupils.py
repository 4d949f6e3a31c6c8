"""The pupils of a county for the fitness rates: scored one by one, and how many a school has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from tasks.indicators.fitness.scores import score
from tasks.indicators.fitness.tables import FitnessStandard
from tasks.indicators.readings import FITNESS, Readings
from tasks.indicators.schools import School
from tasks.layouts import CodeList

STUDENTS = "students"
GROUPING = ("school_code", "school_level", "grade", "class_number", "class_name", "sex")
"""What pupils are grouped by, from the school down to the class and the sex."""


def scored_pupils(
    readings: Readings, codes: Mapping[str, CodeList], standard: FitnessStandard
) -> pd.DataFrame | None:
    """Return one row a pupil: the columns of `GROUPING` and the scores, None without pupils."""
    pupils = readings.frame(FITNESS)
    if pupils is None or pupils.empty:
        return None
    for name in ("exemption", "class_number", "class_name"):
        if name not in pupils:
            pupils = pupils.assign(**{name: pd.Series(pd.NA, index=pupils.index, dtype="string")})
    levels = pupils["grade"].map(levels_of_grades(codes))
    groups = pupils.assign(school_level=levels)[list(GROUPING)]
    return pd.concat([groups, score(pupils, standard)], axis=1)


def students_of(
    readings: Readings, schools: Iterable[School], codes: Mapping[str, CodeList]
) -> pd.DataFrame:
    """Return how many pupils the school returns count, one row a school, grade and sex.

    Every taught grade has its rows; `students` is NA where the school's return does not say.
    """
    rows = [
        (school.code, level, grade, sex, _count(readings, school, grade, sex))
        for school in schools
        for grade, level in levels_of_grades(codes).items()
        if level in school.levels
        for sex in codes["sexes"].codes
    ]
    names = ["school_code", "school_level", "grade", "sex", STUDENTS]
    return pd.DataFrame(rows, columns=names).astype({STUDENTS: "Int64"})


def levels_of_grades(codes: Mapping[str, CodeList]) -> dict[str, str]:
    """Return the level of each grade."""
    return {code: row["level"] for code, row in codes["grades"].rows.items()}


def _count(readings: Readings, school: School, grade: str, sex: str) -> int | None:
    row = readings.row(school.code, STUDENTS, grade=grade)
    return None if row is None or row[sex] is None else int(row[sex])
