"""What the witness is given: the rows of a county's usable returns, as plain values."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from tasks import catalogue
from tasks.indicators.evaluate import evaluate
from tasks.indicators.regime import Regime, read_regime
from tasks.model import BUREAU, ExpectedReturn, Findings, Status
from tasks.overlays import laid_on
from tasks.witness.county import Rows
from tasks.witness.engine import pupil_counts, witness
from tasks.witness.fitness import PupilCounts
from tests.builders import COUNTY, EDITION, returns_of
from tests.builders.county import fitness_standard
from tests.builders.fitness import RANGES
from tests.builders.reliefs import (
    CENTRE,
    COMBINED,
    OTHER,
    RURAL,
    SCHOOL,
    TOWN,
    a_county_of_two,
    asked,
    resized,
)
from tests.builders.returns import (
    Row,
    a_county_return,
    a_roster_row,
    a_school_return,
    a_survey_return,
)

Key = tuple[str, str]
Values = dict[Key, Any]


def rows_of(values: Values, usable: Collection[Key]) -> Rows:
    """Return the rows of the usable returns by table, each with the code of its school.

    Where a row names a school itself, that code is `named_school`.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for (school, form), tables in values.items():
        if (school, form) in usable:
            for table, rows in tables.items():
                found.setdefault(table, []).extend(
                    {**row, "named_school": row.get("school_code"), "school_code": school}
                    for row in rows
                )
    return found


def witnessed(
    roster: Sequence[Mapping[str, Any]],
    values: Values,
    *,
    overlay: Mapping[str, Any] | None = None,
    owed: Collection[Key] = (),
    returned: Collection[Key] = (),
    regime: str = "quality_2017",
    province: str = "",
    snapshot: date | None = None,
) -> dict[str, Decimal | None]:
    """Return what the witness computes, given what `county.findings_of` is given."""
    given = _given(roster, values, {*owed, *returned}, overlay, regime, province)
    expected = [*values, *(key for key in owed if key not in values)]
    pupils = pupil_counts(*given, expected)
    return witness(*given, snapshot, expected=expected, pupils=pupils)


def counted_pupils(
    roster: Sequence[Mapping[str, Any]],
    values: Values,
    *,
    overlay: Mapping[str, Any] | None = None,
    owed: Collection[Key] = (),
    returned: Collection[Key] = (),
    regime: str = "quality_2017",
    province: str = "",
    snapshot: date | None = None,
) -> PupilCounts:
    """Return the pupils as the witness counts them, with the arguments of `witnessed`."""
    given = _given(roster, values, {*owed, *returned}, overlay, regime, province)
    return pupil_counts(*given, [*values, *owed])


def _given(
    roster: Sequence[Mapping[str, Any]],
    values: Values,
    not_usable: Collection[Key],
    overlay: Mapping[str, Any] | None,
    regime: str,
    province: str,
) -> tuple[Any, ...]:
    usable = [key for key in values if key not in not_usable]
    standards = laid_on(standards_of(regime, province), overlay or {})
    return rows_of(values, usable), roster, usable, standards, catalogue.code_lists()


@cache
def fitness_files() -> Mapping[str, Any]:
    """Return the fitness standard and its tables, under the names the witness knows them by."""
    folder = catalogue.STANDARDS / "fitness_2014"
    return {
        "fitness": catalogue.read_yaml(folder / "standard.yml"),
        "fitness_tables": {path.stem: catalogue.read_csv(path) for path in folder.glob("*.csv")},
    }


def standards_of(regime: str = "quality_2017", province: str = "") -> Mapping[str, Any]:
    """Return the files of a regime with what a province adds, and the fitness standard."""
    return {**_regime(regime, province).files, **fitness_files()}


@cache
def _regime(regime: str, province: str) -> Regime:
    return read_regime(catalogue.standards(regime), catalogue.overlay(regime, province))


def evaluated(
    roster: Sequence[Mapping[str, Any]],
    values: Values,
    *,
    owed: Collection[Key] = (),
    regime: str = "quality_2017",
    province: str = "",
) -> Findings:
    """Return what the main engine finds of the same county."""
    expected = [_expected(key, key in owed) for key in values]
    given = {key: tables for key, tables in values.items() if key not in owed}
    return evaluate(
        returns_of(roster, given), tuple(expected),
        _regime(regime, province), fitness_standard(),
        catalogue.code_lists(), catalogue.layouts(EDITION), edition=EDITION, county=COUNTY,
        county_name="示例县",
    )  # fmt: skip


def _expected(key: Key, is_owed: bool) -> ExpectedReturn:
    submission = f"{EDITION}/{COUNTY}/{key[0]}/{key[1]}/1"
    return ExpectedReturn(*key) if is_owed else ExpectedReturn(*key, submission, Status.ACCEPTED)


def _relieved(
    clause: str, *, school: str = SCHOOL, place: str = TOWN, pupils: int = 80, **request: Any
) -> tuple[list[Row], Values]:
    """Return a county in which one school asks for a relief that it may have."""
    asking = {"school_code": school, "clause": clause, "counted_amount": None} | request
    roster, values = a_county_of_two(asked(asking))
    next(line for line in roster if line["school_code"] == school)["urban_rural"] = place
    tables = values[school, "school_return"]
    if school == SCHOOL:
        resized(values, SCHOOL, pupils)
    for code in (SCHOOL, OTHER, COMBINED):
        is_old = code == school and clause.endswith(("built", "rooms"))
        values[code, "school_return"]["school"][0]["built_year"] = 2005 if is_old else 2020
    if clause == "special_rooms":
        tables["special_rooms"] = [
            {"room_kind": kind, "room_name": f"{kind}室", "area_m2": area}
            for kind, area in (("music", 73.0), ("art", 67.0))
        ]
    if clause == "school_size_migrant":
        for row in tables["students"][:6]:
            row["migrant"] = 201
    return roster, values


