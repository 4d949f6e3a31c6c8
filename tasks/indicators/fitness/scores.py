"""Fitness scores of pupils (国家学生体质健康标准), by table and without interpolation.

Whole numbers throughout: item scores are points, totals hundredths and tenths of a point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tasks.indicators.fitness.measurements import (
    Numbers,
    body_mass_index,
    keys,
    names_at,
    positions,
)
from tasks.indicators.fitness.tables import BMI, FitnessStandard, Group, Item, Ladder

EXEMPTIONS = ("exempt", "postponed")
STATUSES = ("scored", "incomplete", *EXEMPTIONS)
HUNDREDTHS = 100
HUNDREDTHS_OF_A_TENTH = 10
HALF_A_TENTH = 5


@dataclass(frozen=True, eq=False)
class _Tested:
    """The row numbers of the pupils of every group, without those exempted."""

    rows: Mapping[Group, np.ndarray]
    size: int

    def look_up(self, found: Numbers, ladders: Mapping[Group, Ladder]) -> Numbers:
        """Return what each pupil's own ladder gives; absent without ladder or number."""
        result = Numbers.none(self.size)
        for group, ladder in ladders.items():
            rows = self.rows[group]
            result.values[rows] = ladder.look_up(found.values[rows])
            result.present[rows] = found.present[rows]
        return result


@dataclass(frozen=True, eq=False)
class _Points:
    """Item scores and bonuses by the name of the item."""

    scores: Mapping[str, Numbers]
    bonuses: Mapping[str, Numbers]


def score(pupils: pd.DataFrame, standard: FitnessStandard) -> pd.DataFrame:
    """Return the scores of pupils, one row a pupil, in the same order and with their index.

    `pupils` has `grade`, `sex` (male, female), `exemption` (absent or empty, exempt,
    postponed), `height_cm`, `weight_kg` and a numeric column for each item of the standard;
    absent values are NA. The result has

    * `bmi` (rounded as the tables are), `bmi_level`, `score_bmi`, `score_<item>`,
      `bonus_<item>`: of what was measured, where the pupil's grade and sex are tested in it;
    * of pupils without a missing item, `standard_score_hundredths`, `bonus`,
      `exact_total_hundredths`, `total_tenths` (half up), `level`, `rounded_up_at_half` (the
      exact total ended in half a tenth), `level_by_rounding` (and is a level higher for it);
    * `status`: scored, incomplete, exempt or postponed; `missing`: the missing items joined
      by spaces (`bmi` for height or weight; `grade`, `sex` where that is absent or unknown).
      Exempt and postponed pupils have a status and nothing else.

    Raises `KeyError` for an absent column and `ValueError` for an unknown exemption.
    """
    exemption = _exemption(pupils["exemption"])
    tested = _tested(pupils, standard, exemption < 0)
    bmi = body_mass_index(pupils["height_cm"], pupils["weight_kg"], standard.bmi_decimals)
    points = _points(pupils, bmi, tested, standard)
    missing = np.where(exemption < 0, _missing(pupils, points.scores, tested, standard), 0)
    levels = tested.look_up(bmi, standard.bmi_levels)
    level_codes = np.where(levels.present, levels.values, -1)
    status = np.where(exemption < 0, missing != 0, exemption + STATUSES.index(EXEMPTIONS[0]))
    columns = {
        "bmi": bmi.only(levels.present).decimal_column(standard.bmi_decimals),
        "bmi_level": names_at(standard.bmi_level_codes, level_codes),
        **{f"score_{name}": found.column() for name, found in points.scores.items()},
        **{f"bonus_{name}": found.column() for name, found in points.bonuses.items()},
        **_totals(points, status == STATUSES.index("scored"), tested, standard),
        "status": names_at(STATUSES, status),
        "missing": _names_of(missing, _needed(standard)),
    }
    return pd.DataFrame(columns, index=pupils.index)


def _exemption(column: pd.Series) -> np.ndarray:
    """Return positions in `EXEMPTIONS`, -1 for none."""
    given = column.fillna("").ne("").to_numpy(dtype=bool)
    found = positions(column, EXEMPTIONS)
    if (given & (found < 0)).any():
        raise ValueError("an exemption must be absent, exempt or postponed")
    return found


