"""The numbers of education quality and of social recognition, counted again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from tasks.model import BUREAU
from tasks.witness.county import SURVEY_RETURN, YES, County, Row
from tasks.witness.fields import field_of, retention_formula, retention_percent
from tasks.witness.fractions_of import Value, any_of, how_many, share

COUNTY_TABLES = ("quality", "guarantee", "county", "government")
COHORT = ("graduates", "intake", "transferred_in", "transferred_out", "died")
QUESTIONS = (
    "nearby_enrolment",
    "conditions_gap",
    "teachers_gap",
    "school_choice",
    "government_effort",
    "overall",
)


def retention_values(county: County, name: str, item: Mapping[str, Any]) -> dict[str, Value]:
    """Return the cohort of the county at the item's level, and its retention."""
    level = item["level"]
    schools = [school for school in county.schools if level in school.levels]
    sums = {
        f"cohort_{field}": any_of(
            county.number("cohorts", school.code, f"cohort_{field}", level) for school in schools
        )
        for field in COHORT
    }
    found = {f"county.{name}.{field}": sums[f"cohort_{field}"] for field in COHORT}
    return found | {f"county.{name}.percent": retention_percent(retention_formula(county), sums)}


def share_values(county: County, name: str, item: Mapping[str, Any]) -> dict[str, Value]:
    """Return two numbers that the county reports, and what percentage one is of the other.

    The percentages of its schools are beside them where the item asks for them.
    """
    names = [item[each] for each in ("part", "whole")]
    part, whole = (reported(county, field) for field in names)
    found = {
        f"county.{names[0]}": part,
        f"county.{names[1]}": whole,
        f"county.{name}.percent": share(part, whole),
    }
    return found | _of_schools(county, name, item) if "of_school" in item else found


def _of_schools(county: County, name: str, item: Mapping[str, Any]) -> dict[str, Value]:
    """Return the same percentage of each school, and how many schools are below what is asked."""
    part, whole = (str(item["of_school"][each]) for each in ("part", "whole"))
    percents = {
        f"{school.scope}.{name}.percent": share(
            field_of(county, school, part), field_of(county, school, whole)
        )
        for school in county.schools
    }
    least = Fraction(str(item["minimum_percent"]))
    below = how_many(percents.values(), lambda percent: percent < least)
    return {**percents, f"county.{name}.schools_below": below}


def reported(county: County, field: str) -> Value:
    """Return a number of the county's own return."""
    found = (county.number(table, BUREAU, field) for table in COUNTY_TABLES)
    return next((value for value in found if value is not None), None)


def recognition_values(county: County) -> dict[str, Value]:
    """Return the counts and percentages of the survey by the id of their fact."""
    item = county.standards["recognition"]["R"]
    rows = county.rows("survey", BUREAU)
    found = _group(county, item, "R", rows) | _options(county, item, rows)
    for group in county.codes["respondents"].codes:
        mine = [row for row in rows if row.get("respondent") == group]
        found |= _group(county, item, f"R.{group}", mine)
    total = found["county.R.questionnaires"]
    found["county.R.valid_percent"] = share(found["county.R.valid"], total)
    found["county.R.parents_percent"] = share(found.get("county.R.parent.questionnaires"), total)
    return found


def _options(county: County, item: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, Value]:
    """Return how many valid questionnaires chose each option of each question."""
    chosen = [
        {question: row.get(question) for question in QUESTIONS}
        for row in rows
        if row.get("method") == item["questionnaire_method"] and row.get("valid") == YES
    ]
    return {
        f"county.R.{question}_chose_{option}": _count(
            county, [each for each in chosen if each[question] == option]
        )
        for question in QUESTIONS
        for option in county.codes["satisfaction"].codes
    }


def _content(county: County, item: Mapping[str, Any]) -> set[str]:
    """Return the options that count as satisfied."""
    options = set(item["satisfied_options"])
    if county.setting("mostly_satisfied") == "counts":
        options.update(item["mostly_satisfied_options"])
    return options


def _count(county: County, rows: Sequence[Row]) -> Value:
    return Fraction(len(rows)) if county.has(BUREAU, SURVEY_RETURN) else None


def _group(
    county: County, item: Mapping[str, Any], prefix: str, rows: Sequence[Row]
) -> dict[str, Value]:
    question, content = county.setting("satisfaction_question"), _content(county, item)
    papers = [row for row in rows if row.get("method") == item["questionnaire_method"]]
    valid = [row for row in papers if row.get("valid") == YES]
    visits = [row for row in rows if row.get("method") == item["visit_method"]]
    found = {
        "questionnaires": _count(county, papers),
        "valid": _count(county, valid),
        "satisfied": _count(county, [row for row in valid if row.get(question) in content]),
        "visited": _count(county, visits),
        "visit_satisfied": _count(county, [row for row in visits if row.get(question) in content]),
    }
    found["percent"] = share(found["satisfied"], found["valid"])
    found["visit_percent"] = share(found["visit_satisfied"], found["visited"])
    found |= _questions(county, item, valid)
    return {f"county.{prefix}.{name}": value for name, value in found.items()}


def _questions(county: County, item: Mapping[str, Any], valid: Sequence[Row]) -> dict[str, Value]:
    content = _content(county, item)
    found: dict[str, Value] = {}
    for question in QUESTIONS:
        answers = [row for row in valid if row.get(question) is not None]
        happy = [row for row in answers if row[question] in content]
        answered, satisfied = _count(county, answers), _count(county, happy)
        found[f"{question}_answered"] = answered
        found[f"{question}_satisfied"] = satisfied
        found[f"{question}_percent"] = share(satisfied, answered)
    return found