RELIEVED: Mapping[str, Callable[[], tuple[list[Row], Values]]] = {
    "pe_art_teachers": lambda: _relieved(
        "pe_art_teachers", place=RURAL, pupils=10, counted_amount=3
    ),
    "sports_venues": lambda: _relieved("sports_venues", place=CENTRE, counted_amount=3000.5),
    "sports_venues_shared": lambda: _relieved(
        "sports_venues", school=COMBINED, place=CENTRE, counted_amount=3000
    ),
    "sports_venues_of_one_level": lambda: _relieved(
        "sports_venues", school=COMBINED, place=CENTRE, counted_amount=3000, level="junior"
    ),
    "special_rooms": lambda: _relieved("special_rooms"),
    "school_size_built": lambda: _relieved("school_size_built", pupils=390),
    "school_size_migrant": lambda: _relieved("school_size_migrant", pupils=390),
}
"""A county for each way in which a relief is granted."""

REFUSED: Sequence[Mapping[str, Any]] = (
    {"plan": None},
    {"deadline": "2024-09-02"},
    {"deadline": "2021-08-31"},
    {"deadline": "明年"},
    {"clause": "no_such_clause"},
    {"school_code": OTHER},
    {"school_code": "9999999999"},
)
"""What makes each of these requests one that is refused."""

SITE = "2183999106"
KINDS: Mapping[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "2113999101": (("primary",), {}),
    "3113999102": (("junior",), {"urban_rural": "220"}),
    "3123999103": (("primary", "junior"), {}),
    "3413999104": (("junior", "senior"), {}),
    "3453999105": (("primary", "junior", "senior"), {"owner": "10"}),
    SITE: (("primary",), {"school_type": "218", "counted": "no", "parent_school": "2113999101"}),
    "2183999107": (("primary",), {"school_type": "218"}),
    "5143999108": (("primary", "junior"), {"school_type": "514"}),
}
"""A school of every kind that the rules treat differently."""


def a_tested_county(seed: int) -> tuple[list[dict[str, Any]], dict[Key, Any], set[Key]]:
    """Return a random county whose schools tested pupils of every kind; one return is missing.

    Some were exempted, some lack a result, a few have no sex or a grade that nobody teaches.
    """
    roster, values, owed = a_random_county(seed)
    chance = random.Random(seed)
    for code, (levels, _) in KINDS.items():
        taught = [level for level in levels if level != "senior"]
        grades = [grade for grade, row in catalogue.code_lists()["grades"].rows.items()
                  if row["level"] in taught]  # fmt: skip
        rows = [_a_pupil(chance, chance.choice(grades)) for _ in range(24)]
        values[code, "fitness_return"] = {"fitness": rows}
    if seed % 3:
        owed |= {("3113999102", "fitness_return")}
    values[SITE, "fitness_return"] = {"fitness": []}
    return roster, values, owed


def _a_pupil(chance: random.Random, grade: str) -> dict[str, Any]:
    drawn = {
        name: round(chance.uniform(least, most), places)
        for name, (least, most, places) in RANGES.items()
    }
    if chance.random() < 0.1:
        drawn[chance.choice(list(drawn))] = None
    exemption = chance.choice(["exempt", "postponed"]) if chance.random() < 0.1 else None
    sex = chance.choice(["male", "female"]) if chance.random() < 0.97 else None
    grade = grade if chance.random() < 0.97 else chance.choice(["senior_1", "junior_1"])
    return {"grade": grade, "sex": sex, "exemption": exemption, **drawn}


def a_random_county(seed: int) -> tuple[list[dict[str, Any]], dict[Key, Any], set[Key]]:
    """Return roster, values and the returns that are missing, all drawn from `seed`."""
    chance = random.Random(seed)
    roster = [a_roster_row(*levels, code=code, **more) for code, (levels, more) in KINDS.items()]
    values: dict[Key, Any] = {
        (BUREAU, "county_return"): a_county_return(),
        (BUREAU, "survey_return"): _a_survey(chance),
    }
    for code, (levels, _) in KINDS.items():
        tables = a_school_return(*levels, code=code)
        for table in ("students", "teachers", "cohorts", "classes"):
            tables[table] = [_drawn(row, chance) for row in tables[table]]
        for table in ("conditions", "funds"):
            tables[table] = [_drawn(row, chance) for row in tables[table]]
        rooms = tables["special_rooms"]
        tables["special_rooms"] = [row | {"area_m2": chance.choice([85.0, 96.0, 90.0, None])}
                                   for row in rooms]  # fmt: skip
        values[code, "school_return"] = tables
    owed = {key for key in values if chance.random() < (0.25 if seed % 3 else 0)}
    return roster, values, owed


def _drawn(row: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a row whose numbers are drawn anew; now and then one is missing."""
    found = dict(row)
    for name, value in row.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            factor = chance.choice([0, 0.4, 0.9, 1, 1.1, 1.3])
            found[name] = round(value * factor) if isinstance(value, int) else value * factor
            if chance.random() < 0.01:
                found[name] = None
    return found


def _a_survey(chance: random.Random) -> dict[str, Any]:
    tables = a_survey_return([("parent", 12), ("teacher", 8)], 3)
    answers = ["satisfied", "mostly_satisfied", "dissatisfied", None]
    for row in tables["survey"]:
        row["valid"] = chance.choice(["yes", "yes", "no"])
        row |= {name: chance.choice(answers) for name in ("overall", "school_choice")}
    return tables
