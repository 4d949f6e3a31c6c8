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


def rates(scored: pd.DataFrame, by: Sequence[str], standard: FitnessStandard) -> pd.DataFrame:
    """Return counts and rates, one row a group of `by`; one row in all where `by` is empty.

    `scored` is the result of `tasks.indicators.fitness.scores.score` with the columns of
    `by` beside it. The counts are `enrolled` (every row), `exempt`, `postponed`,
    `incomplete`, `scored` (these four add up to enrolled), `excellent`, `good`, `passed`,
    `failed` (the pupils of just that level; they add up to scored), `with_bmi` (pupils with
    a BMI level, whatever else is missing), `obese`, `rounded_up_at_half` and
    `level_by_rounding`. Each rate of the standard adds `<rate>_numerator`,
    `<rate>_denominator` and `<rate>_percent`, a `Decimal` to 50 digits, None where the
    denominator is zero.
    """
    flags = _flags(scored)
    counts = _counts(scored, flags, list(by))
    for rate in standard.rates:
        numerator = _sum(counts, rate.numerator)
        denominator = _sum(counts, rate.denominator)
        counts[f"{rate.code}_numerator"] = numerator
        counts[f"{rate.code}_denominator"] = denominator
        counts[f"{rate.code}_percent"] = pd.Series(
            [_percent(*pair) for pair in zip(numerator, denominator, strict=True)],
            index=counts.index, dtype=object,
        )  # fmt: skip
    return counts


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


def _sum(counts: pd.DataFrame, signs: Mapping[str, int]) -> pd.Series:
    return sum(
        (sign * counts[name] for name, sign in signs.items()),
        pd.Series(0, index=counts.index, dtype="int64"),
    )


def _percent(numerator: int, denominator: int) -> Decimal | None:
    if not denominator:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        return Decimal(int(numerator)) * PERCENT / Decimal(int(denominator))