def _tested(pupils: pd.DataFrame, standard: FitnessStandard, takes_part: np.ndarray) -> _Tested:
    grade = positions(pupils["grade"], standard.grades)
    sex = positions(pupils["sex"], standard.sexes)
    known = takes_part & (grade >= 0) & (sex >= 0)
    group_number = np.where(known, grade * len(standard.sexes) + sex, -1)
    order = np.argsort(group_number, kind="stable")
    limits = np.searchsorted(group_number[order], np.arange(len(standard.groups) + 1))
    return _Tested(
        {
            group: order[limits[number] : limits[number + 1]]
            for number, group in enumerate(standard.groups)
        },
        len(pupils),
    )


def _points(
    pupils: pd.DataFrame, bmi: Numbers, tested: _Tested, standard: FitnessStandard
) -> _Points:
    scores = {BMI: tested.look_up(bmi, standard.bmi_scores)}
    bonuses = {}
    for item in standard.items:
        measured = keys(pupils[item.name], item)
        scores[item.name] = tested.look_up(measured, _of(item, standard.scores))
        if item in standard.bonus_items:
            bonuses[item.name] = tested.look_up(measured, _of(item, standard.bonuses))
    return _Points(scores, bonuses)


def _of(item: Item, ladders: Mapping[tuple[str, Group], Ladder]) -> dict[Group, Ladder]:
    return {group: ladder for (name, group), ladder in ladders.items() if name == item.name}


def _needed(standard: FitnessStandard) -> list[str]:
    return ["grade", "sex", BMI, *(item.name for item in standard.items)]


def _missing(
    pupils: pd.DataFrame,
    scores: Mapping[str, Numbers],
    tested: _Tested,
    standard: FitnessStandard,
) -> np.ndarray:
    """Return whole numbers whose bit n says that a pupil lacks `_needed(standard)[n]`."""
    bits = {name: 1 << position for position, name in enumerate(_needed(standard))}
    missing = np.zeros(tested.size, dtype=np.int64)
    for name, known in (("grade", standard.grades), ("sex", standard.sexes)):
        missing |= np.where(positions(pupils[name], known) < 0, bits[name], 0)
    for group, weights in standard.weights.items():
        rows = tested.rows[group]
        for name in weights:
            missing[rows] |= np.where(scores[name].present[rows], 0, bits[name])
    return missing


def _names_of(bits: np.ndarray, names: list[str]) -> pd.api.extensions.ExtensionArray:
    patterns, codes = np.unique(bits, return_inverse=True)
    texts = [
        " ".join(name for position, name in enumerate(names) if pattern >> position & 1)
        for pattern in patterns.tolist()
    ]
    return names_at(texts, codes)


def _totals(
    points: _Points, complete: np.ndarray, tested: _Tested, standard: FitnessStandard
) -> dict[str, pd.api.extensions.ExtensionArray]:
    weighted = np.zeros(tested.size, dtype=np.int64)
    for group, weights in standard.weights.items():
        rows = tested.rows[group]
        for name, percent in weights.items():
            weighted[rows] += points.scores[name].values[rows] * percent
    earned = sum((found.values for found in points.bonuses.values()), np.zeros_like(weighted))
    bonus = np.minimum(earned, standard.bonus_cap)
    total = weighted + bonus * HUNDREDTHS
    tenths = (total + HALF_A_TENTH) // HUNDREDTHS_OF_A_TENTH
    unrounded = total // HUNDREDTHS_OF_A_TENTH
    level = _level(tenths, standard)
    at_half = total % HUNDREDTHS_OF_A_TENTH == HALF_A_TENTH
    return {
        "standard_score_hundredths": Numbers(weighted, complete).column(),
        "bonus": Numbers(bonus, complete).column(),
        "exact_total_hundredths": Numbers(total, complete).column(),
        "total_tenths": Numbers(tenths, complete).column(),
        "level": names_at([level.code for level in standard.levels], np.where(complete, level, -1)),
        "rounded_up_at_half": pd.array(complete & at_half, dtype="boolean"),
        "level_by_rounding": pd.array(
            complete & (level != _level(unrounded, standard)), dtype="boolean"
        ),
    }


def _level(tenths: np.ndarray, standard: FitnessStandard) -> np.ndarray:
    """Return positions in `standard.levels`, which fall from the best."""
    minima = [level.minimum_tenths for level in standard.levels if level.minimum_tenths is not None]
    return len(minima) - np.searchsorted(np.array(minima[::-1]), tenths, side="right")
