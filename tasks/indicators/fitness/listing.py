"""Every group of pupils as one table: counts and rates down to the class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import pandas as pd

from tasks.indicators.fitness.pupils import GROUPING, scored_pupils, students_of
from tasks.indicators.fitness.rates import rates
from tasks.indicators.fitness.tables import FitnessStandard
from tasks.indicators.readings import Readings
from tasks.indicators.schools import schools_of
from tasks.layouts import CodeList
from tasks.model import ExpectedReturn, Returns
from tasks.rounding import half_up

SCHOOL = ("school_code",)
CLASS = ("school_code", "school_level", "grade", "class_number", "class_name")
PARTS = ((), ("school_level",), ("school_level", "grade"))
KINDS: Mapping[str, Sequence[tuple[str, ...]]] = {
    "county": PARTS,
    "school": tuple((*SCHOOL, *part) for part in PARTS),
    "class": (CLASS,),
}
SEX = ("sex",)


def fitness_rates(
    returns: Returns,
    expected: Iterable[ExpectedReturn],
    standard: FitnessStandard,
    codes: Mapping[str, CodeList],
    places: int,
) -> pd.DataFrame:
    """Return the table `fitness_rates`: one row is one group of pupils, both sexes or one.

    `group` says whether it is of the county, a school or a class; `GROUPING` which, NA where
    the group is not that narrow. Then the counts and, of each rate, `<rate>_percent`: a
    `Decimal` rounded half up to `places`, None where it could not be computed. `students` is
    of the schools whose pupils are in the table, and not known by class.
    """
    readings = Readings(returns, expected)
    scored = scored_pupils(readings, codes, standard)
    if scored is None:
        return pd.DataFrame()
    listed = set(scored["school_code"])
    schools = [each for each in schools_of(returns.roster, codes) if each.code in listed]
    students = students_of(readings, schools, codes)
    parts = [
        rates(scored, [*by, *sex], standard, None if kind == "class" else students).assign(
            group=kind
        )
        for kind, columns in KINDS.items()
        for by in columns
        for sex in ((), SEX)
    ]
    return _together(parts, standard, places)


def _together(
    parts: Sequence[pd.DataFrame], standard: FitnessStandard, places: int
) -> pd.DataFrame:
    frame = pd.concat(parts, ignore_index=True)
    fractions = [
        f"{rate.code}_{end}" for rate in standard.rates for end in ("numerator", "denominator")
    ]
    frame = frame.drop(columns=fractions)
    names = ["group", *GROUPING]
    frame = frame[[*names, *(name for name in frame if name not in names)]]
    for rate in standard.rates:
        column = f"{rate.code}_percent"
        frame[column] = pd.Series(
            [_rounded(value, places) for value in frame[column]], index=frame.index, dtype=object
        )
    return frame.astype(dict.fromkeys(names, "string"))


def _rounded(value: Decimal | None, places: int) -> Decimal | None:
    return None if value is None else half_up(value, places)
