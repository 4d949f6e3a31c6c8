"""Rates of groups of pupils: how many took part, passed, were good, were obese.

The counts are here; which of them make a rate is said in the standard, because no official
text says it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

import pandas as pd

from tasks.indicators.fitness.tables import FitnessStandard
from tasks.rounding import DIGITS

PERCENT = 100


def rates(
    scored: pd.DataFrame,
    by: Sequence[str],
    standard: FitnessStandard,
    students: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return counts and rates, one row a group of `by`; one row in all where `by` is empty.

    The counts are those of `counts`. Each rate of the standard adds `<rate>_numerator`,
    `<rate>_denominator` and `<rate>_percent`, a `Decimal` to 50 digits, None where the
    denominator is zero or not known.
    """
    found = counts(scored, by, students)
    for rate in standard.rates:
        numerator = _sum(found, rate.numerator)
        denominator = _sum(found, rate.denominator)
        found[f"{rate.code}_numerator"] = numerator
        found[f"{rate.code}_denominator"] = denominator
        found[f"{rate.code}_percent"] = pd.Series(
            [_percent(*pair) for pair in zip(numerator, denominator, strict=True)],
            index=found.index, dtype=object,
        )  # fmt: skip
    return found


def counts(
    scored: pd.DataFrame, by: Sequence[str], students: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the counts alone, one row a group of `by`; one row in all where `by` is empty.

    `scored` is the result of `tasks.indicators.fitness.scores.score` with the columns of
    `by` beside it; `students` has the columns of `by` and how many `students` there are, NA
    where nobody knows. A group with students and without a row of `scored` counts nobody.

    They are `students` (NA where any of them is not known, and without `students`),
    `enrolled` (every row), `exempt`, `postponed`, `incomplete`, `scored` (these four add up
    to enrolled), `excellent`, `good`, `passed`, `failed` (the pupils of just that level; they
    add up to scored), `with_bmi` (pupils with a BMI level, whatever else is missing),
    `obese`, `rounded_up_at_half` and `level_by_rounding`.
    """
    return _with_students(_counts(scored, _flags(scored), list(by)), students, list(by))


def _flags(scored: pd.DataFrame) -> pd.DataFrame:
    status, level = scored["status"], scored["level"]
    flags = {
        "enrolled": status.notna(),
        **{name: status == name for name in ("exempt", "postponed", "incomplete", "scored")},
        "excellent": level == "excellent",
        "good": level == "good",
        "passed": level == "pass",
        "failed": level == "fail",
        "with_bmi": scored["bmi_level"].notna(),
        "obese": scored["bmi_level"] == "obese",
        "rounded_up_at_half": scored["rounded_up_at_half"],
        "level_by_rounding": scored["level_by_rounding"],
    }
    columns = {name: flag.fillna(False).to_numpy(dtype="int64") for name, flag in flags.items()}
    return pd.DataFrame(columns)


def _counts(scored: pd.DataFrame, flags: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    if not by:
        return flags.sum().to_frame().T
    groups = [scored[name].reset_index(drop=True) for name in by]
    return flags.groupby(groups, dropna=False, observed=True).sum().reset_index()


def _with_students(
    counts: pd.DataFrame, students: pd.DataFrame | None, by: list[str]
) -> pd.DataFrame:
    if students is None:
        return counts.assign(students=pd.Series(pd.NA, index=counts.index, dtype="Int64"))
    if not by:
        known = students["students"].sum(skipna=False, min_count=1)
        return counts.assign(students=pd.Series([known], index=counts.index, dtype="Int64"))
    grouped = students.groupby(by, observed=True)["students"].sum(skipna=False).reset_index()
    joined = counts.merge(grouped, how="outer", on=by)
    names = [name for name in counts if name not in by]
    return joined.assign(**{name: joined[name].fillna(0).astype("int64") for name in names})


def _sum(counts: pd.DataFrame, signs: Mapping[str, int]) -> pd.Series:
    return sum(
        (sign * counts[name] for name, sign in signs.items()),
        pd.Series(0, index=counts.index, dtype="Int64"),
    )


def _percent(numerator: int, denominator: int) -> Decimal | None:
    if pd.isna(numerator) or pd.isna(denominator) or not denominator:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        return Decimal(int(numerator)) * PERCENT / Decimal(int(denominator))
