"""A county that is evaluated: its returns changed where a test is about, and its findings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from tasks import catalogue
from tasks.indicators.evaluate import evaluate
from tasks.indicators.fitness.tables import FitnessStandard, read_standard
from tasks.indicators.regime import Regime, read_regime
from tasks.model import ExpectedReturn, Findings, Judgement, Status
from tests.builders import COUNTY, EDITION, returns_of
from tests.builders.returns import Row, Tables, a_county, a_school_return, a_survey_return

Values = dict[tuple[str, str], Tables]

VARIED = {
    "2113999001": ("primary",),
    "2113999002": ("primary",),
    "3113999003": ("junior",),
    "3123999004": ("primary", "junior"),
    "3413999005": ("junior", "senior"),
}


@cache
def fitness_standard() -> FitnessStandard:
    """Return the national fitness standard."""
    folder = catalogue.EXPECTATIONS / "standards" / "fitness_2014"
    tables = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.csv")}
    return read_standard(tables, catalogue.read_yaml(folder / "standard.yml"))


def regime(overlay: Mapping[str, Any] | None = None) -> Regime:
    """Return the regime of 2017, with something laid on it."""
    return read_regime(catalogue.standards("quality_2017"), overlay)


def a_small_county(*levels: str, **changes: Any) -> tuple[list[Row], Values]:
    """Return a county of one school that passes everything, without fitness rows."""
    levels = levels or ("primary",)
    roster, values = a_county({"2113999001": levels})
    values["2113999001", "school_return"] = a_school_return(*levels, code="2113999001", **changes)
    values["2113999001", "fitness_return"]["fitness"] = []
    return roster, _briefly_asked(values)


def a_varied_county() -> tuple[list[Row], Values]:
    """Return a county of five schools that are not equally provided."""
    roster, values = a_county(VARIED)
    for code in VARIED:
        values[code, "fitness_return"]["fitness"] = []
    set_school(values, "2113999001", "conditions", teaching_area_m2=4321.5, multimedia_rooms=17)
    set_school(values, "2113999002", "conditions", equipment_value_wan_yuan=33.3, books=9000)
    values["2113999002", "school_return"]["teachers"][0]["backbone"] = 0
    values["3113999003", "school_return"]["teachers"][1]["pe_teachers"] = 7
    return roster, _briefly_asked(values)


def _briefly_asked(values: Values) -> Values:
    """Return the values with a survey of ten parents, ten teachers and two visits."""
    values["bureau", "survey_return"] = a_survey_return([("parent", 10), ("teacher", 10)], 2)
    return values


def set_school(values: Values, school: str, table: str, **changes: Any) -> None:
    """Change values of a record sheet of one school."""
    values[school, "school_return"][table][0].update(changes)


def set_county(values: Values, table: str, **changes: Any) -> None:
    """Change values of a record sheet of the county return."""
    values["bureau", "county_return"][table][0].update(changes)


def findings_of(
    roster: list[Row],
    values: Values,
    *,
    overlay: Mapping[str, Any] | None = None,
    owed: Collection[tuple[str, str]] = (),
    returned: Collection[tuple[str, str]] = (),
) -> Findings:
    """Return what the evaluation finds.

    `owed` are returns that were never handed in, `returned` those that were sent back.
    """
    given = {key: tables for key, tables in values.items() if key not in owed}
    expected = [_expected(key, Status.RETURNED if key in returned else Status.ACCEPTED)
                for key in given]  # fmt: skip
    expected += [ExpectedReturn(*key) for key in owed]
    return evaluate(
        returns_of(roster, given),
        tuple(expected),
        regime(overlay),
        fitness_standard(),
        catalogue.code_lists(),
        catalogue.layouts(EDITION),
        edition=EDITION,
        county=COUNTY,
        county_name="示例县",
    )


def _expected(key: tuple[str, str], status: Status) -> ExpectedReturn:
    school, form = key
    return ExpectedReturn(school, form, f"{EDITION}/{COUNTY}/{school}/{form}/1", status)


def judged(findings: Findings, item: str, subject: str = "county", level: str = "") -> Judgement:
    """Return the one judgement on an item."""
    found = [
        judgement
        for judgement in findings.judgements
        if (judgement.item, judgement.subject, judgement.level) == (item, subject, level)
    ]
    assert len(found) == 1, found
    return found[0]
