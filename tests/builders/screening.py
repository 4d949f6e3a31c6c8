"""Counties of invented numbers for the screens: clean ones, and what is planted in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from tasks import catalogue
from tasks.model import Origin, Returns

SCREENS = catalogue.read_yaml(catalogue.EXPECTATIONS / "screening" / "screens.yml")
PLAN = catalogue.read_yaml(catalogue.EXPECTATIONS / "screening" / "site_sample.yml")
COUNTY, YEAR, LAST_YEAR = "139901", "2025", "2024"
PASS_MARK_TENTHS = 600
CLASS_LIMITS = {"primary": 45, "junior": 50}
GRADES = tuple(f"primary_{number}" for number in range(1, 7))
MEASURES = {
    "height_cm": (135, 12, 1),
    "weight_kg": (32, 6, 1),
    "vital_capacity_ml": (1700, 350, 0),
    "run_50m_s": (9.8, 1.1, 1),
    "sit_and_reach_cm": (8, 6, 1),
    "rope_skipping_per_min": (95, 28, 0),
}
ABILITY = 0.5
"""How much of a result is the pupil's own ability, shared by all items."""


@dataclass(frozen=True)
class County:
    """Returns, scores, and nothing that a test would have to compute again."""

    returns: Returns
    scored: pd.DataFrame


def code(number: int) -> str:
    """Return the code of an invented school."""
    return f"21139{number:05d}"


def a_screened_county(
    seed: int, schools: int = 24, classes: int = 2, pupils: int = 35, year: str = YEAR
) -> County:
    """Return a county whose numbers come from chance alone; schools differ in ability."""
    random = np.random.default_rng((seed, int(year)))
    fitness, scored = _fitness(random, schools, classes, pupils, year)
    tables = {"fitness": fitness} | _school_tables(random, schools, classes, pupils, year)
    origins = {
        (submission, name): Origin(submission, "0" * 64, name, _letters(frame))
        for name, frame in tables.items()
        for submission in frame["_submission"].unique()
    }
    roster = pd.DataFrame({"school_code": [code(number) for number in range(schools)]})
    return County(Returns(roster, tables, origins), scored)


def changed(county: County, table: str, frame: pd.DataFrame) -> County:
    """Return the county with another table."""
    tables = dict(county.returns.tables) | {table: frame}
    return replace(county, returns=replace(county.returns, tables=tables))


def _letters(frame: pd.DataFrame) -> dict[str, str]:
    return {name: chr(ord("A") + place) for place, name in enumerate(frame.columns)}


def _submission(schools: np.ndarray, form: str, year: str) -> list[str]:
    return [f"{year}/{COUNTY}/{code(number)}/{form}/1" for number in schools]


def _fitness(
    random: np.random.Generator, schools: int, classes: int, pupils: int, year: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    each = len(GRADES) * classes * pupils
    school = np.repeat(np.arange(schools), each)
    grade = np.tile(np.repeat(np.arange(len(GRADES)), classes * pupils), schools)
    room = np.tile(np.repeat(np.arange(classes), pupils), schools * len(GRADES))
    size = len(school)
    ability = random.normal(0, 0.3, schools)[school] + random.normal(0, 1, size)
    data: dict[str, Any] = {
        "grade": pd.array(np.array(GRADES)[grade], dtype="string"),
        "class_name": pd.array([f"{number + 1}" for number in room], dtype="string"),
        "sex": pd.array(np.array(["male", "female"])[random.integers(0, 2, size)], dtype="string"),
    }
    for name, (mean, spread, decimals) in MEASURES.items():
        better = -1 if name.startswith("run") else 1
        own = ABILITY * better * ability + (1 - ABILITY**2) ** 0.5 * random.normal(0, 1, size)
        values = mean + spread * (own + 0.3 * (grade - 2.5))
        data[name] = pd.array(np.round(np.abs(values), decimals), dtype="Float64")
    codes = pd.array([code(number) for number in school], dtype="string")
    data["_row"] = pd.array(np.tile(np.arange(each) + 2, schools), dtype="Int64")
    data["_submission"] = pd.array(_submission(school, "fitness_return", year), dtype="string")
    data["school_code"] = codes
    totals = np.rint(715 + 95 * (0.8 * ability + 0.6 * random.normal(0, 1, size))).astype(int)
    scored = pd.DataFrame(
        {
            "school_code": codes,
            "class": data["class_name"],
            "grade": data["grade"],
            "sex": data["sex"],
            "total_tenths": pd.array(np.clip(totals, 150, 1100), dtype="Int64"),
        }
    )
    return pd.DataFrame(data), scored


def _school_tables(
    random: np.random.Generator, schools: int, classes: int, pupils: int, year: str
) -> dict[str, pd.DataFrame]:
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("students", "classes", "cohorts", "teachers", "conditions", "changes")
    }
    for number in range(schools):
        for name, found in _one_school(random, classes, pupils).items():
            label = f"{year}/{COUNTY}/{code(number)}/school_return/1"
            rows[name] += [
                row | {"_submission": label, "school_code": code(number)} for row in found
            ]
    return {name: _typed(pd.DataFrame(found)) for name, found in rows.items()}


