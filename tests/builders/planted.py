"""Fabrications planted into one school of an invented county; each leaves the others alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from tests.builders.screening import GRADES, MEASURES, PASS_MARK_TENTHS, County, changed, code

SUSPECT, COPIED_FROM = code(5), code(11)


def _rows(frame: pd.DataFrame, school: str = SUSPECT) -> np.ndarray:
    return np.flatnonzero(frame["school_code"].to_numpy() == school)


def heaped_digits(county: County, seed: int) -> County:
    """Type two thirds of the heights and vital capacities of a school on 0 and 5."""
    random = np.random.default_rng(seed)
    frame = county.returns.tables["fitness"].copy()
    rows = _rows(frame)
    for name, step in (("height_cm", 0.5), ("vital_capacity_ml", 5)):
        typed = rows[random.random(len(rows)) < 2 / 3]
        values = frame[name].to_numpy(dtype=float, copy=True)
        values[typed] = np.round(values[typed] / step) * step
        frame[name] = pd.array(values, dtype="Float64")
    return changed(county, "fitness", frame)


def a_copied_class(county: County, seed: int) -> County:
    """Copy ten rows of another school over ten rows of this one."""
    random = np.random.default_rng(seed)
    frame = county.returns.tables["fitness"].copy()
    own, others = _rows(frame), _rows(frame, COPIED_FROM)
    start, there = random.integers(0, len(own) - 10, 2)
    for name in MEASURES:
        values = frame[name].to_numpy(dtype=float, copy=True)
        values[own[start : start + 10]] = values[others[there : there + 10]]
        frame[name] = pd.array(values, dtype="Float64")
    return changed(county, "fitness", frame)


def a_pile_at_sixty(county: County, seed: int) -> County:
    """Lift nine of ten totals from within five points below the pass mark just above it."""
    random = np.random.default_rng(seed)
    scored = county.scored.copy()
    totals = scored["total_tenths"].to_numpy(dtype=np.int64, copy=True)
    rows = _rows(scored)
    near = (totals[rows] < PASS_MARK_TENTHS) & (totals[rows] >= PASS_MARK_TENTHS - 50)
    lifted = rows[near & (random.random(len(rows)) < 0.9)]
    totals[lifted] = PASS_MARK_TENTHS + random.integers(0, 15, len(lifted))
    scored["total_tenths"] = pd.array(totals, dtype="Int64")
    return County(county.returns, scored)


def smoothed_pupils(county: County, seed: int) -> County:
    """Draw every pupil of a school halfway to the mean of grade and sex."""
    frame = county.returns.tables["fitness"].copy()
    is_own = frame["school_code"] == SUSPECT
    for name, (_, _, decimals) in MEASURES.items():
        values = frame[name].astype(float)
        middle = values.groupby([frame["school_code"], frame["grade"], frame["sex"]]).transform(
            "mean"
        )
        smooth = (middle + (values - middle) / 2).round(decimals)
        frame[name] = values.where(~is_own, smooth).astype("Float64")
    return changed(county, "fitness", frame)


def smoothed_classes(county: County, seed: int) -> County:
    """Give every class of a grade of a school the same mean total, to a tenth of a point."""
    scored = county.scored.copy()
    totals = scored["total_tenths"].astype(float)
    peers = [scored["school_code"], scored["grade"], scored["sex"]]
    classes = [scored["school_code"], scored["grade"], scored["class"]]
    rest = totals - totals.groupby(peers).transform("mean")
    by_class = rest.groupby(classes).transform("mean")
    is_own = scored["school_code"] == SUSPECT
    scored["total_tenths"] = totals.where(~is_own, (totals - by_class).round()).astype("Int64")
    return County(county.returns, scored)


def default_values(county: County, seed: int) -> County:
    """Give a third of the pupils of a school one of three values of each item."""
    random = np.random.default_rng(seed)
    frame = county.returns.tables["fitness"].copy()
    rows = _rows(frame)
    for name in MEASURES:
        values = frame[name].to_numpy(dtype=float, copy=True)
        usual = random.choice(values[rows], 3, replace=False)
        filled = rows[random.random(len(rows)) < 1 / 3]
        values[filled] = random.choice(usual, len(filled))
        frame[name] = pd.array(values, dtype="Float64")
    return changed(county, "fitness", frame)


def rounded_counts(county: County, seed: int) -> County:
    """Round three quarters of the counts of a school to tens."""
    random = np.random.default_rng(seed)
    for table in ("students", "teachers", "conditions", "changes", "cohorts"):
        frame = county.returns.tables[table].copy()
        for name in frame.columns.drop(["_row", "_submission", "school_code", "grade", "level"],
                                       errors="ignore"):  # fmt: skip
            values = frame[name].to_numpy(dtype=float, copy=True)
            rows = [row for row in _rows(frame) if random.random() < 0.75]
            values[rows] = np.round(values[rows] / 10) * 10
            frame[name] = pd.array(values, dtype="Float64")
        county = changed(county, table, frame)
    return county


def constant_boarders(county: County, seed: int) -> County:
    """Compute the boarders of every grade of a school as three in ten."""
    frame = county.returns.tables["students"].copy()
    total = (frame["male"] + frame["female"]).to_numpy(dtype=float)
    values = frame["boarding"].to_numpy(dtype=float, copy=True)
    rows = _rows(frame)
    values[rows] = np.round(total[rows] * 0.3)
    frame["boarding"] = pd.array(values, dtype="Float64")
    return changed(county, "students", frame)


def multiplied_amounts(county: County, seed: int) -> County:
    """Compute books, area and grounds of a school from its pupils."""
    students = county.returns.tables["students"]
    own = students[students["school_code"] == SUSPECT]
    pupils = float((own["male"] + own["female"]).sum())
    frame = county.returns.tables["conditions"].copy()
    for name, each in (("books", 30), ("teaching_area_m2", 5.5), ("sports_ground_area_m2", 8)):
        values = frame[name].to_numpy(dtype=float, copy=True)
        values[_rows(frame)] = pupils * each
        frame[name] = pd.array(values, dtype="Float64")
    return changed(county, "conditions", frame)


def nobody_lost(county: County, seed: int) -> County:
    """Let a large class of a school lose nobody, where others lose three in a hundred."""
    frame = county.returns.tables["cohorts"].copy()
    graduates = frame["cohort_graduates"].to_numpy(dtype=float, copy=True)
    intake = np.round(graduates * 1.03)
    own = _rows(frame)
    graduates[own] = intake[own] = 600
    frame["cohort_graduates"] = pd.array(graduates, dtype="Float64")
    frame["cohort_intake"] = pd.array(intake, dtype="Float64")
    return changed(county, "cohorts", frame)


def filled_classes(county: County, seed: int) -> County:
    """Let the largest class of every grade of a school have exactly 45 pupils."""
    frame = county.returns.tables["classes"].copy()
    values = frame["students"].to_numpy(dtype=float, copy=True)
    own = _rows(frame)
    for grade in GRADES:
        values[own[frame["grade"].to_numpy()[own] == grade][0]] = 45
    frame["students"] = pd.array(values, dtype="Float64")
    return changed(county, "classes", frame)


PLANTED: dict[str, Callable[[County, int], County]] = {
    "last_digits": heaped_digits,
    "round_counts": rounded_counts,
    "pass_pile": a_pile_at_sixty,
    "identical_blocks": a_copied_class,
    "even_classes": smoothed_classes,
    "narrow_spread": smoothed_pupils,
    "repeated_values": default_values,
    "constant_shares": constant_boarders,
    "fixed_ratios": multiplied_amounts,
    "retention_exact": nobody_lost,
    "full_classes": filled_classes,
}
"""The screen that each fabrication is meant for."""