def _one_school(
    random: np.random.Generator, classes: int, pupils: int
) -> dict[str, list[dict[str, Any]]]:
    sizes = {grade: random.integers(pupils - 4, pupils + 11, classes) for grade in GRADES}
    boards, moves = random.uniform(0.25, 0.45), random.uniform(0.1, 0.2)
    students = []
    for place, (grade, size) in enumerate(sizes.items()):
        total = int(size.sum())
        male = int(random.binomial(total, 0.52))
        students.append(
            {"_row": 4 + place, "grade": grade, "male": male, "female": total - male,
             "boarding": int(random.binomial(total, boards)),
             "migrant": int(random.binomial(total, moves)),
             "left_behind": int(random.binomial(total, 0.15)),
             "last_year": total + int(random.integers(-3, 4))}
        )  # fmt: skip
    whole = sum(row["male"] + row["female"] for row in students)
    teachers = int(whole * random.uniform(0.055, 0.07))
    intake = students[-1]["male"] + students[-1]["female"]
    lost = int(random.binomial(intake, 0.015))
    return {
        "students": students,
        "classes": [
            {"_row": 4 + place, "grade": grade, "students": int(size)}
            for place, (grade, size) in enumerate((g, s) for g in GRADES for s in sizes[g])
        ],
        "cohorts": [{"_row": 4, "level": "primary", "cohort_intake": intake + lost,
                     "cohort_transferred_in": 3, "cohort_transferred_out": 3, "cohort_died": 0,
                     "cohort_graduates": intake}],
        "teachers": [{"_row": 4, "level": "primary", "full_time_teachers": teachers,
                      "bachelor": int(random.binomial(teachers, 0.7)),
                      "title_associate_senior": int(random.binomial(teachers, 0.2)),
                      "title_intermediate": int(random.binomial(teachers, 0.43))}],
        "conditions": [{"_row": None, "books": int(whole * random.uniform(26, 38)),
                        "computers": int(whole * random.uniform(0.1, 0.16)),
                        "site_area_m2": round(whole * random.uniform(36, 46), 1),
                        "teaching_area_m2": round(whole * random.uniform(4.7, 9), 1),
                        "sports_ground_area_m2": round(whole * random.uniform(7, 18), 1)}],
        "changes": [{"_row": 4, "level": "primary", "start": whole + int(random.integers(-9, 9)),
                     "enrolled": students[0]["last_year"], "end": whole,
                     "transferred_in": int(random.integers(0, 40)),
                     "graduated": intake + int(random.integers(-5, 5)),
                     "transferred_out": int(random.integers(0, 40))}],
    }  # fmt: skip


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    texts = {"grade", "level", "_submission", "school_code"}
    return pd.DataFrame(
        {
            name: frame[name].astype("string" if name in texts else "Float64")
            if name != "_row"
            else frame[name].astype("Int64")
            for name in frame
        }
    )
